"""The key in what the service answers: masked, and the rest stays readable."""

import pytest

from langchain_aimlapi.api.calls import Call, public_response
from langchain_aimlapi.api.error_bodies import make_error
from langchain_aimlapi.api.masking import mask, mask_bytes
from langchain_aimlapi.http_library import httpx


@pytest.mark.parametrize(
    ("text", "secret", "shown"),
    [
        ("The model is not known", "unk", "The model is not known"),
        ("The model is not known", "k", "The model is not known"),
        ("not known", "not kn"[4:], "not known"),
        ("key: k, 'k' or (k)", "k", "key: ***, '***' or (***)"),
        ("Bearer key1 is wrong, not key12", "key1", "Bearer *** is wrong, not key12"),
        ("a-key is no key", "key", "a-key is no ***"),
        ("a.b or axb", "a.b", "*** or axb"),
        ("xx12345678yy", "12345678", "xx***yy"),
        ("12345678", "12345678", "***"),
        ("anything", None, "anything"),
        ("anything", "", "anything"),
    ],
)
def test_a_short_key_is_masked_as_a_word_and_a_long_one_everywhere(text, secret, shown):
    assert mask(text, secret) == shown
    assert mask_bytes(text.encode(), secret) == shown.encode()


def test_bytes_around_a_key_stay_as_they_are():
    assert mask_bytes("Schlüssel k ist ungültig".encode(), "k") == "Schlüssel *** ist ungültig".encode()
    assert mask_bytes(b"\xff\xfe k \x80", "k") == b"\xff\xfe *** \x80"


def test_an_error_can_be_read_whatever_the_key():
    body = {"error": {"message": "The key key is not known to this monkey"}}
    assert "The *** *** is not known to this monkey" in str(make_error(body, status=401, secret="key"))


def test_the_response_can_be_read_whatever_the_key():
    call = Call("GET", "https://host/v1", {}, secret="key")
    answer = httpx.Response(401, headers={"x-monkey": "monkey key"}, content=b"")
    public = public_response(answer, b'{"key-word": "monkey", "is": "key"}', call)
    assert public.content == b'{"key-word": "monkey", "is": "***"}'
    assert public.headers["x-monkey"] == "monkey ***"
