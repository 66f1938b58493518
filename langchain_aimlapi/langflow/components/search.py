"""Langflow's component for searches of the web by models of AI/ML API."""

from typing import Any

from langchain_core.tools import BaseTool
from lfx.custom.custom_component.component import Component
from lfx.inputs.inputs import DropdownInput, MessageTextInput, StrInput
from lfx.schema.data import Data
from lfx.schema.message import Message
from lfx.template.field.base import Output

from langchain_aimlapi import AIMLAPISearch
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import given, lines, parameters
from langchain_aimlapi.langflow.results import document_data
from langchain_aimlapi.search_results import SearchAnswer, described


class AIMLAPISearchComponent(Component):
    """An answer from the web and its sources; an agent can have it as a tool."""

    display_name = "AI/ML API Search"
    description = "Searches the web and answers with a text and numbered sources."
    documentation = "https://docs.aimlapi.com/capabilities/web-search"
    icon = "AIML"
    name = "AIMLAPISearch"

    inputs = [
        model_field("search"),
        MessageTextInput(
            name="query",
            display_name="Query",
            info="What to look for: a question or key words.",
            tool_mode=True,
        ),
        *connection_fields(),
        DropdownInput(
            name="recency",
            display_name="Recency",
            info="How old a source may be, for models that can be told.",
            options=["", "day", "week", "month", "year"],
            value="",
            advanced=True,
        ),
        StrInput(
            name="domains",
            display_name="Domains",
            info="Hosts to search, such as arxiv.org, for models that can be told.",
            is_list=True,
            advanced=True,
        ),
        DropdownInput(
            name="context_size",
            display_name="Context Size",
            info="How much of what was found the model reads.",
            options=["", "low", "medium", "high"],
            value="",
            advanced=True,
        ),
        parameters_field(),
    ]

    outputs = [
        Output(display_name="Answer", name="answer", method="answer_message"),
        Output(display_name="Sources", name="sources", method="source_data", tool_mode=False),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's models that search when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "search")

    def build_tool(self) -> AIMLAPISearch:
        """The tool that an agent gets."""
        return AIMLAPISearch(
            model=self.model_name,
            **connection_settings(self),
            **given(
                search_recency_filter=self.recency,
                search_domain_filter=lines(self.domains),
                search_context_size=self.context_size,
            ),
            model_kwargs=parameters(self.model_kwargs),
            tags=["search_web"],
        )

    async def answer_message(self) -> Message:
        """The answer with its numbered sources."""
        message = Message(text=described(await self._result()))
        self.status = message
        return message

    async def source_data(self) -> list[Data]:
        """The sources: address, title, snippet."""
        return document_data((await self._result()).sources)

    async def _result(self) -> SearchAnswer:
        """The answer, asked for once for both outputs."""
        if self._made is None:
            self._made = await self.build_tool().asearch(self.query)
        return self._made

    _made: SearchAnswer | None = None

    def _pre_run_setup(self) -> None:
        self._made = None

    async def _get_tools(self) -> list[BaseTool]:
        return [self.build_tool()]
