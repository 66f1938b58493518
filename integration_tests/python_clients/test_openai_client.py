"""OpenAI's client for Python, as programs of the service's pages use it."""

import openai
import openai_calls
import pytest


@pytest.fixture
def client(emulator):
    with openai.OpenAI(api_key="k", base_url=f"{emulator.base_url}/v1", max_retries=0) as made:
        yield made


class TestOpenAI(openai_calls.OpenAICalls):
    def test_errors_are_the_client_s_own(self, client, emulator):
        with pytest.raises(openai.NotFoundError, match="not found"):
            client.chat.completions.create(model="nobody/none", messages=openai_calls.HELLO)
        with pytest.raises(openai.BadRequestError, match="temperature"):
            client.chat.completions.create(model="openai/gpt-4o", messages=openai_calls.HELLO, temperature=9)

    def test_a_base_of_the_second_version_chats_and_embeds(self, emulator):
        with openai.OpenAI(api_key="k", base_url=f"{emulator.base_url}/v2", max_retries=0) as client:
            answer = client.chat.completions.create(model="openai/gpt-4o", messages=openai_calls.HELLO)
            assert answer.choices[0].message.content == "hello"
            assert len(client.embeddings.create(model="voyage-2", input="one").data[0].embedding) == 1024


async def test_async(emulator):
    async with openai.AsyncOpenAI(api_key="k", base_url=f"{emulator.base_url}/v1", max_retries=0) as client:
        stream = await client.chat.completions.create(model="openai/gpt-4o", messages=openai_calls.HELLO, stream=True)
        said = [chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices]
        assert "".join(said) == "hello"
        assert (await client.embeddings.create(model="voyage-2", input="one")).data
