"""One HTTP library sends the calls: httpx2 where it is there, else httpx; nobody is made to load both."""

import ast
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

import langchain_aimlapi
from langchain_aimlapi import AIMLAPIClient, AIMLAPIEmbeddings, AIMLAPIImageGenerator, ChatAIMLAPI, http_library
from langchain_aimlapi.cli.app import app
from langchain_aimlapi.http_library import SUPPORTED, VARIABLE, description, is_a, library_name, library_of

PACKAGE = Path(http_library.__file__).parent
INSTALLED = [name for name in SUPPORTED if find_spec(name)]
both = pytest.mark.parametrize("name", INSTALLED)
needs_both = pytest.mark.skipif(len(INSTALLED) < 2, reason="httpx2 is not installed: there is nothing to choose from")
CALL = """
import sys
from langchain_aimlapi import {name}
from langchain_aimlapi.http_library import httpx, httpcore
reply = {{"data": [], "choices": [{{"message": {{"role": "assistant", "content": "hello"}}, "finish_reason": "stop"}}]}}
httpx.HTTPTransport.handle_request = lambda self, request: httpx.Response(200, json=reply)
assert {call}
print(httpx.__name__, httpcore.__name__)
print(*{{"httpx", "httpcore", "httpx2", "httpcore2"}} & {{*sys.modules}})
"""
BY_CLIENT = CALL.format(name="AIMLAPIClient", call="AIMLAPIClient(api_key='key').list_models() == reply")
BY_MODEL = CALL.format(
    name="ChatAIMLAPI", call="ChatAIMLAPI(model='gpt-4o', api_key='key').invoke('Hi').text == 'hello'"
)
ALIAS = "import httpx2; httpx2.alias_httpx(); import httpx"


def run(code, **environment):
    """What a program prints in a fresh process, and what it says when it fails."""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env={"PATH": "", **environment}
    )
    return done.stdout.split("\n"), done.stderr


@both
def test_a_call_loads_one_library_only_and_the_variable_says_which(name):
    below = name.replace("httpx", "httpcore")
    printed, said = run(BY_CLIENT, **{VARIABLE: name})
    assert printed[0] == f"{name} {below}", said
    assert {*printed[1].split()} == {name, below}


def test_without_the_variable_it_is_the_first_that_is_installed_and_langchain_is_made_to_load_no_other():
    printed, said = run(BY_MODEL)
    below = INSTALLED[0].replace("httpx", "httpcore")
    assert printed[0] == f"{INSTALLED[0]} {below}", said
    assert {*printed[1].split()} == {INSTALLED[0], below}


@needs_both
def test_a_release_that_is_not_supported_counts_as_absent(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(import_module("httpx2"), "__version__", "3.0.0")
    assert library_name() == "httpx"
    monkeypatch.setenv(VARIABLE, "httpx2")
    with pytest.raises(ImportError, match=f"{VARIABLE}=httpx2: 3.0.0 is installed, which is not supported"):
        library_name()


def test_a_library_that_is_missing_is_an_error_that_names_variable_and_cure(monkeypatch):
    monkeypatch.setitem(SUPPORTED, "httpx9", range(1))
    monkeypatch.setitem(http_library._REQUIREMENTS, "httpx9", "httpx9>=9")
    monkeypatch.setenv(VARIABLE, " HTTPX9 ")
    with pytest.raises(ImportError, match=f"{VARIABLE}=httpx9: it is not installed; pip install 'httpx9>=9'"):
        library_name()


def test_another_word_in_the_variable_is_an_error_that_names_it(monkeypatch):
    monkeypatch.setenv(VARIABLE, "requests")
    with pytest.raises(ValueError, match=f"{VARIABLE} must be httpx2 or httpx, not 'requests'"):
        library_name()


@pytest.mark.parametrize("make", [ChatAIMLAPI, AIMLAPIEmbeddings, AIMLAPIImageGenerator])
def test_the_variable_is_looked_at_when_a_model_is_made_not_only_when_it_is_called(monkeypatch, make):
    monkeypatch.setenv(VARIABLE, "requests")
    with pytest.raises(ValueError, match=f"{VARIABLE} must be httpx2 or httpx, not 'requests'"):
        make(model="openai/gpt-4o", api_key="key")


def test_the_library_and_its_release_are_told(monkeypatch, caplog):
    loaded = http_library.httpx
    told = f"{loaded.__name__} {loaded.__version__}"
    assert description() == told
    assert CliRunner().invoke(app, ["--version"]).output == f"{langchain_aimlapi.__version__} ({told})\n"
    monkeypatch.setattr(loaded.HTTPTransport, "handle_request", lambda *_: loaded.Response(200, json={"data": []}))
    with caplog.at_level("DEBUG", "langchain_aimlapi"):
        AIMLAPIClient(api_key="key").list_models()
    assert caplog.records[0].getMessage().endswith(f", {told})")


def test_the_command_says_what_is_wrong_with_the_variable(monkeypatch):
    monkeypatch.setenv(VARIABLE, "requests")
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 2
    assert f"{VARIABLE} must be" in done.output


@both
def test_things_of_either_library_are_known(name):
    library = import_module(name)
    timeout, request = library.Timeout(3), library.Request("GET", "https://example.com")
    assert is_a(timeout, "Timeout")
    assert not is_a(3.0, "Timeout")
    assert library_of(request) is library_of(request.headers) is library
    assert library_of(object()) is http_library.httpx

    class Own(library.Client):
        pass

    with Own() as client:
        assert is_a(client, "Client")
        assert library_of(client) is library


@needs_both
@pytest.mark.skipif(not hasattr(import_module(INSTALLED[0]), "alias_httpx"), reason="only newer httpx2 has it")
def test_the_alias_of_httpx2_stands_for_httpx():
    for environment in ({}, {VARIABLE: "httpx"}):
        printed, said = run(f"{ALIAS}\n{BY_CLIENT}", **environment)
        assert printed[0] == "httpx2 httpcore2", said


def test_nothing_else_in_the_package_imports_either_library():
    libraries = {*SUPPORTED, "httpcore", "httpcore2"}
    found = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if libraries & {name.partition(".")[0] for name in names}:
                found.setdefault(path.relative_to(PACKAGE).as_posix(), node.lineno)
    assert list(found) == ["http_library.py"]


@both
def test_the_one_private_name_that_we_use_is_what_transports_send_through(name):
    """If this fails with a new release, `SUPPORTED` must not name it until `senders` has another way."""
    library = import_module(name)

    class Answers:
        def handle_request(self, request):
            raise LookupError(request.url.host.decode())

        handle_async_request = handle_request

    request, transport, for_loops = (
        library.Request("GET", "https://host"),
        library.HTTPTransport(),
        library.AsyncHTTPTransport(),
    )
    assert hasattr(transport, "_pool")
    assert hasattr(for_loops, "_pool")
    transport._pool = for_loops._pool = Answers()
    with pytest.raises(LookupError, match="host"):
        transport.handle_request(request)
    with pytest.raises(LookupError, match="host"):
        for_loops.handle_async_request(request).send(None)


def test_it_is_the_only_private_name_of_others_that_is_touched_below_the_client():
    """Ruff's SLF001 sees to it; here are the places where it is told to look away."""
    places = [
        f"{path.name}: {line.strip()}"
        for path in (PACKAGE / "api").rglob("*.py")
        for line in path.read_text(encoding="utf-8").split("\n")
        if "SLF001" in line
    ]
    assert len(places) == 1
    assert places[0].startswith("senders.py: transport._pool = ")
