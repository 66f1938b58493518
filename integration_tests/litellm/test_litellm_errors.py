"""The service's failures as LiteLLM's own classes, streamed or not, with what its Router needs to know."""

import time

import httpx
import litellm
import pytest
from calling import LONG_QUESTION, QUESTION, ask, fault, stream_of

from langchain_aimlapi.api.error_bodies import make_error
from langchain_aimlapi.litellm.errors import as_litellm_error

MODEL = "aimlapi/openai/gpt-4o"


async def fail(colour, streamed, **call):
    given = {"model": MODEL, "messages": QUESTION, "max_retries": 0, **call}
    with pytest.raises(Exception) as caught:
        await (stream_of(colour, **given) if streamed else ask(colour, **given))
    return caught.value


@pytest.fixture(params=[False, True], ids=["whole", "streamed"])
def streamed(request):
    return request.param


@pytest.mark.parametrize(
    ("broken", "error", "status"),
    [
        ("status=400", litellm.BadRequestError, 400),
        ("status=401", litellm.AuthenticationError, 401),
        ("status=403", litellm.PermissionDeniedError, 403),
        ("status=404", litellm.NotFoundError, 404),
        ("status=408", litellm.Timeout, 408),
        ("status=422", litellm.UnprocessableEntityError, 422),
        ("status=429", litellm.RateLimitError, 429),
        ("quota-429", litellm.RateLimitError, 429),
        ("status=500", litellm.InternalServerError, 500),
        ("status=502", litellm.BadGatewayError, 502),
        ("status=503", litellm.ServiceUnavailableError, 503),
        ("status=503;shape=html", litellm.ServiceUnavailableError, 503),
        ("status=504", litellm.Timeout, 504),
        ("wrapped=400", litellm.BadRequestError, 400),
        ("status=400;message=The prompt was blocked by the content policy", litellm.ContentPolicyViolationError, 400),
        (
            "status=400;message=This model's maximum context length is 8000 tokens",
            litellm.ContextWindowExceededError,
            400,
        ),
    ],
)
async def test_each_answer_is_litellm_s_own_error(service, colour, streamed, broken, error, status):
    caught = await fail(colour, streamed, extra_headers=fault(broken))
    assert type(caught) is error
    assert caught.status_code == status
    assert caught.llm_provider == "aimlapi"
    assert caught.model == "openai/gpt-4o"
    assert len(service.requests) == 1


async def test_an_endless_prompt_is_a_context_window_error(service, colour, streamed):
    long = [{"role": "user", "content": "word " * 40_000}]
    caught = await fail(colour, streamed, messages=long * 4)
    assert type(caught) is litellm.ContextWindowExceededError


@pytest.mark.parametrize("how", ["retry-after=7", "retry-after-ms=7000"])
async def test_retry_after_is_told(service, colour, streamed, how):
    caught = await fail(colour, streamed, extra_headers=fault(f"status=429;{how}"))
    assert caught.response.headers["retry-after"] == "7"
    wait = litellm._calculate_retry_after(
        remaining_retries=2, max_retries=2, response_headers=caught.response.headers, min_timeout=0
    )
    assert 7 <= wait <= 8, "the seconds, and LiteLLM's jitter"


async def test_no_answer_in_time_is_a_timeout(service, colour, streamed):
    started = time.monotonic()
    caught = await fail(colour, streamed, timeout=0.3, extra_headers=fault("delay=60"))
    assert type(caught) is litellm.Timeout
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("wait", [3, httpx.Timeout(3)], ids=["number", "httpx"])
async def test_a_stream_that_goes_on_outlives_the_time_of_one_wait(service, colour, wait):
    started = time.monotonic()
    slow = fault("chunk-delay=0.5")
    given = {"model": MODEL, "messages": LONG_QUESTION, "max_retries": 0, "timeout": wait, "extra_headers": slow}
    assert await stream_of(colour, **given)
    assert time.monotonic() - started > 3


async def test_nobody_listening_is_a_connection_error(service, colour, streamed):
    caught = await fail(colour, streamed, api_base="http://127.0.0.1:9")
    assert type(caught) is litellm.APIConnectionError


async def test_a_bad_key_is_said_and_not_shown(service, colour, streamed):
    caught = await fail(colour, streamed, api_key="bad-key")
    assert type(caught) is litellm.AuthenticationError
    assert "bad-key" not in str(caught)


async def test_an_account_without_funds_is_a_permission_error_that_says_so(service, colour, streamed):
    caught = await fail(colour, streamed, api_key="out-of-credits")
    assert type(caught) is litellm.PermissionDeniedError
    assert "out of credits" in str(caught)


async def test_settings_that_cannot_be_used_are_bad_requests(service, colour, streamed):
    assert type(await fail(colour, streamed, api_base="ftp://x")) is litellm.BadRequestError
    assert type(await fail(colour, streamed, api_key="two words")) is litellm.BadRequestError


async def test_the_service_s_id_of_the_request_is_in_the_text(service, colour, streamed):
    caught = await fail(colour, streamed, extra_headers=fault("status=500"))
    assert "request id inf-" in str(caught)


@pytest.mark.parametrize("note", ["café".encode(), b"caf\xe9"])
@pytest.mark.parametrize("status", [429, 503, 504])
def test_headers_beyond_ascii_reach_the_caller_as_the_bytes_that_came(status, note):
    error = make_error({"message": "no"}, status=status)
    error.response = httpx.Response(status, headers=[(b"X-Note", note)])
    caught = as_litellm_error(error, MODEL)
    kept = caught.headers["x-note"].encode("latin-1") if status == 504 else dict(caught.response.headers.raw)[b"x-note"]
    assert kept == note
