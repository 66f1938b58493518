"""What OpenAI's client for Python, and the service's own SDK, which is made of it, ask of the service."""

import httpx
import samples
from pydantic import BaseModel

GPT, RESPONDER, PAINTER = "openai/gpt-4o", "openai/gpt-5-5", "openai/gpt-image-1"
HELLO = [{"role": "user", "content": "Say hello"}]
SCHEMA = {"type": "object", "properties": {"fahrenheit": {"type": "number"}}, "required": ["fahrenheit"]}
TOOL = {"type": "function", "function": {"name": "toCelsius", "parameters": SCHEMA}}
QUESTION = "Convert 256°F to °C"


class Person(BaseModel):
    name: str
    age: int


def png():
    return ("boat.png", samples.png(64, 48), "image/png")


class OpenAICalls:
    """Tests of a `client`: the fixture that a subclass's module has."""

    def test_chat(self, client):
        answer = client.chat.completions.create(model=GPT, messages=HELLO)
        assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == ("hello", "stop")
        assert answer.usage.total_tokens > 0
        assert answer.meta["usage"]["usd_spent"] > 0

    def test_chat_streamed(self, client):
        chunks = list(client.chat.completions.create(model=GPT, messages=HELLO, stream=True))
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "hello"
        with client.chat.completions.stream(model=GPT, messages=HELLO) as stream:
            assert stream.get_final_completion().choices[0].message.content == "hello"

    def test_a_tool_s_call_goes_back_as_the_client_has_it(self, client):
        for model in ("openai/gpt-5", "alibaba/qwen3.7-max"):
            messages = [{"role": "user", "content": QUESTION}]
            asked = client.chat.completions.create(model=model, messages=messages, tools=[TOOL]).choices[0].message
            (call,) = asked.tool_calls
            assert (call.function.name, call.function.arguments) == ("toCelsius", '{"fahrenheit": 256}')
            for said in (asked, asked.to_dict(), asked.model_dump()):
                result = {"role": "tool", "tool_call_id": call.id, "content": "124.4"}
                turns = [*messages, said, result]
                answer = client.chat.completions.create(model=model, messages=turns, tools=[TOOL])
                assert "124.4" in answer.choices[0].message.content

    def test_chat_parsed(self, client):
        messages = [{"role": "user", "content": "Ann is 7"}]
        answer = client.chat.completions.parse(model=GPT, messages=messages, response_format=Person)
        assert answer.choices[0].message.parsed == Person(name="Ann", age=7)

    def test_responses(self, client):
        assert client.responses.create(model=RESPONDER, input="Say hello").output_text == "hello"
        events = list(client.responses.create(model=RESPONDER, input="Say hello", stream=True))
        assert events[-1].type == "response.completed"
        assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == "hello"
        parsed = client.responses.parse(model=RESPONDER, input="Ann is 7", text_format=Person)
        assert parsed.output_parsed == Person(name="Ann", age=7)

    def test_images(self, client):
        (image,) = client.images.generate(model=PAINTER, prompt="A boat", size="1024x1024").data
        assert httpx.get(image.url).content.startswith(b"\x89PNG")
        (image,) = client.images.generate(model=PAINTER, prompt="A boat", response_format="b64_json").data
        assert image.b64_json
        (image,) = client.images.generate(model="blackforestlabs/flux-2", prompt="A boat").data
        assert (image.width, image.content_type) == (1024, "image/png")

    def test_edits(self, client):
        for given in ({"image": png()}, {"image": [png(), png()], "mask": png(), "n": 1}):
            (image,) = client.images.edit(model="openai/gpt-image-2", prompt="Make it blue", **given).data
            assert httpx.get(image.url).content.startswith(b"\x89PNG")

    def test_embeddings(self, client):
        for model in ("text-embedding-3-small", "voyage-2", "alibaba/qwen-text-embedding-v4"):
            answer = client.embeddings.create(model=model, input=["one", "two"])  # the client asks for base64
            plain = client.embeddings.create(model=model, input="one", encoding_format="float")
            assert len(answer.data) == 2
            assert len(answer.data[0].embedding) == len(plain.data[0].embedding) > 500

    def test_models(self, client):
        models = client.models.list().data
        assert {"openai/gpt-4o", "flux/schnell", "#g1_whisper-large"} <= {model.id for model in models}
        assert all(model.info["docsJson"].startswith("http://127.0.0.1:") for model in models)
