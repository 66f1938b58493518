"""Embeddings over HTTP against the emulator: every live model, LangChain's own suite, search, failures."""

import os

import pytest
from langchain_core.documents import Document
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_tests.integration_tests import EmbeddingsIntegrationTests

from langchain_aimlapi import AIMLAPIEmbeddings, AIMLAPIError, MalformedResponseError, OutOfCreditsError, find_models
from langchain_aimlapi.embeddings import embedding_progress

LIVE_KEY = os.environ.get("AIMLAPI_API_KEY", "")
CARDS = find_models(family="embedding", status="live")
every_model = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)


@every_model
def test_the_smallest_request_is_valid(emulator_environment, card):
    embeddings = AIMLAPIEmbeddings(model=card.id, unsupported_params="error", max_retries=0)
    assert len(embeddings.embed_query("A paper boat")) == card.dimensions


@every_model
async def test_a_full_request_is_valid(emulator_environment, card):
    taken = set(card.parameters)
    settings = {
        "dimensions": 64,
        "input_type": "document",
        "task_type": "CLUSTERING",
        "title": "Boats",
        "model_kwargs": {"auto_truncate": False},
    }
    known = {
        name: value
        for name, value in settings.items()
        if name in taken or set(value if name == "model_kwargs" else ()) & taken
    }
    embeddings = AIMLAPIEmbeddings(model=card.id, unsupported_params="error", max_retries=0, **known)
    texts = ["A paper boat", "word " * 300, "A ship"] * 9
    result = await embeddings.aembed_with_usage(texts)
    assert len(result.vectors) == 27
    assert {len(vector) for vector in result.vectors} == {64 if "dimensions" in taken else card.dimensions}
    assert result.cost["usd"] > 0
    assert result.total_tokens > 27
    assert len(result.inference_ids) == result.requests
    assert result.vectors[0] == pytest.approx(result.vectors[3])
    left_out = taken - {name for request in emulator_environment.requests for name in request.body}
    assert not left_out


def test_base64_and_decimal_numbers_are_the_same_vector(emulator_environment):
    packed = AIMLAPIEmbeddings(model="text-embedding-3-small").embed_query("A boat")
    plain = AIMLAPIEmbeddings(model="text-embedding-3-small", model_kwargs={"encoding_format": "float"})
    assert plain.embed_query("A boat") == pytest.approx(packed, abs=1e-7)


@pytest.mark.parametrize("model", ["text-embedding-3-small", "voyage-2", "text-multilingual-embedding-002"])
async def test_a_vector_store_finds_what_is_near(emulator_environment, model):
    store = InMemoryVectorStore(AIMLAPIEmbeddings(model=model, chunk_size=2))
    texts = ["The cat sat on the mat.", "Shares fell on Friday.", "Boil the rice for ten minutes.", "Rain is expected."]
    await store.aadd_documents([Document(text) for text in texts])
    for question, answer in (("Where did the cat sit?", texts[0]), ("How long does rice boil?", texts[2])):
        assert store.similarity_search(question, k=1)[0].page_content == answer


def test_a_failure_in_the_middle_keeps_what_is_done(emulator_environment):
    embeddings = AIMLAPIEmbeddings(model="alibaba/qwen-text-embedding-v4", max_concurrency=1, max_retries=0)
    texts = [f"text {number}" for number in range(30)]
    texts[25] = "word " * 40_000  # beyond the model's window; the client cannot know for sure
    with pytest.raises(AIMLAPIError, match=r"texts 20 to 29 of 30 failed, 20 are done") as caught:
        embeddings.embed_documents(texts)
    assert sorted(embedding_progress(caught.value).finished) == list(range(20))


@pytest.mark.parametrize(
    ("fault", "kind"), [("body=no-choices", MalformedResponseError), ("body=html", MalformedResponseError)]
)
def test_a_broken_answer_is_an_error(emulator_environment, fault, kind):
    embeddings = AIMLAPIEmbeddings(model="voyage-2", max_retries=0, default_headers={"X-Emulator-Fault": fault})
    with pytest.raises(kind):
        embeddings.embed_query("A boat")


async def test_a_passing_fault_is_retried(emulator_environment):
    embeddings = AIMLAPIEmbeddings(
        model="voyage-2", default_headers={"X-Emulator-Fault": "status=503;retry-after=0;times=1"}
    )
    assert len(await embeddings.aembed_query("A boat")) == 1024
    assert len(emulator_environment.requests) == 2


def test_an_empty_account_is_told_as_such(emulator_environment):
    with pytest.raises(OutOfCreditsError, match="billing"):
        AIMLAPIEmbeddings(model="voyage-2", api_key="out-of-credits").embed_query("A boat")


class Emulated(EmbeddingsIntegrationTests):
    model_id = ""

    @pytest.fixture(autouse=True)
    def _service(self, emulator_environment):
        """The emulator, through the environment."""

    @property
    def embeddings_class(self):
        return AIMLAPIEmbeddings

    @property
    def embedding_model_params(self):
        return {"model": self.model_id}


class TestOpenAI(Emulated):
    model_id = "text-embedding-3-small"


class TestVoyage(Emulated):
    model_id = "voyage-large-2-instruct"


class TestGoogle(Emulated):
    model_id = "text-multilingual-embedding-002"


class TestAlibaba(Emulated):
    model_id = "alibaba/qwen-text-embedding-v4"


@pytest.mark.live
@pytest.mark.skipif(not LIVE_KEY, reason="needs AIMLAPI_API_KEY")
class TestLive(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self):
        return AIMLAPIEmbeddings

    @property
    def embedding_model_params(self):
        return {"model": "text-embedding-3-small", "api_key": LIVE_KEY}
