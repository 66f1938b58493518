"""Langflow's component for the embedding models of AI/ML API."""

from typing import Any

from lfx.base.embeddings.model import LCEmbeddingsModel
from lfx.field_typing import Embeddings
from lfx.inputs.inputs import BoolInput, IntInput, StrInput

from langchain_aimlapi import AIMLAPIEmbeddings
from langchain_aimlapi.langflow.connecting import connection_settings
from langchain_aimlapi.langflow.fields import connection_fields, model_field, parameters_field, refresh_models
from langchain_aimlapi.langflow.reading import given, parameters


class AIMLAPIEmbeddingsComponent(LCEmbeddingsModel):
    """Any embedding model, for vector stores and knowledge bases."""

    display_name = "AI/ML API Embeddings"
    description = "Embedding models of OpenAI, Google, Voyage and Alibaba behind one key."
    documentation = "https://docs.aimlapi.com/api-references/embedding-models"
    icon = "AIML"
    name = "AIMLAPIEmbeddings"
    model_provider_id = "aimlapi"

    inputs = [
        model_field("embedding"),
        *connection_fields(),
        IntInput(
            name="dimensions",
            display_name="Dimensions",
            info="Length of the vectors, for models that can shorten them. 0: the model's own.",
            value=0,
            advanced=True,
        ),
        IntInput(
            name="chunk_size",
            display_name="Chunk Size",
            info="Most texts of one request. 0: what the model takes.",
            value=0,
            advanced=True,
        ),
        IntInput(
            name="max_concurrency",
            display_name="Max Concurrency",
            info="Most requests at the same time.",
            value=4,
            advanced=True,
        ),
        StrInput(
            name="task_type",
            display_name="Task Type",
            info="Google's models only: what the vectors are for, such as CLUSTERING. Empty: search.",
            value="",
            advanced=True,
        ),
        BoolInput(name="show_progress_bar", display_name="Show Progress Bar", value=False, advanced=True),
        parameters_field(),
    ]

    def update_build_config(
        self, build_config: dict[str, Any], field_value: Any, field_name: str | None = None
    ) -> dict[str, Any]:
        """List the service's embedding models when the refresh button is pressed."""
        del field_value
        return refresh_models(build_config, field_name, "embedding")

    def build_embeddings(self) -> Embeddings:
        """The embeddings."""
        return AIMLAPIEmbeddings(
            model=self.model_name,
            **connection_settings(self),
            **given(
                dimensions=self.dimensions,
                chunk_size=self.chunk_size,
                max_concurrency=self.max_concurrency,
                task_type=self.task_type,
            ),
            show_progress_bar=bool(self.show_progress_bar),
            model_kwargs=parameters(self.model_kwargs),
        )
