"""What the catalogue knows about one model: `ModelCard` and its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_aimlapi.catalogue import store

CHAT_PATHS = ("/v1/chat/completions", "/chat/completions")
_PATHS_OF_DIALECT = {
    "chat": CHAT_PATHS,
    "claude": CHAT_PATHS,
    "messages": ("/v1/messages",),
    "responses": ("/v1/responses", "/responses"),
    "none": (
        "/v1/embeddings",
        "/v1/images/generations",
        "/v2/video/generations",
        "/v1/tts",
        "/v1/stt/create",
        "/v2/generate/audio",
        "/v1/ocr",
        *CHAT_PATHS,
    ),
}


@dataclass(frozen=True, slots=True)
class Prices:
    """What a model costs, in US dollars. `None` means that nobody says.

    Attributes:
        input: Per million input tokens.
        output: Per million output tokens.
        cache_read: Per million input tokens that are read from the prompt cache.
        per_image: Per generated image.

    Example:
        >>> Prices(input=2.5, output=10.0).input
        2.5
    """

    input: float | None = None
    output: float | None = None
    cache_read: float | None = None
    per_image: float | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One way to call a model.

    Attributes:
        method: HTTP method, in practice always `"POST"`.
        path: Path below `https://api.aimlapi.com`, such as `"/v1/chat/completions"`.
        statuses: Documented success codes; empty when the documentation gives none.
        schema_key: Key of the request schema in the data file.
        shape_key: Key of the message shapes in the data file, if the endpoint takes messages.
    """

    method: str
    path: str
    statuses: tuple[int, ...]
    schema_key: str
    shape_key: str | None = None

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]]:
        """What the request body accepts: name → schema, in the notation of the package's docstring."""
        return store.parameters(self.schema_key)

    @property
    def messages(self) -> Mapping[str, Mapping[str, Any]] | None:
        """What messages may hold: role → `{"content": [part types], "keys": [message keys]}`."""
        return store.message_shapes(self.shape_key) if self.shape_key else None


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known about one model name.

    Fields are `None` or empty when nobody says. An unknown name has a card as well, with `known=False`.

    Attributes:
        id: The name the service knows, in the spelling it documents.
        aliases: Other names of the same model. Many are names with a card, and sometimes a price, of their
            own.
        vendor: Who makes the model, such as `"OpenAI"`.
        family: `"chat"`, `"embedding"`, `"image"`, `"video"`, `"music"`, `"tts"`, `"stt"`, `"ocr"`, `"3d"`,
            `"moderation"` or `"search"`.
        status: `"live"`: in the documentation's table of models, or in the service's own list.
            `"documented"`: on a page of the documentation, though not in the table.
            `"deprecated"`: in the documentation's table of models that are no longer supported.
            `"retired"`: known from the documentation of May 2025 and gone from it since.
            `"orphan"`: named somewhere, but by no page: only in a leftover specification, a misprint, or the
            service's entry in the models.dev registry.
            `"unknown"`: not in the catalogue.
        successor: The name to use instead, where it is certain: another spelling of the same model.
        dialect: How the model is spoken to. `"chat"`: OpenAI's chat completions. `"claude"`: Anthropic's body
            (top-level `system`, no system role) on the chat endpoint. `"messages"`: only `/v1/messages`.
            `"responses"`: only `/v1/responses`. `"none"`: not a chat model.
        endpoints: Every documented way to call the model.
        example_parameters: Parameters that the model's own page sends in its example although the request schema lacks
            them: they are accepted, and not checked.
        name: Display name.
        context_window: Tokens of input and output together.
        max_input_tokens: Tokens of input, where they are limited on their own.
        max_output_tokens: Tokens of one answer.
        input_modalities: What can be sent to the model: `"text"`, `"image"`, `"pdf"`, `"audio"`, `"video"`.
        output_modalities: What comes back, in the same words.
        capabilities: What works through this service, as far as the request schema and the model's maker
            agree.
            `tools`: function calling.
            `json_mode`: `response_format` of type `json_object`.
            `structured_output`: `response_format` of type `json_schema`.
            `reasoning`: the model thinks before it answers.
            `streaming`: the answer can be streamed.
            `temperature`: the sampling temperature can be set.
            `vision`, `file_input`, `audio_input`, `video_input`: messages can carry images, documents, sound,
            films.
            `audio_output`: the answer can be spoken.
            `web_search`: the request can switch a search of the web on, or the model always searches.
        claimed_capabilities: What the maker, a page, or the specification shared by many models says, without
            the agreement that `capabilities` needs. The service drops what the schema lacks without an error.
        reasoning_field: Where the answer carries its reasoning: `"reasoning_content"`, `"reasoning"`,
            `"extra_content"`, or `"reasoning_details"` (a list, beside the string `reasoning`).
        reasoning_efforts: Values of `reasoning_effort` that have an effect; empty when it was found to have
            none.
        reasoning_efforts_accepted: Values that are accepted, where these are more than the effective ones.
        prices: Prices of exactly this name: spellings of one model can differ in price.
        release_date: Year, year and month, or full date.
        knowledge_cutoff: The same, for the newest training data.
        open_weights: Whether the weights are published.
        dimensions: Length of an embedding.
        known: Whether the name is in the catalogue.
        not_callable: The service lists the name but was seen to answer 404.
        origin: Where the name was found: `"docs"`, `"docs-2025"`, `"models.dev"`, `"live"` (the service's
            list), or `"misprint"` (a slip of the documentation; `successor` is the name that is meant).

    Example:
        >>> ModelCard(id="some/new-model", known=False, status="unknown").parameters is None
        True
    """

    id: str
    aliases: tuple[str, ...] = ()
    vendor: str | None = None
    family: str = "chat"
    status: str = "unknown"
    successor: str | None = None
    dialect: str = "chat"
    endpoints: tuple[Endpoint, ...] = ()
    example_parameters: tuple[str, ...] = ()
    name: str | None = None
    context_window: int | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    capabilities: frozenset[str] = frozenset()
    claimed_capabilities: frozenset[str] = frozenset()
    reasoning_field: str | None = None
    reasoning_efforts: tuple[str, ...] | None = None
    reasoning_efforts_accepted: tuple[str, ...] | None = None
    prices: Prices | None = None
    release_date: str | None = None
    knowledge_cutoff: str | None = None
    open_weights: bool | None = None
    dimensions: int | None = None
    known: bool = True
    not_callable: bool = False
    origin: str = "docs"

    def __hash__(self) -> int:
        return hash((self.id, self.dialect))  # cards are keys of caches

    def endpoint(self, path: str) -> Endpoint | None:
        """Return the endpoint with exactly this path, or `None`."""
        for endpoint in self.endpoints:
            if endpoint.path == path:
                return endpoint
        return None

    @property
    def chat_endpoint(self) -> Endpoint | None:
        """The documented chat-completions endpoint, the one below `/v1` first."""
        return self._first_of(CHAT_PATHS)

    @property
    def primary_endpoint(self) -> Endpoint | None:
        """The endpoint that the model is used through, as its dialect or family says."""
        found = self._first_of(_PATHS_OF_DIALECT[self.dialect])
        return self.endpoints[0] if found is None and self.dialect == "none" and self.endpoints else found

    @property
    def parameters(self) -> Mapping[str, Mapping[str, Any]] | None:
        """What the primary endpoint accepts. `None`: nobody says, so anything may be sent."""
        endpoint = self.primary_endpoint
        return endpoint.parameters if endpoint else None

    @property
    def message_shapes(self) -> Mapping[str, Mapping[str, Any]] | None:
        """What messages to the primary endpoint may hold, by role. `None`: nobody says."""
        endpoint = self.primary_endpoint
        return endpoint.messages if endpoint else None

    def accepts(self, parameter: str) -> bool | None:
        """Tell whether the request schema, or the example on the model's page, has a parameter; `None` if nobody says.

        Example:
            >>> from langchain_aimlapi.catalogue import get_model
            >>> get_model("openai/gpt-4o").accepts("temperature")
            True
        """
        parameters = self.parameters
        return None if parameters is None else parameter in parameters or parameter in self.example_parameters

    def _first_of(self, paths: tuple[str, ...]) -> Endpoint | None:
        for path in paths:
            found = self.endpoint(path)
            if found is not None:
                return found
        return None


def card_from_row(name: str, row: store.Row) -> ModelCard:
    """Build the card of one row of the index."""
    fields: dict[str, Any] = {key: _CONVERT[key](value) if key in _CONVERT else value for key, value in row.items()}
    return ModelCard(id=name, **fields)


def _endpoint(text: str) -> Endpoint:
    """Read an endpoint of the index: `"POST /v1/tts 200,201 schema-key"`, then the shape key if there is one."""
    method, path, statuses, schema_key, *shape_key = text.split(" ")
    codes = tuple(int(code) for code in statuses.split(",") if code != "-")
    return Endpoint(method, path, codes, schema_key, *shape_key)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CONVERT: dict[str, Callable[[Any], Any]] = {
    "aliases": tuple,
    "example_parameters": _words,
    "endpoints": lambda texts: tuple(map(_endpoint, texts)),
    "input_modalities": _words,
    "output_modalities": _words,
    "capabilities": _word_set,
    "claimed_capabilities": _word_set,
    "reasoning_efforts": _words,
    "reasoning_efforts_accepted": _words,
    "prices": lambda prices: Prices(**prices),
}
