"""Sounds, seals, citations, refusals, grammars and Kimi's search: the parts, without a server."""

import base64
import io
import json
import wave

import pytest

from langchain_aimlapi.emulator.answers import Answer, Limits, limit
from langchain_aimlapi.emulator.citations import Source, cite
from langchain_aimlapi.emulator.media import read_part
from langchain_aimlapi.emulator.offers import hosted_kind, read_choice, read_tools
from langchain_aimlapi.emulator.seals import is_seal, may_be_a_vendors, seal
from langchain_aimlapi.emulator.sound import speak, wav_seconds

KIMI = "moonshot/kimi-k2-5"
SEARCH = {"type": "builtin_function", "function": {"name": "$web_search"}}


def test_a_sound_is_a_real_wav_as_long_as_its_words():
    sound = speak("one two three", "alloy", "wav")
    with wave.open(io.BytesIO(base64.b64decode(sound.data))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        assert file.getnframes() / file.getframerate() == pytest.approx(sound.seconds) == pytest.approx(0.36)
        assert any(file.readframes(2000))
    assert speak("one", "nova", "wav") != speak("one", "alloy", "wav")
    bare = base64.b64decode(speak("one", "alloy", "pcm16").data)
    assert base64.b64decode(speak("one", "alloy", "wav").data).endswith(bare)


def test_the_pieces_of_a_sound_can_be_decoded_alone_or_joined():
    sound = speak("a b c d e", "alloy", "wav")
    assert len(sound.pieces) > 2
    assert "".join(sound.pieces) == sound.data
    assert b"".join(map(base64.b64decode, sound.pieces)) == base64.b64decode(sound.data)


def test_a_sound_in_a_request_is_described_by_its_length():
    data = speak("a b c d e", "alloy", "wav").data
    heard = read_part({"type": "input_audio", "input_audio": {"data": data, "format": "wav"}})
    assert heard.describe() == f"WAV audio, 0.6 seconds, {len(base64.b64decode(data))} bytes"
    other = read_part({"type": "input_audio", "input_audio": {"data": "aGk=", "format": "mp3"}})
    assert other.describe() == "MP3 audio, 2 bytes"
    assert wav_seconds(b"RIFF") is None


def test_a_seal_fits_its_text_and_kind_and_cannot_be_altered():
    made = seal("thinking", "a thought", "anthropic")
    assert is_seal("thinking", made, "anthropic")
    assert is_seal("thinking", made, "anthropic", "a thought")
    assert not is_seal("thinking", made, "anthropic", "another")
    assert not is_seal("thinking", made, "google")
    assert not is_seal("reasoning", made, "anthropic")
    for other in ("", "x", made[:-4], "A" + made[1:], base64.b64encode(b"emulator.thinking.a.b").decode()):
        assert not is_seal("thinking", other, "anthropic")


def test_a_vendors_own_seal_cannot_be_checked_but_an_altered_one_is_nobodys():
    assert may_be_a_vendors(base64.b64encode(b"\x12" + bytes(100)).decode())
    for kind in ("thinking", "redacted", "reasoning"):
        made = seal(kind, "x", "anthropic")
        for other in (made, "E" + made[1:], made[:-4], f"{made[:30]}AAAA{made[34:]}", "x", "E" * 101):
            assert not may_be_a_vendors(other)


def test_citations_name_their_place_and_go_with_it():
    pages = (Source("https://a.example", "A"), Source("https://b.example", "B"))
    text, citations = cite("Twelve.", pages)
    assert text == "Twelve. ([A](https://a.example)) ([B](https://b.example))"
    assert [text[cited.start : cited.end] for cited in citations] == text.removeprefix("Twelve. ").split(" ")
    citation = citations[0]
    assert limit(Answer(text, citations=(citation,)), Limits()).citations == (citation,)
    assert limit(Answer(text, citations=(citation,)), Limits(5)).citations == ()


def test_the_first_stop_text_is_the_one_that_counts():
    cut = limit(Answer("a b c d"), Limits(stop=("d", "c", "x")))
    assert (cut.text, cut.stop_word) == ("a b ", "c")


def test_a_refusal_on_request(requests):
    refused = requests.answer("[emulator: refuse] Say hello")
    assert refused.finish == "refusal"
    history = [
        {"role": "user", "content": "[emulator: refuse]"},
        {"role": "assistant", "content": "No"},
        {"role": "user", "content": "Say hello"},
    ]
    assert requests.answer(history).text == "hello"


def test_tools_of_the_service_are_not_called_as_the_clients():
    tools = [
        {"type": "web_search_20250305", "name": "web_search"},
        {"type": "bash_20250124"},
        {"type": "function", "function": {"name": "mcp"}},
        {"name": "plain", "input_schema": {"type": "object"}},
    ]
    assert [hosted_kind(tool) for tool in tools] == ["web_search", None, None, None]
    assert [tool.name for tool in read_tools(tools)] == ["bash", "mcp", "plain"]
    assert read_choice({"tool_choice": {"type": "web_search_preview"}}).names == ("web_search",)


def test_kimis_search_wants_its_ticket_back(requests):
    def turns(ticket):
        call = {"id": "c", "type": "builtin_function", "function": {"name": "$web_search", "arguments": '{"a": 1}'}}
        return [
            {"role": "user", "content": "Search the web for cats"},
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": ticket},
        ]

    (call,) = requests.answer("Search the web for cats", model=KIMI, tools=[SEARCH]).calls
    assert call.name == "$web_search"
    assert "search_id" in json.loads(call.arguments)["search_result"]
    assert requests.answer("Say hello", model=KIMI, tools=[SEARCH]).calls == ()
    assert "$web_search" in requests.answer(turns('{"a":1}'), model=KIMI, tools=[SEARCH]).text
    assert "unchanged" in requests.refusal(turns("cats are nice"), model=KIMI, tools=[SEARCH])
