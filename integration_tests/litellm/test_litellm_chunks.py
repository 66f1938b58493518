"""Chunks of a streamed answer as LiteLLM's objects: those that are copied are what LiteLLM itself would make."""

import pytest

from langchain_aimlapi.litellm import answers


def neutral(delta, **choice):
    return {"id": "chat-1", "choices": [{"index": 0, "delta": delta, "finish_reason": None, **choice}]}


LOGPROBS = {"content": [{"token": "?", "logprob": -0.5, "bytes": None, "top_logprobs": []}]}
STREAM = [
    neutral({"role": "assistant", "content": ""}),
    neutral({"content": "Hel"}),
    neutral({"content": "lo"}),
    neutral({"content": ""}),
    neutral({"content": "!", "reasoning_content": "Greet them."}),
    neutral({"content": "?"}, logprobs=LOGPROBS),
    neutral({"content": " \U0001f600 caf\u00e9"}),
    neutral({"content": [{"type": "text", "text": "parts"}]}),
    neutral({"content": None}),
    {"id": "chat-1", "choices": []},
    {"id": "chat-1", "choices": [{"index": 1, "delta": {"content": "another"}}]},
    {"choices": [{"delta": {"content": "bare"}}]},
    {**neutral({"content": "end"}, finish_reason="stop"), "usage": {"prompt_tokens": 1, "completion_tokens": 2}},
]


def state(value):
    """Everything that a chunk holds, in its order."""
    if hasattr(value, "__pydantic_fields_set__"):
        held = (value.__dict__, value.__pydantic_extra__, value.__pydantic_private__)
        return type(value), value.__pydantic_fields_set__, [state(part) for part in held]
    if isinstance(value, dict):
        return [(key, state(part)) for key, part in value.items()]
    return [state(part) for part in value] if isinstance(value, list) else value


def made(stream):
    maker = answers.ChunkMaker("gpt-4o", created=7)
    return [chunk for neutral_chunk in stream for chunk in maker.make(neutral_chunk)]


@pytest.mark.parametrize("first", range(len(STREAM)))
def test_copied_chunks_are_what_litellm_makes(monkeypatch, first):
    stream = [chunk | {"id": "chat-1"} for chunk in STREAM[first:]]
    copied = made(stream)
    monkeypatch.setattr(answers, "text_alone", lambda _: None)
    assert list(map(state, copied)) == list(map(state, made(stream)))


def test_only_texts_are_copied():
    texts = [answers.text_alone(chunk) for chunk in STREAM]
    assert [text for text in texts if text is not None] == ["Hel", "lo", "", " \U0001f600 caf\u00e9", "bare"]


def test_a_chunk_that_was_handed_out_can_be_changed():
    maker = answers.ChunkMaker("gpt-4o", created=7)
    [first] = maker.make(neutral({"content": "one"}))
    first.choices[0].delta.content = "changed"
    first.choices[0].finish_reason = "stop"
    first._hidden_params["response_cost"] = 1.0
    first.choices.append(first.choices[0])
    [second] = maker.make(neutral({"content": "two"}))
    assert [choice.delta.content for choice in second.choices] == ["two"]
    assert second.choices[0].finish_reason is None
    assert "response_cost" not in second._hidden_params
