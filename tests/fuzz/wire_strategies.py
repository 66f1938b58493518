"""Bytes that are nearly what the service sends: its words in wrong places, values of wrong kinds, cut anywhere."""

from __future__ import annotations

import json

from hypothesis import strategies as st

WORDS = """
id index created model choices delta message role content text type name function custom arguments input
tool_calls finish_reason native_finish_reason stop length error usage meta prompt_tokens completion_tokens
total_tokens prompt_tokens_details cached_tokens reasoning reasoning_content reasoning_details summary refusal
annotations audio logprobs citations signature thinking url start_index end_index extra_content code status
status_code statusCode requestId path param detail title msg base_resp status_msg issues expected received
options generation_id video url duration status queued completed failed object output output_text output_index
item item_id call_id response response.created response.completed response.output_text.delta
response.output_item.added response.function_call_arguments.delta incomplete_details content_block
content_block_start content_block_delta content_block_stop message_start message_delta message_stop text_delta
input_json_delta partial_json stop_reason end_turn tool_use input_tokens output_tokens reason content_filter
assistant usd_spent credits_used
""".split()  # noqa: SIM905 - a list would be a screen long
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        [*WORDS, "", "0", "429", "{", '{"a": 1}', "400 Bad", "Body validation error: x: y", "<html><title>t"]
    )
    | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=16,
)
OBJECTS = st.dictionaries(st.sampled_from(WORDS), JSON, max_size=7)
CALLS = st.lists(
    st.fixed_dictionaries({}, optional={"index": JSON, "id": JSON, "type": JSON, "function": OBJECTS | JSON})
)
DELTAS = st.fixed_dictionaries(
    {}, optional={"content": JSON, "tool_calls": CALLS | JSON, "reasoning": JSON, "role": JSON}
)
CHOICES = st.fixed_dictionaries({}, optional={"index": JSON, "delta": DELTAS, "message": DELTAS, "finish_reason": JSON})
COMPLETIONS = st.fixed_dictionaries(
    {"choices": st.lists(CHOICES, max_size=3) | JSON}, optional={"id": JSON, "model": JSON, "usage": JSON, "meta": JSON}
)
ITEMS = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "reasoning", "function_call", "custom_tool_call"])},
    optional={
        "content": st.lists(OBJECTS, max_size=2),
        "arguments": JSON,
        "call_id": JSON,
        "name": JSON,
        "summary": JSON,
    },
)
RESPONSES = st.fixed_dictionaries({"output": st.lists(ITEMS, max_size=3)}, optional={"status": JSON, "usage": JSON})
BLOCKS = st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "thinking", "tool_use", "redacted_thinking"])},
    optional={"text": JSON, "thinking": JSON, "input": JSON, "id": JSON, "name": JSON, "citations": JSON},
)
MESSAGES = st.fixed_dictionaries(
    {"content": st.lists(BLOCKS, max_size=3)}, optional={"stop_reason": JSON, "usage": JSON}
)
JOBS = st.fixed_dictionaries({"id": JSON, "status": JSON}, optional={"video": JSON, "url": JSON, "error": JSON})
EVENTS = OBJECTS | st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from([word for word in WORDS if "_" in word or "." in word]),
    OBJECTS,
)
REPLIES = COMPLETIONS | RESPONSES | MESSAGES | JOBS | OBJECTS | JSON
TEXTS = REPLIES.map(lambda value: json.dumps(value).encode())
LINES = st.builds(
    lambda name, data, end: name + data + end,
    st.sampled_from(
        [b"data: ", b"data:", b"event: error\ndata: ", b": ", b"", b"id: 7\ndata: ", b"event: message_start\ndata: "]
    ),
    st.one_of(
        (COMPLETIONS | EVENTS).map(lambda value: json.dumps(value).encode()), st.just(b"[DONE]"), st.binary(max_size=6)
    ),
    st.sampled_from([b"\n\n", b"\r\n\r\n", b"\r\r", b"\n", b""]),
)
STREAMS = st.builds(
    lambda start, lines, end: start + b"".join(lines) + end,
    st.sampled_from([b"", b"", b"\xef\xbb\xbf", b"\n", b"{"]),
    st.lists(LINES, max_size=8),
    st.sampled_from([b"", b"data: [DONE]\n\n"]),
)
