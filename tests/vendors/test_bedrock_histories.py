"""A conversation with Amazon Bedrock goes on with any model: no question, answer, file or result of it is lost."""

import base64
import json

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

CLAUDE, MESSAGES, GPT, RESPONSES = (
    "anthropic/claude-sonnet-4.5",
    "claude-sonnet-4-5",
    "openai/gpt-4o",
    "openai/gpt-5-pro",
)
TARGETS = (CLAUDE, MESSAGES, GPT, RESPONSES, "google/gemini-2.5-pro", "mistralai/mistral-small-2603")
PNG = b"\x89PNG\r\n\x1a\n"
PNG_TEXT = base64.b64encode(PNG).decode()
IMAGE = {"image": {"format": "png", "source": {"bytes": PNG}}}
MADE = {"model_provider": "bedrock_converse", "model_name": "anthropic.claude-sonnet-4-5-20250929-v1:0"}
AND = HumanMessage("And now?")
GUARDED = [
    {"guardContent": {"text": {"text": "guarded words", "qualifiers": ["query"]}}},
    {"guard_content": {"text": {"text": "guarded words"}}},
    {"type": "guard_content", "text": "guarded words"},
    {"type": "guard_content", "guard_content": {"type": "text", "text": "guarded words"}},
    {"type": "non_standard", "value": {"guardContent": {"text": {"text": "guarded words"}}}},
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("asked", [{"text": "guarded words"}, *GUARDED])
def test_a_question_in_bedrocks_form_is_asked_now_and_in_earlier_turns(send, target, asked):
    present = send(target, HumanMessage([asked]))
    earlier = send(target, HumanMessage([asked]), AIMessage("Yes."), AND)

    assert "guarded words" in present.text
    assert "guarded words" in earlier.text
    assert not earlier.notes


@pytest.mark.parametrize("target", TARGETS)
def test_a_system_prompt_and_an_answer_in_bedrocks_form_are_read(send, target):
    cited = {"type": "citations_content", "citations_content": {"content": [{"text": "Hot."}], "citations": []}}

    sent = send(target, SystemMessage([{"text": "Be kind."}]), HumanMessage("Q"), AIMessage([cited]), AND)

    assert "Be kind." in sent.text
    assert "Hot." in sent.text


@pytest.mark.parametrize("image", [IMAGE, {"type": "image", **IMAGE}])
def test_an_image_in_bedrocks_form_is_sent_as_the_model_takes_it(send, image):
    asked = HumanMessage([{"text": "What is it?"}, image])

    assert send(GPT, asked).turns[0]["content"][1]["image_url"] == {"url": f"data:image/png;base64,{PNG_TEXT}"}
    assert send(CLAUDE, asked).turns[0]["content"][1]["source"]["data"] == PNG_TEXT


@pytest.mark.parametrize(
    "source", [{"bytes": b"Tea is hot."}, {"text": "Tea is hot."}, {"content": [{"text": "Tea is hot."}]}]
)
def test_a_document_of_text_is_words_and_keeps_its_title_for_claude(send, source):
    document = {"document": {"format": "txt", "name": "tea", "source": source, "citations": {"enabled": True}}}

    block = send(CLAUDE, HumanMessage([document, {"text": "Q"}])).turns[0]["content"][0]

    assert block["source"] == {"type": "text", "media_type": "text/plain", "data": "Tea is hot."}
    assert (block["title"], block["citations"]) == ("tea", {"enabled": True})
    assert "Tea is hot." in send(GPT, HumanMessage([document])).text


def test_a_pdf_file_keeps_its_bytes_and_name(send):
    document = {"type": "document", "document": {"format": "pdf", "name": "tea", "source": {"bytes": b"%PDF-"}}}

    assert send(GPT, HumanMessage([document])).turns[0]["content"][0]["file"] == {
        "file_data": f"data:application/pdf;base64,{base64.b64encode(b'%PDF-').decode()}",
        "filename": "tea",
    }


@pytest.mark.parametrize(
    "video",
    [
        {"video": {"format": "mp4", "source": {"s3Location": {"uri": "s3://mine/tea.mp4"}}}},
        {
            "type": "video",
            "source": {"type": "s3Location", "media_type": "video/mp4", "data": {"uri": "s3://mine/tea.mp4"}},
        },
    ],
)
def test_a_video_that_only_amazon_reads_is_named_in_earlier_turns(send, video):
    sent = send("anthropic/claude-opus-4-8", HumanMessage([{"text": "See"}, video]), AIMessage("Yes."), AND)

    assert "[video: s3://mine/tea.mp4]" in sent.text
    assert "video_url" not in sent.text


@pytest.mark.parametrize("target", TARGETS)
def test_results_of_tools_keep_their_data_texts_and_images(send, target):
    call = {"toolUse": {"toolUseId": "tooluse_1", "name": "look", "input": {"at": "tea"}}}
    result = ToolMessage([{"json": {"degrees": 90}}, {"text": "hot"}, IMAGE], tool_call_id="tooluse_1")

    sent = send(target, HumanMessage("Q"), AIMessage([call]), result, AND)

    assert json.dumps({"degrees": 90})[1:-1] in sent.text.replace('\\"', '"')
    assert "hot" in sent.text
    assert "tea" in sent.text
    assert PNG_TEXT in sent.text or "[image: image/png" in sent.text


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "result",
    [
        {"type": "tool_result", "tool_use_id": "t1", "content": "sunny"},
        {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "sunny"}]},
        {"toolResult": {"toolUseId": "t1", "content": [{"text": "sunny"}], "status": "success"}},
    ],
)
def test_a_result_inside_a_message_of_the_user_answers_its_call(send, target, result):
    asked = AIMessage("", tool_calls=[{"name": "look", "args": {}, "id": "t1"}])

    alone = send(target, HumanMessage("Q"), asked, HumanMessage([result]))
    beside = send(target, HumanMessage("Q"), asked, HumanMessage([result, {"type": "text", "text": "And?"}]))
    wrapped = send(target, HumanMessage("Q"), asked, ToolMessage([result], tool_call_id="t1"))

    for sent in (alone, beside, wrapped):
        assert "sunny" in sent.text
        assert "tool_result" not in sent.text or target in (CLAUDE, MESSAGES)
        assert not sent.notes
    assert "And?" in beside.text


def test_a_result_inside_a_message_of_the_user_keeps_its_mark_and_its_failure(send):
    asked = AIMessage("", tool_calls=[{"name": "look", "args": {}, "id": "t1"}])
    result = {"type": "tool_result", "tool_use_id": "t1", "content": "no", "is_error": True}
    marked = {**result, "cache_control": {"type": "ephemeral"}}

    block = send(CLAUDE, HumanMessage("Q"), asked, HumanMessage([marked])).turns[-1]["content"][0]

    assert block["is_error"] is True
    assert block["content"] == [{"type": "text", "text": "no", "cache_control": {"type": "ephemeral"}}]


def test_redacted_reasoning_goes_back_to_the_model_as_text(send):
    told = {"type": "reasoning_content", "reasoning_content": {"redacted_content": b"sealed"}}
    answer = AIMessage([told, {"type": "text", "text": "Yes."}], response_metadata=MADE)

    blocks = send("claude-sonnet-4-5", HumanMessage("Q"), answer, AND).turns[1]["content"]

    assert blocks[0] == {"type": "redacted_thinking", "data": base64.b64encode(b"sealed").decode()}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("kind", ["input_text", "output_text", "some_words"])
def test_texts_of_any_type_are_read(send, target, kind):
    part = {"type": kind, "text": "Words of a kind"}
    answer = AIMessage([part]) if kind != "input_text" else AIMessage("Yes.")

    sent = send(target, HumanMessage([part] if kind != "output_text" else "Q"), answer, AND)

    assert "Words of a kind" in sent.text
    assert not sent.notes


@pytest.mark.parametrize("target", [CLAUDE, MESSAGES])
@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG_TEXT}"}},
        {"type": "image", "base64": PNG_TEXT, "mime_type": "image/png"},
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG_TEXT}},
        {"type": "file", "base64": PNG_TEXT, "mime_type": "application/pdf", "name": "tea.pdf"},
    ],
)
def test_claude_is_told_of_files_in_answers_which_it_takes_from_users_only(send, target, part):
    sent = send(target, HumanMessage("Draw"), AIMessage([{"type": "text", "text": "Here"}, part]), AND)

    blocks = sent.turns[1]["content"]
    assert [block["type"] for block in blocks] == ["text", "text"]
    assert blocks[1]["text"].startswith(("[image: image/png", "[file: tea.pdf"))
    assert sent.notes


@pytest.mark.parametrize("target", [CLAUDE, MESSAGES])
def test_claude_gets_a_text_file_as_text(send, target):
    data = base64.b64encode("Käse\n".encode()).decode()
    part = {"type": "file", "base64": data, "mime_type": "text/csv", "name": "a.csv"}

    block = send(target, HumanMessage([part])).turns[0]["content"][0]

    assert block["source"] == {"type": "text", "media_type": "text/plain", "data": "Käse\n"}
    assert block["title"] == "a.csv"
