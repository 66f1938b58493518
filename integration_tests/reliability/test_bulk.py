"""Nothing is lost in bulk: failures are told item by item, finished work is kept, order holds."""

import asyncio
import json
import tracemalloc

import pytest
from raw_server import RawServer

from langchain_aimlapi import AIMLAPIEmbeddings, AIMLAPIError, ChatAIMLAPI, InvalidRequestError

MODEL = "openai/gpt-4o"
MANY = 100_000


def answer(body, status=200):
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def embed_numbers(fails_at=None):
    """A service that makes of "text 17" the vector [17.0, 1.0], and refuses the request with a certain text."""

    def serve(server, connection):
        while request := server.read_request(connection):
            server.requests.clear()
            texts = json.loads(request.partition(b"\r\n\r\n")[2])["input"]
            numbers = [int(text.split()[1]) for text in texts]
            if fails_at in numbers:
                connection.sendall(answer({"message": "this text is refused"}, 400))
                continue
            data = [{"index": place, "embedding": [float(n), 1.0]} for place, n in enumerate(numbers)]
            data.reverse()  # the order of an answer means nothing: its indices do
            connection.sendall(answer({"data": data, "model": "m", "usage": {"prompt_tokens": len(texts)}}))

    return serve


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_hundred_thousand_texts_keep_their_order_and_little_memory(colour):
    texts = [f"text {number}" for number in range(MANY)]
    with RawServer(embed_numbers()) as server:
        embeddings = AIMLAPIEmbeddings(model="text-embedding-3-small", api_key="key", base_url=server.url)
        tracemalloc.start()
        vectors = _embed(embeddings, texts, colour)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert [vector[0] for vector in vectors] == [float(number) for number in range(MANY)]
    assert peak < 2_000 * MANY, "a few times the result, not of everything that was sent and received"


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_what_is_done_is_kept_when_a_request_fails(colour):
    texts = [f"text {number}" for number in range(20_000)]
    with RawServer(embed_numbers(fails_at=15_000)) as server:
        embeddings = AIMLAPIEmbeddings(model="text-embedding-3-small", api_key="key", base_url=server.url)
        with pytest.raises(InvalidRequestError, match="this text is refused") as caught:
            _embed(embeddings, texts, colour)
    progress = caught.value.embedding_progress
    assert 15_000 in progress.failed
    assert len(progress.finished) > 1000
    assert all(vector[0] == place for place, vector in progress.finished.items())
    assert not set(progress.failed) & set(progress.finished)


def _embed(embeddings, texts, colour):
    if colour == "sync":
        return embeddings.embed_documents(texts)
    return asyncio.run(embeddings.aembed_documents(texts))


def answer_unless_seven(server, connection):
    while request := server.read_request(connection):
        text = json.loads(request.partition(b"\r\n\r\n")[2])["messages"][-1]["content"]
        if text.endswith("7"):
            connection.sendall(answer({"message": f"no sevens: {text}", "requestId": f"req-{text}"}, 400))
            continue
        message = {"role": "assistant", "content": text}
        connection.sendall(answer({"id": "c", "choices": [{"message": message, "finish_reason": "stop"}]}))


@pytest.mark.parametrize("colour", ["sync", "async"])
def test_a_batch_tells_failures_item_by_item_and_keeps_the_order(colour):
    numbers = [str(number) for number in range(60)]
    with RawServer(answer_unless_seven) as server:
        model = ChatAIMLAPI(model=MODEL, api_key="key", base_url=server.url)
        if colour == "sync":
            answers = model.batch(numbers, {"max_concurrency": 10}, return_exceptions=True)
        else:
            answers = asyncio.run(model.abatch(numbers, {"max_concurrency": 10}, return_exceptions=True))
    for number, got in zip(numbers, answers, strict=True):
        if number.endswith("7"):
            assert isinstance(got, AIMLAPIError)
            assert got.request_id == f"req-{number}"
            assert f"no sevens: {number}" in str(got)
        else:
            assert got.text == number


def test_a_batch_as_completed_says_which_is_which():
    with RawServer(answer_unless_seven) as server:
        model = ChatAIMLAPI(model=MODEL, api_key="key", base_url=server.url)
        found = dict(model.batch_as_completed(["5", "6", "7"], return_exceptions=True))
    assert (found[0].text, found[1].text) == ("5", "6")
    assert isinstance(found[2], InvalidRequestError)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"message": "no"}, ["API key was refused", "AIMLAPI_API_KEY", "aimlapi.com/app/keys", "req-1"]),
        (403, {"message": "You've run out of credits"}, ["out of credits", "billing", "req-1"]),
        (404, {"message": "No endpoints found"}, ["No endpoints found", "req-1"]),
        (429, {"message": "slow down"}, ["slow down", "429", "req-1"]),
        (500, {"message": "oops"}, ["oops", "500", "req-1"]),
        (502, "<html><title>502 Bad Gateway</title></html>", ["502 Bad Gateway"]),
        (400, {"message": "Validation failed: messages: Required"}, ["messages", "Required", "req-1"]),
    ],
)
def test_a_failure_says_what_failed_what_to_do_and_the_id(status, body, words):
    if isinstance(body, dict):
        body = {**body, "requestId": "req-1"}

    def serve(server, connection):
        while server.read_request(connection):
            connection.sendall(answer(body, status))

    with RawServer(serve) as server:
        model = ChatAIMLAPI(model=MODEL, api_key="key", base_url=server.url, max_retries=0)
        with pytest.raises(AIMLAPIError) as caught:
            model.invoke("Hi")
    assert not [word for word in words if word not in str(caught.value)]
    assert len(str(caught.value)) < 500
