"""Langflow's component for the OCR models of AI/ML API."""

from typing import Any

from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import FileInput, MessageTextInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPIOCRParser
from langchain_aimlapi.document_loaders.ocr import OCRResult
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import address_in, parameters
from langchain_aimlapi.langflow.results import document_data


class AIMLAPIOCRComponent(Component):
    """The text of scans, PDF files and pictures, page by page; an agent can have it as a tool."""

    display_name = "AI/ML API OCR"
    description = "Reads the text of a PDF file or picture, given by its https address."
    documentation = "https://docs.aimlapi.com/api-references/vision-models/ocr-optical-character-recognition"
    icon = "AIML"
    name = "AIMLAPIOCR"

    inputs = [
        model_field("ocr"),
        MessageTextInput(
            name="document_url",
            display_name="Document URL",
            info="Address (https://…) of the PDF file or picture.",
            tool_mode=True,
        ),
        FileInput(
            name="document_file",
            display_name="Document File",
            info="The document as a file, instead of an address.",
            file_types=["pdf", "png", "jpg", "jpeg", "webp", "tiff", "bmp", "gif"],
        ),
        *connection_fields(),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Text", name="text", method="read_document"),
        Output(display_name="Pages", name="pages", method="page_data", tool_mode=False),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's OCR models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "ocr")

    def build_parser(self) -> AIMLAPIOCRParser:
        """What reads documents."""
        return AIMLAPIOCRParser(
            model=self.model_name, **connection_settings(self), model_kwargs=parameters(self.model_kwargs)
        )

    async def read_document(self) -> Message:
        """The text of all pages."""
        pages = self.build_parser().documents_of(await self._result())
        message = Message(text="\n\n".join(page.page_content for page in pages))
        self.status = message
        return message

    async def page_data(self) -> list[Data]:
        """The pages, one by one."""
        return document_data(self.build_parser().documents_of(await self._result()))

    async def _result(self) -> OCRResult:
        """The pages, read once for both outputs."""
        source = address_in(self.document_url, "Document URL") or self.document_file
        if not source:
            raise ValueError("There is no document: give a Document URL or upload a Document File")
        if self._made is None or self._made[0] != source:
            self._made = (source, await self.build_parser().aread(source))
        return self._made[1]

    _made: tuple[str, OCRResult] | None = None

    def _pre_run_setup(self) -> None:
        self._made = None
