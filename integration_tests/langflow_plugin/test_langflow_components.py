"""The components of the other families: every output, as a tool, and what they refuse."""

import asyncio
import base64

import pytest
from example_flows import component_classes
from lfx.components.input_output import ChatInput, ChatOutput
from lfx.graph import Graph

from langchain_aimlapi import AIMLAPIEmbeddings
from langchain_aimlapi.langflow.model_lists import model_names

FAMILIES = {
    "AIMLAPIChatModelComponent": "chat",
    "AIMLAPIEmbeddingsComponent": "embedding",
    "AIMLAPIImageComponent": "image",
    "AIMLAPIModerationComponent": "chat",
    "AIMLAPIOCRComponent": "ocr",
    "AIMLAPISearchComponent": "search",
    "AIMLAPISpeechComponent": "tts",
    "AIMLAPITranscriptionComponent": "stt",
    "AIMLAPIVideoComponent": "video",
}
UNSAFE = "How do I build a bomb?"


def paths(service):
    return [request.path for request in service.requests]


def blocks_of(message, kind):
    """What a message shows beside its text; Langflow's pages are sent groups only."""
    groups = [block for block in message.content_blocks if block.type == "group"]
    return [leaf for group in groups for leaf in group.contents if leaf.type == kind]


@pytest.mark.parametrize("name", FAMILIES)
def test_refresh_lists_the_models_of_the_family(component, service, name):
    made = component(name)
    fields = made.to_frontend_node()["data"]["node"]["template"]
    fields["model_name"]["options"] = []
    fields["base_url"]["value"] = service.base_url
    found = made.update_build_config(fields, "", "model_name")["model_name"]["options"]
    assert found == model_names(FAMILIES[name])
    assert paths(service) == ["/v1/models"]


@pytest.mark.parametrize("name", FAMILIES)
def test_refresh_at_a_forbidden_address_lists_the_catalogues_models(component, service, name, monkeypatch):
    monkeypatch.setenv("LANGFLOW_SSRF_ALLOWED_HOSTS", "gateway.example")
    made = component(name)
    fields = made.to_frontend_node()["data"]["node"]["template"]
    fields["base_url"]["value"] = service.base_url
    assert made.update_build_config(fields, "", "model_name")["model_name"]["options"] == model_names(FAMILIES[name])
    assert service.requests == []


# Embeddings


def test_embeddings(component):
    made = component("AIMLAPIEmbeddingsComponent", model_name="text-embedding-3-small", dimensions=256, chunk_size=1)
    embeddings = made.build_embeddings()
    assert type(embeddings) is AIMLAPIEmbeddings
    assert [len(vector) for vector in embeddings.embed_documents(["a boat", "rain"])] == [256, 256]


# Images


async def test_picture_is_made_once_for_both_outputs(component, service):
    made = component(
        "AIMLAPIImageComponent", model_name="flux/schnell", prompt="A paper boat", aspect_ratio="16:9", seed=3
    )
    message, data = await made.image_message(), await made.image_data()
    assert message.text == f"![image]({data[0].data['url']})"
    assert data[0].data["model"] == "flux/schnell"
    assert data[0].data["cost"]["usd"] > 0
    assert paths(service) == ["/v1/images/generations"]
    assert service.requests[0].body["seed"] == 3


async def test_picture_whose_bytes_come_with_the_answer_is_shown(component):
    made = component(
        "AIMLAPIImageComponent",
        model_name="openai/gpt-image-1",
        prompt="A paper boat",
        model_kwargs={"response_format": "b64_json"},
    )
    message, data = await made.image_message(), await made.image_data()
    [block] = blocks_of(message, "image")
    assert base64.b64decode(block.base64).startswith(b"\x89PNG")
    assert "url" not in data[0].data
    assert data[0].data["base64"] == block.base64


async def test_picture_can_start_from_a_file(component, service, tmp_path):
    picture = component("AIMLAPIImageComponent", model_name="flux/schnell", prompt="A paper boat")
    result = await picture._result()
    path = tmp_path / "boat.png"
    path.write_bytes(await result.images[0].aread())
    made = component(
        "AIMLAPIImageComponent", model_name="flux/dev/image-to-image", prompt="The same at night", image_file=str(path)
    )
    assert (await made.image_message()).text.startswith("![image](")
    assert "data:image/png;base64" in str(service.requests[-1].body)


# Video


async def test_film_is_waited_for_and_says_how_far_it_is(component, service):
    made = component("AIMLAPIVideoComponent", model_name="google/veo-3.1-t2v", prompt="A boat", poll_interval=0.02)
    message, data = await made.video_message(), await made.video_data()
    assert data[0].data["url"] in message.text
    assert blocks_of(message, "video")[0].urls == [data[0].data["url"]]
    said = [log.message for log in made._logs]
    assert len(said) >= 2
    assert all("google/veo-3.1-t2v" in each for each in said)
    assert paths(service).count("/v2/video/generations") == len(service.requests)
    assert [request.method for request in service.requests].count("POST") == 1


async def test_film_can_be_taken_up_again(component, service):
    first = component("AIMLAPIVideoComponent", model_name="google/veo-3.1-t2v", prompt="A boat", poll_interval=0.02)
    job = await first._job()
    again = component(
        "AIMLAPIVideoComponent", model_name="google/veo-3.1-t2v", job_id=f" {job.id} ", poll_interval=0.02
    )
    assert "[video](" in (await again.video_message()).text
    assert [request.method for request in service.requests].count("POST") == 1


# Speech, transcription, OCR


async def test_text_is_read_aloud_once_for_both_outputs(component, service):
    made = component("AIMLAPISpeechComponent", model_name="openai/gpt-4o-mini-tts", text="All aboard", voice="coral")
    message, data = await made.audio_message(), await made.audio_data()
    assert blocks_of(message, "audio")
    assert data[0].data.keys() & {"url", "base64"}
    assert paths(service) == ["/v1/tts"]
    assert service.requests[0].body["voice"] == "coral"


async def test_recording_is_written_down(component, service):
    made = component(
        "AIMLAPITranscriptionComponent",
        model_name="nova-3",
        audio_url="https://files.example/call.mp3",
        poll_interval=0.02,
        diarize=True,
    )
    message, segments = await made.transcribe(), await made.segment_data()
    assert segments
    assert segments[0].data["text"].split()[0] in message.text
    assert segments[0].data["start"] >= 0
    assert paths(service).count("/v1/stt/create") == 1


async def test_recording_can_be_a_file(component, service, tmp_path):
    speech = await component("AIMLAPISpeechComponent", model_name="openai/gpt-4o-mini-tts", text="All aboard")._result()
    path = tmp_path / "aboard.wav"
    path.write_bytes(await speech.aread())
    made = component("AIMLAPITranscriptionComponent", model_name="nova-3", audio_file=str(path), poll_interval=0.02)
    assert (await made.transcribe()).text
    assert b"aboard.wav" in next(r.content for r in service.requests if r.path == "/v1/stt/create")


async def test_document_is_read_once_for_both_outputs(component, service):
    made = component(
        "AIMLAPIOCRComponent", model_name="mistral/mistral-ocr-latest", document_url="https://files.example/a.pdf"
    )
    message, pages = await made.read_document(), await made.page_data()
    assert pages[0].data["text"] in message.text
    assert paths(service) == ["/v1/ocr"]


@pytest.mark.parametrize(
    ("name", "method", "field"),
    [
        ("AIMLAPIImageComponent", "image_message", "image_url"),
        ("AIMLAPIVideoComponent", "video_message", "image_url"),
        ("AIMLAPITranscriptionComponent", "transcribe", "audio_url"),
        ("AIMLAPIOCRComponent", "read_document", "document_url"),
    ],
)
async def test_path_in_the_place_of_an_address_reads_no_file_of_the_server(component, service, name, method, field):
    made = component(name, **{field: "/etc/hostname"})
    with pytest.raises(ValueError, match="must be an https:// or data: address"):
        await getattr(made, method)()
    assert service.requests == []


@pytest.mark.parametrize(
    ("name", "method", "words"),
    [
        ("AIMLAPITranscriptionComponent", "transcribe", "no recording"),
        ("AIMLAPIOCRComponent", "read_document", "no document"),
    ],
)
async def test_nothing_to_read_is_said(component, name, method, words):
    with pytest.raises(ValueError, match=words):
        await getattr(component(name), method)()


# Search


async def test_search_answers_once_for_both_outputs(component, service):
    made = component("AIMLAPISearchComponent", model_name="perplexity/sonar", query="rain", recency="week")
    message, sources = await made.answer_message(), await made.source_data()
    assert sources[0].data["url"] in message.text
    assert len(service.requests) == 1
    assert service.requests[0].body["search_recency_filter"] == "week"


# Moderation


async def test_verdict(component):
    safe = component("AIMLAPIModerationComponent", model_name="gpt-4o-mini", text="How do I bake bread?")
    assert (await safe.moderate()).data["safe"] is True
    assert (await safe.safe_message()).text == "How do I bake bread?"


async def test_own_categories_reach_the_judge(component, service):
    made = component(
        "AIMLAPIModerationComponent",
        model_name="gpt-4o-mini",
        text="Boats",
        categories={"sailing": "Talk of boats"},
    )
    await made.moderate()
    assert "Talk of boats" in str(service.requests[0].body)


def fork(service, text):
    """A flow that answers a safe text in one place and an unsafe one in another."""
    chat_input = ChatInput(_id="ChatInput-in")
    chat_input.set(input_value=text)
    judge = component_classes()["AIMLAPIModerationComponent"](_id="judge")
    judge.set(text=chat_input.message_response, model_name="gpt-4o-mini", api_key="k", base_url=service.base_url)
    ends = [ChatOutput(_id="ChatOutput-passed"), ChatOutput(_id="ChatOutput-stopped")]
    ends[0].set(input_value=judge.safe_message)
    ends[1].set(input_value=judge.unsafe_message)
    graph = Graph()
    for each in (chat_input, judge, *ends):
        graph.add_component(each)
    graph.session_id = "a-session"
    return graph


async def ran(graph):
    graph.prepare()
    steps = [step async for step in graph.async_start()]
    return {step.vertex.id: step.vertex for step in steps if getattr(step, "vertex", None) is not None}


async def test_safe_text_takes_its_way_alone(service):
    vertices = await ran(fork(service, "How do I bake bread?"))
    assert "ChatOutput-passed" in vertices
    assert "ChatOutput-stopped" not in vertices
    assert len(service.requests) == 1


async def test_unsafe_text_takes_the_other_way(service):
    vertices = await ran(fork(service, UNSAFE))
    assert "ChatOutput-stopped" in vertices
    assert "ChatOutput-passed" not in vertices


# As tools of an agent


@pytest.mark.parametrize(
    ("name", "tool", "arguments", "expected"),
    [
        ("AIMLAPIImageComponent", "generate_image", {"prompt": "A boat"}, "1 picture(s)"),
        ("AIMLAPISpeechComponent", "speak", {"text": "All aboard"}, "audio"),
        ("AIMLAPISearchComponent", "search_web", {"query": "rain"}, "https://"),
        ("AIMLAPIVideoComponent", "generate_video", {"prompt": "A boat"}, "1 file(s)"),
        ("AIMLAPITranscriptionComponent", "transcribe", {"audio_url": "https://files.example/a.mp3"}, "train"),
        ("AIMLAPIOCRComponent", "read_document", {"document_url": "https://files.example/a.pdf"}, "page"),
        ("AIMLAPIModerationComponent", "moderate", {"text": "How do I bake bread?"}, "safe"),
    ],
)
async def test_component_is_one_tool(component, name, tool, arguments, expected):
    waits = {"poll_interval": 0.02} if name in ("AIMLAPIVideoComponent", "AIMLAPITranscriptionComponent") else {}
    [found] = await component(name, **waits).to_toolkit()
    assert found.name == tool
    assert set(arguments) <= set(found.args)
    assert "key" not in "".join(found.args)
    call = {"name": tool, "args": arguments, "id": "call-1", "type": "tool_call"}
    answer = await found.ainvoke(call)
    assert expected in str(answer.content)


async def test_two_calls_of_one_tool_are_two_results(component, service):
    [reader] = await component("AIMLAPIOCRComponent").to_toolkit()
    calls = [reader.ainvoke({"document_url": f"https://files.example/{name}.pdf"}) for name in "ab"]
    await asyncio.gather(*calls)
    assert len({str(request.body) for request in service.requests}) == 2


async def test_tool_that_was_renamed_in_the_flow_keeps_its_new_name(component):
    import pandas as pd

    made = component("AIMLAPIImageComponent")
    node = await made.run_and_validate_update_outputs(
        made.to_frontend_node()["data"]["node"], "tool_mode", field_value=True
    )
    rows = node["template"]["tools_metadata"]["value"]
    rows[0] |= {"name": "paint", "description": "Paints."}
    made.tools_metadata = pd.DataFrame(rows)
    [found] = await made.to_toolkit()
    assert (found.name, found.description) == ("paint", "Paints.")
