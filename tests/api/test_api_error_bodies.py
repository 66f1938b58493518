"""What a user sees of an error answer, in whatever shape the service or its gateway wrote it."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.error_bodies import MAX_TEXT, error_in_body, make_error, malformed, parse_body
from langchain_aimlapi.api.errors import (
    APIStatusError,
    AuthenticationError,
    ContextOverflowError,
    InvalidRequestError,
    NotFoundError,
    OutOfCreditsError,
    PermissionDeniedError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)
from langchain_aimlapi.http_library import httpx

KEY = "sk-very-secret-0123456789"


def documented(status, message):
    return {
        "requestId": "r1",
        "statusCode": status,
        "timestamp": "t",
        "path": "/v1/chat/completions",
        "message": message,
    }


def error_of(body, status=None, **settings):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return make_error(parse_body(content), status=status, **settings)


ZOD = {
    "code": "invalid_enum_value",
    "path": ["messages", 0, "role"],
    "message": "Invalid enum value",
    "options": ["user", "assistant"],
    "received": "developer",
}


@pytest.mark.parametrize(
    ("body", "status", "kind", "words"),
    [
        (documented(400, "Body validation error"), 400, InvalidRequestError, "Body validation error"),
        (documented("400", "Body validation error"), 400, InvalidRequestError, "Body validation error"),
        (documented(400, ["a is wrong", "b is wrong"]), 400, InvalidRequestError, "a is wrong; b is wrong"),
        (documented(400, {"message": "a is wrong"}), 400, InvalidRequestError, "a is wrong"),
        ({"error": documented(400, "a is wrong")}, 400, InvalidRequestError, "a is wrong"),
        ({"error": "a is wrong"}, 400, InvalidRequestError, "a is wrong"),
        ({"error": {"message": "a is wrong", "code": None, "param": None}}, 400, InvalidRequestError, "a is wrong"),
        ({"detail": [{"msg": "a is wrong"}]}, 422, InvalidRequestError, "a is wrong"),
        (documented(400, '{"error": {"message": "a is wrong"}}'), 400, InvalidRequestError, "a is wrong"),
        (b"Request too large", 413, InvalidRequestError, "Request too large"),
        (documented(401, "Invalid token"), 401, AuthenticationError, "Invalid token"),
        ({"title": "Forbidden", "status": 403, "message": "You've run out of funds"}, 403, OutOfCreditsError, "funds"),
        (documented(403, "Top up at https://x/app/billing"), 403, OutOfCreditsError, "https://x/app/billing"),
        (documented(402, "Pay"), 402, OutOfCreditsError, "Pay"),
        (documented(403, "The key lacks the scope model:chat"), 403, PermissionDeniedError, "scope model:chat"),
        (documented(403, "Verification required"), 403, PermissionDeniedError, "Verification required"),
        (documented(404, "0 endpoints available"), 404, NotFoundError, "0 endpoints available"),
        (documented(429, "Too many requests"), 429, RateLimitError, "Too many requests"),
        (documented(429, "Free-tier limit: upgrade your plan"), 429, QuotaExceededError, "Free-tier limit"),
        ({"error": {"message": "Slow", "code": "insufficient_quota"}}, 429, QuotaExceededError, "Slow"),
        (documented(500, "Under maintenance"), 500, ServerError, "Under maintenance"),
        (
            b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
            502,
            ServerError,
            "502 Bad Gat",
        ),
        (b"<!DOCTYPE html>\n<html><body><h1>Just a moment</h1></body></html>", 503, ServerError, "Just a moment"),
        (b"<html><body>Nothing <b>here</b></body></html>", 503, ServerError, "Nothing here"),
        (b"", 504, ServerError, "the service answered 504 and gave no reason"),
        (b"upstream connect error", 503, ServerError, "upstream connect error"),
        ({}, 418, InvalidRequestError, "gave no reason"),
        (
            documented(400, "This model's maximum context length is 8 tokens"),
            400,
            ContextOverflowError,
            "context length",
        ),
        (documented(400, "prompt is too long: 9 tokens > 8 maximum"), 400, ContextOverflowError, "prompt is too long"),
        ({"error": {"message": "Too big", "code": "context_length_exceeded"}}, 400, ContextOverflowError, "Too big"),
        (documented(413, "Input tokens exceed the context window"), 413, ContextOverflowError, "context window"),
        *(
            (documented(400, words), 400, ContextOverflowError, words[:20])
            for words in (
                "input length and `max_tokens` exceed context limit: 199000 + 8000 > 200000",
                "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).",
                "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
                "Input is too long for requested model.",
                "Range of input length should be [1, 30720]",
                "Invalid request: Your request exceeded model token limit: 8192",
            )
        ),
        *(
            (body, 400, NotFoundError, words)
            for body, words in (
                ({"error": {"code": "model_not_found", "message": "No such thing"}}, "No such thing"),
                ({"code": "model_not_found", "message": "No such thing"}, "No such thing"),
                ({"error": {"message": "No such thing", "code": "ModelNotFound"}}, "No such thing"),
                ({"error": {"type": "not_found_error", "message": "model: claude-x"}}, "model: claude-x"),
                (documented(400, "The model `foo` does not exist or you have no access to it."), "The model `foo`"),
            )
        ),
        (documented(400, "The file of the model's input does not exist"), 400, InvalidRequestError, "The file"),
    ],
)
def test_every_shape_gives_the_right_class_and_the_services_words(body, status, kind, words):
    error = error_of(body, status)
    assert type(error) is kind
    assert error.status_code == status
    assert words in error.message
    assert "<" not in error.message


def test_the_request_id_is_found_in_the_body_and_else_in_the_headers():
    headers = httpx.Headers({"X-Inference-Id": "i1"})
    assert error_of({"error": documented(400, "no")}, 400, headers=headers).request_id == "r1"
    assert error_of(b"", 502, headers=headers).request_id == "i1"
    assert error_of(b"", 502).request_id is None


def test_an_error_inside_a_stream_has_the_status_of_its_body():
    assert error_of({"error": {"code": 429, "message": "Slow down"}}).status_code == 429
    assert error_of({"message": "no", "statusCode": "404"}).status_code == 404
    assert error_of({"error": "no reason"}).status_code == 500


@pytest.mark.parametrize(
    "status",
    ["²", "\uff14\uff10\uff10", "9" * 5000, 10**5000, True, 4.0, [400], {"a": 1}, None, "", "4000", 200],
    ids=lambda value: type(value).__name__,
)
def test_a_status_that_is_none_is_not_taken_for_one(status):
    assert make_error({"status": status, "message": "x"}, status=None).status_code == 500


@pytest.mark.parametrize(
    "message",
    [
        "400 Unable to access model x",
        '400 {"type":"error","error":{"type":"invalid_request_error","message":"Unable to access model x"}}',
        "403: Unable to access model x",
        '"404 - Unable to access model x',
    ],
)
def test_a_vendors_refusal_that_comes_as_500_is_shown_and_not_retried(message):
    error = error_of(documented(500, message), 500)
    assert type(error) is UpstreamRefusalError
    assert (error.status_code, error.upstream_status) == (500, int(message.strip('"')[:3]))
    assert "Unable to access model x" in error.message
    assert "{" not in error.message
    assert not error.is_retryable


@pytest.mark.parametrize(
    "pasted",
    [
        "prompt is too long: 201 tokens > 200 maximum",
        '{"type":"error","error":{"message":"prompt is too long: 201 tokens > 200 maximum"}}',
        '{"error":{"message":"Too big","code":"context_length_exceeded"}}',
    ],
)
def test_a_vendors_overflow_that_comes_as_500_lets_middleware_shorten_the_history(pasted):
    error = error_of(documented(500, f"400 {pasted}"), 500)
    assert type(error) is ContextOverflowError
    assert not error.is_retryable


def test_a_vendors_rate_limit_that_comes_as_500_may_be_tried_again():
    error = error_of(documented(500, "429 Too many requests"), 500)
    assert type(error) is RateLimitError
    assert error.is_retryable


def test_the_field_that_a_vendor_refuses_is_named():
    pasted = json.dumps({"error": {"message": "must be positive", "param": "max_tokens", "type": "invalid"}})
    error = error_of(documented(500, f"400 {pasted}"), 500)
    assert [issue.field for issue in error.issues] == ["max_tokens"]
    assert "max_tokens" in error.message


@pytest.mark.parametrize(
    "message",
    [
        {"name": "ZodError", "issues": [ZOD]},
        json.dumps([ZOD]),
        "Body validation error: " + json.dumps([ZOD]),
    ],
)
def test_validation_issues_name_the_field_and_what_is_allowed(message):
    error = error_of(documented(400, message), 400)
    (issue,) = error.issues
    assert (issue.field, issue.allowed, issue.received) == ("messages.0.role", ("user", "assistant"), "developer")
    for word in ("messages.0.role", "'user'", "'assistant'", "developer"):
        assert word in str(error)
    assert '"path"' not in str(error)


ENUM_TEXT = "Invalid enum value. Expected 'low' | 'high', received 'max'"


@pytest.mark.parametrize(
    "message",
    [
        f"Body validation error: reasoning_effort: {ENUM_TEXT}; model: Required",
        f'Validation error: {ENUM_TEXT} at "reasoning_effort"; Required at "model"',
    ],
)
def test_validation_issues_written_as_one_text_are_found_too(message):
    error = error_of(documented(400, message), 400)
    first, second = error.issues
    assert (first.field, first.allowed, first.received) == ("reasoning_effort", ("low", "high"), "max")
    assert (second.field, second.message) == ("model", "Required")
    assert error.message == message


def test_a_path_of_the_address_is_no_field():
    assert error_of(documented(400, "Body validation error"), 400).issues == ()


def test_a_token_budget_that_is_too_small_is_no_overflow_and_the_cure_is_named():
    text = "Could not finish: max_tokens or model output limit was reached, not the context window"
    error = error_of(documented(400, text), 400)
    assert type(error) is InvalidRequestError
    assert "larger max_tokens" in error.message


def test_texts_say_where_to_get_a_key_and_where_to_pay():
    assert "https://aimlapi.com/app/keys" in error_of(documented(401, "no"), 401).message
    assert "https://aimlapi.com/app/billing" in error_of(documented(403, "out of credits"), 403).message


@pytest.mark.parametrize(
    "body",
    [
        documented(401, f"Invalid key {KEY}"),
        {"error": {"message": "no", "param": "key", "path": ["a"], "received": KEY}, KEY: [KEY]},
        documented(500, f"401 bad key {KEY}"),
    ],
)
def test_a_key_that_the_service_echoes_is_masked_wherever_the_error_keeps_it(body):
    error = error_of(body, 401, secret=KEY)
    assert KEY not in repr((str(error), error.args, error.details()))


@pytest.mark.parametrize(
    "text",
    [
        "x " * 500_000,
        "<h1>" * 250_000,
        "<title" * 160_000,
        "<" * 1_000_000,
        "<html>" + "<a " * 300_000,
        "<html><title>" + "<b " * 300_000,
        "[" * 1_000_000,
        "400 " + "{" * 1_000_000,
        "400 " + " " * 1_000_000,
        "4" * 1_000_000,
        "context " * 120_000,
        '{"a":' * 200_000,
        "validation error " * 60_000,
        "validation error: " + "a: b;" * 200_000,
        "validation error: " + "'" * 900_000,
        "validation error:" + " " * 900_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("wrap", [str.encode, lambda text: json.dumps({"message": text, "requestId": text}).encode()])
def test_long_texts_are_read_quickly_and_cut(text, wrap):
    started = time.process_time()
    error = make_error(parse_body(wrap(text)), status=500)
    assert time.process_time() - started < 2.0
    assert len(str(error)) < 3 * MAX_TEXT


@pytest.mark.parametrize("depth", [10, 150, 100_000])
@pytest.mark.parametrize("wrapped", [False, True])
def test_deep_nesting_is_an_error_like_any_other(depth, wrapped):
    content = b'{"message":' * depth + b'"deep"' + b"}" * depth
    body = parse_body(json.dumps({"message": content.decode()}).encode() if wrapped else content)
    assert isinstance(make_error(body, status=500, secret=KEY), ServerError)


def test_nesting_deeper_than_any_parser_gives_does_not_break_the_error_either():
    body = "deep"
    for _ in range(20_000):
        body = {"code": [{"message": body}]}
    assert isinstance(make_error(body, status=400, secret=KEY), InvalidRequestError)


BODY_KEYS = [
    "message",
    "error",
    "statusCode",
    "status",
    "code",
    "path",
    "param",
    "requestId",
    "base_resp",
    "issues",
    "options",
    "expected",
    "choices",
]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(BODY_KEYS) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
STATUSES = st.none() | st.integers(300, 599)


@given(JSON_VALUES, STATUSES)
def test_any_json_gives_an_error_that_can_be_shown(body, status):
    error = make_error(body, status=status, secret=KEY)
    assert isinstance(error, APIStatusError)
    assert status in (None, error.status_code)
    assert str(error)
    assert error_in_body(body) in (True, False)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), STATUSES)
def test_any_bytes_give_an_error_that_can_be_shown(content, status):
    error = make_error(parse_body(content), status=status)
    assert isinstance(error, APIStatusError)
    assert str(error)


@pytest.mark.parametrize(
    ("body", "is_error"),
    [
        ({"error": {"message": "no"}}, True),
        ({"error": "no", "choices": []}, True),
        ({"message": "no", "statusCode": 500}, True),
        ({"title": "Forbidden", "status": 403, "message": "no"}, True),
        ({"choices": [], "base_resp": {"status_code": 1004, "status_msg": "no"}}, True),
        ({"choices": [{"finish_reason": "error", "error": {"code": 502, "message": "died"}}]}, True),
        ({"choices": [{"message": {}, "error": None}], "error": None}, False),
        ({"choices": [], "base_resp": {"status_code": 0, "status_msg": ""}}, False),
        ({"choices": [], "status": "completed", "message": "fine"}, False),
        ({"data": []}, False),
        ([], False),
    ],
)
def test_an_error_that_comes_with_status_200_is_told_from_an_answer(body, is_error):
    assert error_in_body(body) is is_error


def test_minimax_refusals_are_quoted():
    body = {"choices": None, "base_resp": {"status_code": 1004, "status_msg": "login fail"}}
    assert "login fail" in error_of(body).message


def test_what_cannot_be_read_is_quoted_in_part():
    error = malformed("it is not JSON", b"<html><title>Hello</title>" + b"x" * 10_000)
    assert "Hello" in error.message
    assert len(error.message) < 500


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Quota exceeded for quota metric 'Generate Content API requests per minute'", RateLimitError),
        ("Quota exceeded for quota id GenerateRequestsPerMinutePerProjectPerModel", RateLimitError),
        ("Rate limit reached: 500 RPM", RateLimitError),
        ("Quota exceeded for quota metric 'requests per minute' and 'requests per day'", QuotaExceededError),
        ("Free-tier limit: 10 requests per minute", QuotaExceededError),
        ("Quota exceeded", QuotaExceededError),
    ],
)
def test_a_quota_of_a_minute_passes_and_one_of_a_day_does_not(text, kind):
    assert type(make_error({"message": text}, status=429)) is kind
