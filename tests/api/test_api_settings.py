"""Key, address, headers, time limits and bodies: what is sent, and what is refused before it is."""

import json
from datetime import date

import pytest
from pydantic import SecretStr

from langchain_aimlapi.api.config import resolve_api_key, resolve_base_url
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.limits import SizeLimits, Timeouts, make_timeouts
from langchain_aimlapi.api.requests import (
    Attribution,
    RequestOptions,
    call_headers,
    check_headers,
    check_path,
    encode_body,
)
from langchain_aimlapi.http_library import httpx


def secret(key):
    return None if key is None else key.get_secret_value()


def test_the_key_is_taken_from_the_argument_and_then_from_the_variables_in_order():
    environ = {"AIMLAPI_API_KEY": "a", "AIML_API_KEY": "b", "AIMLAPI_KEY": "c", "OPENAI_API_KEY": "o"}
    assert secret(resolve_api_key("arg", environ)) == "arg"
    assert secret(resolve_api_key(SecretStr("arg"), environ)) == "arg"
    for name, key in list(environ.items())[:3]:
        assert secret(resolve_api_key(None, environ)) == key
        environ[name] = " "
    assert resolve_api_key(None, environ) is None


def test_another_vendors_key_is_never_sent_here():
    assert resolve_api_key(None, {"OPENAI_API_KEY": "o", "ANTHROPIC_API_KEY": "p"}) is None


@pytest.mark.parametrize("key", ["  k1\n", "\tk1 ", SecretStr("k1\r\n")])
def test_white_space_from_copying_is_taken_off(key):
    assert secret(resolve_api_key(key, {})) == "k1"


@pytest.mark.parametrize("key", ["hidden key", "hidden\nkey", "hiddenkeyé", "“hiddenkey”", "hidden\0key"])
@pytest.mark.parametrize("place", ["argument", "environment"])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key, place):
    with pytest.raises(ValueError, match="api_key holds a character") as caught:
        resolve_api_key(key if place == "argument" else None, {"AIMLAPI_API_KEY": key})
    assert "hidden" not in str(caught.value)


def test_a_key_that_is_no_text_is_refused_without_showing_it():
    with pytest.raises(TypeError, match="not bytes") as caught:
        resolve_api_key(b"hidden", {})
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "root"),
    [
        (None, "https://api.aimlapi.com"),
        ("https://api.aimlapi.com", "https://api.aimlapi.com"),
        ("https://api.aimlapi.com/", "https://api.aimlapi.com"),
        ("https://api.aimlapi.com/v1", "https://api.aimlapi.com"),
        ("https://api.aimlapi.com/v1/", "https://api.aimlapi.com"),
        (" https://api.aimlapi.com/v2 ", "https://api.aimlapi.com"),
        ("https://api.aimlapi.com/api/v1", "https://api.aimlapi.com"),
        ("http://localhost:8000/gateway/v1", "http://localhost:8000/gateway"),
        ("http://[::1]:80/v1", "http://[::1]:80"),
    ],
)
def test_every_spelling_of_the_address_is_one_host(given, root):
    assert resolve_base_url(given, {}) == root


def test_the_address_can_come_from_the_environment():
    environ = {"AIMLAPI_API_BASE": "https://proxy/v1"}
    assert resolve_base_url(None, environ) == "https://proxy"
    assert resolve_base_url("https://mine", environ) == "https://mine"
    of_the_sdk = {"AIML_API_BASE": "https://other/v1"}
    assert resolve_base_url(None, of_the_sdk) == "https://other"
    assert resolve_base_url(None, {**of_the_sdk, **environ}) == "https://proxy"
    assert resolve_base_url(None, {"AIMLAPI_API_BASE": "", **of_the_sdk}) == "https://other"


@pytest.mark.parametrize(
    "given",
    ["api.aimlapi.com", "ftp://x", "https://", "https://u:hidden@x", "https://x?key=hidden", "https://x#hidden"],
)
def test_an_address_that_cannot_be_used_is_refused_where_it_is_written(given):
    with pytest.raises(ValueError, match="base_url must be") as caught:
        resolve_base_url(given, {})
    assert "hidden" not in str(caught.value)


# Headers


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "hidden\r\nX-B: c"},
        {"X-A": "hidden\n"},
        {"X-A": "hidden\0"},
        {"X-A": "hidden\x7f"},
        {"X-A": "hidden é"},
        {"X-A": 1},
        {"X-A\r\nX-B": "c"},
        {"X A": "c"},
        {"": "c"},
        {b"X-A": "c"},
    ],
)
def test_headers_that_would_smuggle_or_fail_are_refused_without_showing_their_value(headers):
    with pytest.raises(ValueError, match="header") as caught:
        check_headers(headers)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("title", ["My App\r\nAuthorization: Bearer x", "Café"])
def test_attribution_is_checked_like_any_header(title):
    with pytest.raises(ValueError, match="X-Title"):
        Attribution(app_title=title).headers()


def test_nobody_is_credited_by_default():
    assert Attribution().headers() == {}


def test_attribution_is_sent_as_it_is_set():
    sent = Attribution("https://my.app", "My App", "part_a1").headers()
    assert sent == {"HTTP-Referer": "https://my.app", "X-Title": "My App", "X-AIMLAPI-Partner-ID": "part_a1"}


@pytest.mark.parametrize("partner", ["part_", "part_" + "a" * 65, "a1", "part_a-1", "part_a1\n"])
def test_a_partner_id_that_would_be_ignored_is_refused(partner):
    with pytest.raises(ValueError, match="partner_id must look like"):
        Attribution(partner_id=partner).headers()


def test_a_callers_header_replaces_ours_whatever_its_case():
    options = RequestOptions(headers={"authorization": "Bearer proxy", "ACCEPT": "text/plain", "x-b": " c "})
    headers = call_headers({"Accept": "application/json", "X-A": "1"}, "k", options)
    assert httpx.Headers(headers).multi_items() == [
        ("authorization", "Bearer proxy"),
        ("accept", "text/plain"),
        ("x-a", "1"),
        ("x-b", "c"),
    ]


def test_without_a_key_there_is_no_authorization_but_the_callers():
    assert call_headers({}, None, RequestOptions()) == {}
    mine = RequestOptions(headers={"Authorization": "Basic x"})
    assert call_headers({}, None, mine) == {"Authorization": "Basic x"}


@pytest.mark.parametrize("request_id", ["a", "A-z_0.9:x", "x" * 128])
def test_a_client_request_id_is_sent(request_id):
    headers = call_headers({}, "k", RequestOptions(client_request_id=request_id))
    assert headers["X-Client-Request-Id"] == request_id


@pytest.mark.parametrize("request_id", ["", "a b", "x" * 129, "é", "a\n"])
def test_a_client_request_id_that_would_be_dropped_silently_is_refused(request_id):
    with pytest.raises(InvalidRequestError, match="client_request_id must be"):
        call_headers({}, "k", RequestOptions(client_request_id=request_id))


# Time limits


def test_a_number_limits_the_whole_call_and_so_each_part_but_leaves_connecting_short():
    assert make_timeouts(60) == Timeouts(10, 60, 60, total=60, write=60, pool=60)
    assert make_timeouts(2) == Timeouts(2, 2, 2, total=2, write=2, pool=2)


def test_a_number_limits_each_wait_of_a_stream_and_not_how_long_it_goes_on():
    usual = Timeouts().total
    assert make_timeouts(60, streamed=True) == Timeouts(10, 60, 60, total=usual, write=60, pool=60)
    assert make_timeouts(7200, streamed=True).total == 7200
    assert make_timeouts(float("inf"), streamed=True).total == float("inf")


@pytest.mark.parametrize("timeout", [None, (1, 5), httpx.Timeout(3), Timeouts(total=9)])
def test_other_limits_are_the_same_for_a_stream(timeout):
    assert make_timeouts(timeout, streamed=True) == make_timeouts(timeout)


def test_limits_of_the_parts_leave_the_default_total():
    assert make_timeouts(None) == Timeouts()
    assert make_timeouts((1, 5)) == Timeouts(1, 5, 5, total=Timeouts().total, write=5, pool=5)
    assert make_timeouts((1, 7200)).total == 7200
    assert make_timeouts(httpx.Timeout(1, connect=2, write=3, pool=4)) == Timeouts(2, 1, 1, write=3, pool=4)
    assert make_timeouts(httpx.Timeout(None)) == Timeouts(None, None, None, None, None, None)
    mine = Timeouts(first_byte=3)
    assert make_timeouts(mine) is mine


@pytest.mark.parametrize("timeout", [0, -1, (0, 5), (1, -5), float("nan")])
def test_a_time_limit_that_allows_no_time_is_refused(timeout):
    with pytest.raises(ValueError, match="timeout must be more than 0"):
        make_timeouts(timeout)


@pytest.mark.parametrize("timeout", ["20", True, (1, 2, 3), {"read": 3}])
def test_a_time_limit_of_another_kind_is_refused(timeout):
    with pytest.raises(ValueError, match="timeout must be a number of seconds"):
        make_timeouts(timeout)


def test_a_limit_of_a_part_is_checked_under_its_name():
    with pytest.raises(ValueError, match="between_chunks must be more than 0 seconds, not -1"):
        Timeouts(between_chunks=-1)


# Sizes


@pytest.mark.parametrize("size", [0, -1, 1.5, True, None])
def test_a_size_limit_that_is_no_number_of_bytes_is_refused(size):
    with pytest.raises(ValueError, match="event must be a number of bytes above 0"):
        SizeLimits(event=size)


def test_headers_longer_than_the_parser_takes_cannot_be_allowed():
    with pytest.raises(ValueError, match="header must be at most 102400 bytes"):
        SizeLimits(header=102_401)


# Plain http and paths


THIS_MACHINE = [
    *("localhost", "LOCALHOST", "localhost.", "app.localhost", "a.b.localhost."),
    *("127.0.0.1", "127.0.1.1", "127.8.9.1", "127.1", "0x7f.1", "2130706433", "0.0.0.0"),
    *("[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:2]", "[::]"),
]


@pytest.mark.parametrize("host", THIS_MACHINE)
def test_plain_http_to_this_machine_needs_no_leave(host):
    assert resolve_base_url(f"http://{host}:8010", {}) == f"http://{host}:8010"


@pytest.mark.parametrize(
    "host", ["api.aimlapi.com", "10.0.0.1", "localhost.example", "notlocalhost", "127.0.0.1.example", "[::2]", "128.1"]
)
def test_plain_http_to_another_host_needs_leave(host):
    url = f"http://{host}"
    with pytest.raises(ValueError, match="would send the API key unencrypted: use https, or"):
        resolve_base_url(url, {})
    with pytest.raises(ValueError, match="unencrypted"):
        resolve_base_url(url, {"AIMLAPI_ALLOW_HTTP": "1"}, allow_http=False)
    assert resolve_base_url(url, {"AIMLAPI_ALLOW_HTTP": "1"}) == url
    assert resolve_base_url(url, {}, allow_http=True) == url


@pytest.mark.parametrize("path", ["/v1/models", "/v1/stt/a%2Fb:c", "/v1/threads/t_1/runs", "/v2/generate/audio"])
def test_a_path_of_the_service_is_taken(path):
    assert check_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "@evil.example/",
        ".evil.example",
        ":80@evil/",
        "",
        "v1",
        "/v1/..",
        "/v1/./x",
        "/a?b=c",
        "/a#b",
        "/a\r\nX: y",
        "/a b",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path):
    with pytest.raises(InvalidRequestError, match="cannot be the path of a call"):
        check_path(path)


# Bodies


lengths = pytest.mark.parametrize("text", ["", "NaN " * 30_000], ids=["short", "long"])


@lengths
def test_a_body_is_plain_json(text):
    body = {"a": [1, 2.5, None, True, "é \n"], "b": {"c": "NaN", "Infinity": "-Infinity"}, "text": text}
    assert json.loads(encode_body(body)) == body


@lengths
def test_values_that_pydantic_can_write_are_written(text):
    body = {"pair": (1, 2.5), "day": date(2026, 11, 22), "text": text}
    assert json.loads(encode_body(body)) == {"pair": [1, 2.5], "day": "2026-11-22", "text": text}


@lengths
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), (1, float("nan")), object()])
def test_what_json_cannot_say_is_refused_before_it_is_sent(value, text):
    with pytest.raises(InvalidRequestError, match="JSON"):
        encode_body({"messages": [{"content": value}], "text": text})
