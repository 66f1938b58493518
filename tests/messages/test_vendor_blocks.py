"""What a vendor ran for an answer is seen in its content blocks, streamed and whole, and goes back to it unchanged."""

import json

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage

from langchain_aimlapi.api.chat_stream import ChatStreamReader
from langchain_aimlapi.api.dialects import MESSAGES, RESPONSES
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.messages.blocks import translate_content_chunk
from langchain_aimlapi.messages.from_wire import ChunkConverter, completion_to_result
from langchain_aimlapi.messages.to_wire import messages_to_wire

ITEMS = [
    {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [{"type": "summary_text", "text": "I think"}],
        "encrypted_content": "E",
    },
    {
        "type": "web_search_call",
        "id": "ws_1",
        "status": "completed",
        "action": {"type": "search", "query": "boats", "sources": [{"type": "url", "url": "https://a"}]},
    },
    {
        "type": "code_interpreter_call",
        "id": "ci_1",
        "status": "completed",
        "code": "1+1",
        "container_id": "c1",
        "outputs": [{"type": "logs", "logs": "2"}],
    },
    {
        "type": "mcp_call",
        "id": "mcp_1",
        "status": "failed",
        "name": "roll",
        "server_label": "dice",
        "arguments": '{"n": 2}',
        "output": None,
        "error": "no dice",
    },
    {"type": "mcp_approval_request", "id": "ar_1", "name": "roll", "server_label": "dice", "arguments": "{}"},
    {
        "type": "image_generation_call",
        "id": "ig_1",
        "status": "completed",
        "result": "iVBORw0KGgo=",
        "output_format": "webp",
    },
    {
        "type": "message",
        "id": "m_1",
        "role": "assistant",
        "status": "completed",
        "content": [
            {
                "type": "output_text",
                "text": "Done",
                "annotations": [
                    {"type": "file_citation", "file_id": "f1", "filename": "a.pdf", "index": 2},
                    {"type": "url_citation", "url": "https://a", "title": "A", "start_index": 0, "end_index": 4},
                ],
            }
        ],
    },
]
BLOCKS = [
    {"type": "thinking", "thinking": "I think", "signature": "S"},
    {"type": "redacted_thinking", "data": "R"},
    {"type": "server_tool_use", "id": "st_1", "name": "web_search", "input": {"query": "boats"}},
    {
        "type": "web_search_tool_result",
        "tool_use_id": "st_1",
        "content": [{"type": "web_search_result", "url": "https://a", "title": "A", "encrypted_content": "X"}],
    },
    {"type": "server_tool_use", "id": "st_2", "name": "web_fetch", "input": {"url": "https://b"}},
    {
        "type": "web_fetch_tool_result",
        "tool_use_id": "st_2",
        "content": {"type": "web_fetch_tool_error", "error_code": "url_not_accessible"},
    },
    {"type": "mcp_tool_use", "id": "mt_1", "name": "roll", "server_name": "dice", "input": {"n": 2}},
    {"type": "mcp_tool_result", "tool_use_id": "mt_1", "is_error": False, "content": [{"type": "text", "text": "7"}]},
    {
        "type": "text",
        "text": "Done",
        "citations": [
            {
                "type": "web_search_result_location",
                "url": "https://a",
                "title": "A",
                "cited_text": "about boats",
                "encrypted_index": "I",
            },
            {
                "type": "page_location",
                "document_index": 0,
                "document_title": "a.pdf",
                "cited_text": "page text",
                "start_page_number": 1,
                "end_page_number": 2,
            },
        ],
    },
]
MODELS = {RESPONSES: "openai/gpt-5-2-codex", MESSAGES: "anthropic/claude-opus-4-1-20250805"}


def reply_of(dialect):
    if dialect is RESPONSES:
        return {"id": "r", "model": "m", "status": "completed", "output": ITEMS}
    return {"id": "m", "model": "m", "role": "assistant", "content": BLOCKS, "stop_reason": "end_turn"}


def whole(dialect):
    return completion_to_result(dialect.decode(reply_of(dialect), {})).generations[0].message


def events_of(dialect):
    if dialect is RESPONSES:
        yield {
            "type": "response.reasoning_summary_text.delta",
            "output_index": 0,
            "summary_index": 0,
            "delta": "I think",
        }
        yield {"type": "response.output_text.delta", "output_index": 6, "delta": "Done"}
        yield {"type": "response.completed", "response": reply_of(dialect)}
        return
    yield {"type": "message_start", "message": {**reply_of(dialect), "content": [], "stop_reason": None}}
    for index, block in enumerate(BLOCKS):
        yield {"type": "content_block_start", "index": index, "content_block": block}
        yield {"type": "content_block_stop", "index": index}
    yield {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}}
    yield {"type": "message_stop"}


def chunks(dialect):
    content = "".join(f"data: {json.dumps(event)}\n\n" for event in events_of(dialect)).encode()
    reader, converter = ChatStreamReader(dialect, {}), ChunkConverter()
    return [converter.convert(chunk).message for chunk in [*reader.feed(content), *reader.finish()]]


def merged(messages):
    total = messages[0]
    for message in messages[1:]:
        total += message
    return total + AIMessageChunk(content="", chunk_position="last")


def without_index(blocks):
    return [{key: value for key, value in block.items() if key != "index"} for block in blocks]


def kinds(blocks):
    return [block["type"] for block in blocks]


both = pytest.mark.parametrize("dialect", [RESPONSES, MESSAGES], ids=lambda dialect: dialect.name)


@both
def test_streamed_and_whole_show_the_same(dialect):
    assert without_index(merged(chunks(dialect)).content_blocks) == whole(dialect).content_blocks


@both
def test_v1_chunks_merge_to_the_blocks_of_the_whole(dialect):
    """As core does it for `output_version="v1"` and version 3 events."""
    total = merged([AIMessageChunk(content=translate_content_chunk(message)) for message in chunks(dialect)])
    assert without_index(total.content) == whole(dialect).content_blocks


def test_what_openai_ran_is_seen():
    blocks = whole(RESPONSES).content_blocks
    assert kinds(blocks) == [
        "reasoning",
        "text",
        *["server_tool_call", "server_tool_result"] * 3,
        "non_standard",
        "image",
    ]
    reasoning, text, search, found, code, ran, mcp, failed, approval, image = blocks
    assert reasoning["reasoning"] == "I think"
    assert reasoning["extras"] == {"id": "rs_1", "encrypted_content": "E"}
    assert (search["name"], search["args"]) == ("web_search", {"type": "search", "query": "boats"})
    assert (found["tool_call_id"], found["status"], found["output"]) == (
        "ws_1",
        "success",
        [{"type": "url", "url": "https://a"}],
    )
    assert (code["name"], code["args"], code["extras"]) == ("code_interpreter", {"code": "1+1"}, {"container_id": "c1"})
    assert ran["output"] == [{"type": "logs", "logs": "2"}]
    assert (mcp["name"], mcp["args"]) == ("remote_mcp", {"n": 2})
    assert mcp["extras"] == {"server_label": "dice", "tool_name": "roll"}
    assert (failed["status"], failed["output"]) == ("error", "no dice")
    assert approval["value"] == ITEMS[4]
    assert (image["base64"], image["mime_type"]) == ("iVBORw0KGgo=", "image/webp")
    assert text["annotations"] == [
        {"type": "citation", "title": "a.pdf", "extras": {"file_id": "f1", "index": 2, "type": "file_citation"}},
        {"type": "citation", "url": "https://a", "title": "A", "start_index": 0, "end_index": 4},
    ]


def test_what_claude_ran_is_seen():
    blocks = whole(MESSAGES).content_blocks
    assert kinds(blocks) == [
        "reasoning",
        "non_standard",
        "text",
        *["server_tool_call", "server_tool_result"] * 3,
    ]
    reasoning, redacted, text, search, found, fetch, failed, mcp, rolled = blocks
    assert reasoning["extras"] == {"signature": "S"}
    assert redacted["value"] == BLOCKS[1]
    assert (search["id"], search["name"], search["args"]) == ("st_1", "web_search", {"query": "boats"})
    assert (found["tool_call_id"], found["status"], found["output"]) == ("st_1", "success", BLOCKS[3]["content"])
    assert (fetch["name"], failed["status"], failed["output"]) == ("web_fetch", "error", BLOCKS[5]["content"])
    assert (mcp["name"], mcp["extras"]) == ("remote_mcp", {"tool_name": "roll", "server_name": "dice"})
    assert rolled["output"] == [{"type": "text", "text": "7"}]
    assert [citation["cited_text"] for citation in text["annotations"]] == ["about boats", "page text"]
    assert text["annotations"][1]["title"] == "a.pdf"
    assert text["annotations"][1]["extras"]["start_page_number"] == 1


@both
@pytest.mark.parametrize("version", ["v0", "v1"])
@pytest.mark.parametrize("streaming", [False, True])
def test_it_all_goes_back_to_the_vendor_unchanged(dialect, version, streaming):
    answer = merged(chunks(dialect)) if streaming else whole(dialect)
    answer = AIMessage(
        content=without_index(answer.content_blocks) if version == "v1" else answer.content,
        additional_kwargs=answer.additional_kwargs,
        response_metadata=answer.response_metadata,
    )
    messages = [HumanMessage("Hi"), answer, HumanMessage("And?")]
    request = {"model": MODELS[dialect], "messages": messages_to_wire(messages)}
    body = dialect.encode(request, get_model(MODELS[dialect]))
    if dialect is MESSAGES:
        assert body["messages"][1]["content"] == BLOCKS
    else:
        *ran, said = [item for item in body["input"] if item.get("role") != "user"]
        assert ran == ITEMS[:-1]
        assert said["content"] == "Done"


def test_what_is_still_running_has_no_result():
    item = {
        "type": "web_search_call",
        "id": "ws_1",
        "status": "in_progress",
        "action": {"type": "search", "query": "x"},
    }
    message = AIMessage("", additional_kwargs={"output_items": [item]}, response_metadata={"model_provider": "aimlapi"})
    assert kinds(message.content_blocks) == ["server_tool_call"]


@pytest.mark.parametrize("odd", [None, "text", 7, {"a": 1}, [None, "x", 7]])
def test_parts_of_odd_kinds_are_passed_over(odd):
    kept = dict.fromkeys(("output_items", "content_blocks", "reasoning_details", "annotations"), odd)
    kept = kept if odd is None or isinstance(odd, list) else {**kept, "annotations": None}
    message = AIMessage("Hi", additional_kwargs=kept, response_metadata={"model_provider": "aimlapi"})
    assert kinds(message.content_blocks) == ["text"]


def test_parts_that_come_in_several_chunks_stay_apart():
    redacted = AIMessageChunk("", additional_kwargs={"reasoning_details": [BLOCKS[1]]})
    ran = AIMessageChunk("", additional_kwargs={"content_blocks": BLOCKS[2:4]})
    first, later = translate_content_chunk(redacted), translate_content_chunk(ran)
    total = AIMessageChunk(content=first) + AIMessageChunk(content=later)
    assert kinds(total.content) == ["non_standard", "server_tool_call", "server_tool_result"]
