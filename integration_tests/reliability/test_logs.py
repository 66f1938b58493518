"""One line of the standard log for every attempt, at DEBUG: enough to find a call, nothing that is private."""

import asyncio
import logging
import re

import pytest
from raw_server import RawServer

from langchain_aimlapi import AIMLAPIClient, APIConnectionError, ChatAIMLAPI, ServerError
from langchain_aimlapi.api.downloads import Downloader, DownloadRules

MODEL = "openai/gpt-4o"
SECONDS = r"\d+\.\d{3} s"


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.DEBUG, "langchain_aimlapi")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "langchain_aimlapi"]


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke"])
def test_an_attempt_is_one_line_with_the_services_id(emulator_environment, lines, way):
    model = ChatAIMLAPI(model=MODEL)
    if way == "invoke":
        model.invoke("Say something private")
    elif way == "stream":
        list(model.stream("Say something private"))
    else:
        asyncio.run(model.ainvoke("Say something private"))
    (line,) = lines()
    assert re.fullmatch(
        rf"POST /v1/chat/completions: status \d+ \({SECONDS}, attempt 1, request id \S+, httpx2? \S+\)", line
    )
    assert "unknown" not in line
    assert "private" not in line


def test_a_retry_is_a_line_of_its_own_that_says_when(emulator_environment, lines):
    fault = {"X-Emulator-Fault": "status=503;times=1;key=logged"}
    ChatAIMLAPI(model=MODEL, default_headers=fault).invoke("Say hello")
    first, second = lines()
    assert re.search(r"status 503, ServerError, next attempt in 0\.\d\d s \(.*attempt 1, request id", first)
    assert re.search(r"status 20\d \(.*attempt 2, request id", second)


def test_the_last_failure_promises_no_further_attempt(emulator_environment, lines):
    with pytest.raises(ServerError):
        ChatAIMLAPI(model=MODEL, max_retries=0, default_headers={"X-Emulator-Fault": "status=500"}).invoke("Hi")
    (line,) = lines()
    assert "next attempt" not in line


def test_a_connection_that_breaks_is_named(lines):
    with RawServer(lambda server, connection: server.read_request(connection)) as server:
        client = AIMLAPIClient("key", server.url, max_retries=0)
        with client, pytest.raises(APIConnectionError):
            client.list_models()
    (line,) = lines()
    assert line.startswith("GET /v1/models: APIConnectionError (")


def test_signatures_of_addresses_are_not_written_down(lines):
    def serve(server, connection):
        server.read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with RawServer(serve) as server:
        url = f"{server.url}/file.png?X-Amz-Signature=secret"
        assert b"".join(Downloader(DownloadRules(allow_private=True)).iter_bytes(url)) == b"ok"
    (line,) = lines()
    assert line.startswith("GET /file.png: status 200")
    assert "secret" not in line


def test_nothing_is_written_at_the_usual_level(emulator_environment, caplog):
    caplog.set_level(logging.INFO)
    ChatAIMLAPI(model=MODEL).invoke("Say hello")
    assert [record for record in caplog.records if record.name.startswith("langchain_aimlapi")] == []
