"""How a surface reaches the service: the settings that chat model, embeddings and tools have in common."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from langchain_aimlapi import http_library
from langchain_aimlapi._renamed import with_new_names
from langchain_aimlapi.api.config import API_KEY_VARIABLES, resolve_api_key, resolve_base_url
from langchain_aimlapi.api.environment import check_environment
from langchain_aimlapi.api.given_clients import check_clients
from langchain_aimlapi.api.keepalive import SocketOption, check_socket_options
from langchain_aimlapi.api.limits import SizeLimits, make_timeouts
from langchain_aimlapi.api.requests import Attribution, check_headers
from langchain_aimlapi.api.retry import RetryBudget, RetryPolicy
from langchain_aimlapi.api.setting_names import HIDDEN, nearest, shown
from langchain_aimlapi.call_params import CALL_OPTIONS, find_misplaced
from langchain_aimlapi.catalogue import get_model, parameter_names
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from pydantic_core import InitErrorDetails

    from langchain_aimlapi.api import client as api_client
else:
    api_client = LazyModule("langchain_aimlapi.api.client")

MODEL_NAMES = AliasChoices("model", "model_name")
"""What the name of a model may be given as. Not an `alias`: type checkers would take that for the only name."""
if TYPE_CHECKING:  # a string is taken, and kept as a SecretStr
    GivenKey = str | SecretStr | Callable[[], str] | Callable[[], Awaitable[str]] | None
else:
    GivenKey = SecretStr | Callable[[], str] | Callable[[], Awaitable[str]] | None


@lru_cache(256)
def given_names(cls: type[BaseModel]) -> Mapping[str, str]:
    """What the fields of a class may be given as, their names first, and which field each is."""
    names = {name: name for name in cls.model_fields}
    for name, field in cls.model_fields.items():
        alias = field.validation_alias
        for one in alias.choices if isinstance(alias, AliasChoices) else (alias,):
            if isinstance(one, str):
                names.setdefault(one, name)
    return names


def without_inputs(error: ValidationError, of: type[BaseModel]) -> ValidationError:
    """The error without what was given, which may hold the key; fields under their own names."""
    names = given_names(of)
    details: list[InitErrorDetails] = []
    for told in error.errors(include_url=False):
        first, *rest = told["loc"] or (None,)
        place = tuple(each for each in (names.get(str(first), first), *rest) if each is not None)
        kind = PydanticCustomError(told["type"], told["msg"])
        details.append({"type": kind, "loc": place, "input": HIDDEN})
    return ValidationError.from_exception_data(error.title, details, hide_input=True)


def _setting_error(of: type[BaseModel], name: str, told: str) -> ValidationError:
    kind = PydanticCustomError("misplaced_setting", told)
    return ValidationError.from_exception_data(
        of.__name__, [{"type": kind, "loc": (name,), "input": HIDDEN}], hide_input=True
    )


class Connection(BaseModel):
    """Key, address, patience and attribution, and the client that is made of them.

    A base class for pydantic models. They can be copied, pickled and shared by threads and event loops; connections are
    the process's own and stay open.

    Raises:
        ValueError: On construction, if the key or the address cannot be used. A missing key is an error at the first
            call, not here.

    Example:
        ```python
        from langchain_aimlapi.connection import Connection

        connection = Connection(base_url="https://api.aimlapi.com/v1", max_retries=0)
        assert connection.base_url == "https://api.aimlapi.com"
        ```
    """

    api_key: GivenKey = Field(default=None, repr=False)
    """The key, or a function that returns it (an async one for asynchronous calls). Default: the environment's
    `AIMLAPI_API_KEY`, else `AIML_API_KEY`, else `AIMLAPI_KEY`; no other vendor's variable is read."""
    base_url: str | None = None
    """Host root of the service; a `/v1` behind it is understood. Default: `AIMLAPI_API_BASE`, else the service."""
    timeout: float | tuple[float, float] | Any | None = Field(
        default=None, validation_alias=AliasChoices("timeout", "request_timeout"), exclude=True
    )
    """Seconds for each wait (to connect, for the first byte, between chunks), and for the whole call with its retries
    unless the answer is streamed; `(connect, read)` seconds, `Timeouts` for each part, or a `Timeout` of httpx
    or httpx2. A stream that goes on is not cut by a number, only by `Timeouts(total=…)`. Default: `Timeouts()`."""
    max_retries: int = Field(default=2, ge=0)
    """Attempts after the first one, for connection errors, 408, 429 and 5xx; 0 means one attempt."""
    retry_budget: RetryBudget | None = Field(default=None, exclude=True, repr=False)
    """Retries that this model has in common with everything else that was given the same `RetryBudget`."""
    size_limits: SizeLimits | None = Field(default=None, exclude=True, repr=False)
    """How large an answer and its parts may be. Default: `SizeLimits()`."""
    allow_http: bool | None = None
    """Whether the key may go to another host than this one over plain http. Default: `AIMLAPI_ALLOW_HTTP`, else no."""
    default_headers: dict[str, str] | None = Field(default=None, exclude=True, repr=False)
    """Headers to send with every call."""
    app_url: str | None = None
    """URL of your application, for the service's statistics (`HTTP-Referer`)."""
    app_title: str | None = None
    """Name of your application, for the service's statistics (`X-Title`)."""
    partner_id: str | None = None
    """Your partner id, `part_…`, which the service credits (`X-AIMLAPI-Partner-ID`)."""
    http_client: Any | None = Field(default=None, exclude=True, repr=False)
    """An `httpx.Client` or `httpx2.Client` of your own for synchronous calls; it stays yours to close. Its `timeout`
    counts where `timeout` here is None, unless it is the library's own 5 seconds."""
    http_async_client: Any | None = Field(default=None, exclude=True, repr=False)
    """An `httpx.AsyncClient` or `httpx2.AsyncClient` of your own for asynchronous calls; it stays yours to close."""

    http_socket_options: Sequence[SocketOption] | None = Field(default=None, exclude=True, repr=False)
    """Socket options, each `(level, name, value)`, of the package's own connections; `()` for what the system does by
    itself. Default: TCP keepalive, so that a peer that has vanished is noticed within 90 to 120 seconds."""

    model_config = ConfigDict(
        populate_by_name=True,
        protected_namespaces=(),
        hide_input_in_errors=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # what nobody makes, as this class itself, needs no validator
    )
    _secret_variable: ClassVar[str] = API_KEY_VARIABLES[0]

    def __init__(self, **settings: Any) -> None:
        named = with_new_names(settings, stacklevel=2)
        self._check_names(named)
        if named.get("http_client") is None and named.get("http_async_client") is None:
            check_environment()
        try:
            super().__init__(**named)
        except ValidationError as error:
            failure = without_inputs(error, type(self))
        else:
            return
        raise failure  # not above, where the first error, with what was given, would be its context

    @classmethod
    def _check_names(cls, settings: Mapping[str, Any]) -> None:
        """Refuse keys and addresses under other names, and slips of the pen.

        Raises:
            ValidationError: If there is one. Values are not shown.
        """
        fields = given_names(cls)
        unknown = {name: value for name, value in settings.items() if name not in fields}
        inside = settings.get("model_kwargs")
        given = {**inside, **unknown} if isinstance(inside, Mapping) else unknown
        if not given:
            return
        model = settings.get("model", settings.get("model_name"))
        schema = () if model is None and "model" in fields else cls._schema_of(model)
        if found := find_misplaced(given, {*CALL_OPTIONS, *(schema or ())}, only=True):
            raise _setting_error(cls, *found)
        for name in sorted(unknown.keys() - parameter_names() - CALL_OPTIONS):
            meant = None if schema is None else nearest(name, [*fields, *schema])
            if meant:
                same = f" (the field {fields[meant]})" if fields.get(meant, meant) != meant else ""
                told = f"{cls.__name__} has no field {name}: did you mean {meant}{same}? "
                told += "What a model should be sent under that name all the same goes into model_kwargs"
                raise _setting_error(cls, name, told)

    @classmethod
    def _schema_of(cls, model: object) -> Collection[str] | None:
        """The names of a known model's parameters; None for what the catalogue does not know."""
        card = get_model(model, warn=False) if isinstance(model, str) else None
        return card.parameters or () if card and card.known else None

    def _shown_parameters(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters as traces may show them: those that nobody documents by name only."""
        return shown(params, parameter_names())

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, self._shown_parameters(value) if name == "model_kwargs" else value

    @model_validator(mode="after")
    def _resolve_connection(self) -> Self:
        """Check key and address now, where they were written, and not at the first call."""
        self.api_key = resolve_api_key(self.api_key)  # type: ignore[assignment]
        self.base_url = resolve_base_url(self.base_url, allow_http=self.allow_http)
        make_timeouts(self.timeout)
        check_socket_options(self.http_socket_options)
        check_clients(self.http_client, self.http_async_client)
        if os.environ.get(http_library.VARIABLE):  # else something is there, which is looked for at the first call
            http_library.library_name()
        check_headers(self.default_headers or {})
        Attribution(self.app_url, self.app_title, self.partner_id).headers()
        return self

    @cached_property
    def client(self) -> api_client.AIMLAPIClient:
        """The client that sends the calls; made at the first one."""
        return api_client.AIMLAPIClient(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout=self.timeout,
            max_retries=self.max_retries,
            retry_policy=RetryPolicy(budget=self.retry_budget),
            size_limits=self.size_limits,
            allow_http=self.allow_http,
            headers=self.default_headers,
            attribution=Attribution(self.app_url, self.app_title, self.partner_id),
            http_client=self.http_client,
            http_async_client=self.http_async_client,
            http_socket_options=self.http_socket_options,
            share_connections=True,
        )

    @property
    def lc_secrets(self) -> dict[str, str]:
        """Fields that hold secrets, and the environment variables that stand in for them when serialized."""
        return {"api_key": self._secret_variable}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed fields, which makes a client of its own."""
        self._check_names({"model": getattr(self, "model", None), **(update or {})})
        twin = super().model_copy(update=update, deep=deep)
        twin.__dict__.pop("client", None)
        return twin

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        memo = {} if memo is None else memo
        for shared in (self.http_client, self.http_async_client):
            memo[id(shared)] = shared
        twin: Self = super().__deepcopy__(memo)
        twin.__dict__.pop("client", None)
        return twin

    def __getstate__(self) -> dict[Any, Any]:
        if self.http_client is not None or self.http_async_client is not None:
            raise TypeError("What has an http_client or http_async_client cannot be pickled: connections stay here")
        state = super().__getstate__()
        return {**state, "__dict__": {key: value for key, value in state["__dict__"].items() if key != "client"}}
