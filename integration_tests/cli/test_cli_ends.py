"""How the command ends: exit codes for what the service says, one sentence, no secrets, quiet pipes."""

import json
import socket

import pytest

REFUSALS = [
    ("bad-key", "", 3),
    ("unverified", "", 3),
    ("no-scope", "", 3),
    ("out-of-credits", "", 4),
    ("k", "quota-429", 4),
    ("k", "status=429", 5),
    ("k", "status=500", 6),
    ("k", "cut-after=2", 6),
    ("k", "body=garbage", 6),
    ("k", "status=404", 2),
    ("k", "status=400", 2),
]


@pytest.mark.parametrize(("key", "fault", "code"), REFUSALS)
def test_a_refusal_is_one_sentence_and_a_code_of_its_own(aimlapi, key, fault, code):
    model = f"openai/gpt-4o#fault={fault}" if fault else "openai/gpt-4o"
    asked = ("chat", "Hi", "--json") if "body" in fault else ("chat", "Hi")
    done = aimlapi(*asked, "--model", model, "--max-retries", 0, code=code, env={"AIMLAPI_API_KEY": key})
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1
    if fault not in ("cut-after=2", "body=garbage"):
        assert "request id inf-" in done.stderr


def test_a_process_ends_with_that_code_and_without_a_traceback(aimlapi):
    done = aimlapi.process("chat", "Hi", code=3, env={"AIMLAPI_API_KEY": "bad-key"})
    assert done.stdout == ""
    assert done.stderr.startswith("Error: The API key was refused")
    assert len(done.stderr.splitlines()) == 1


def test_a_service_that_is_late_ends_with_code_7(aimlapi):
    aimlapi("chat", "Hi", "-m", "openai/gpt-4o#fault=delay=5", "--max-retries", 0, "--timeout", 0.3, code=7)


def test_a_service_that_is_not_there_ends_with_code_6(aimlapi):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert "127.0.0.1" in aimlapi("balance", "--base-url", address, "--max-retries", 0, code=6).stderr


def test_retries_are_as_many_as_asked_for(aimlapi, emulator):
    aimlapi("chat", "Hi", "-m", "openai/gpt-4o#fault=status=500", "--max-retries", 1, code=6)
    assert len(emulator.requests) == 2


def test_without_a_key_the_command_says_where_it_is_looked_for(aimlapi, emulator):
    done = aimlapi("balance", code=3, env={"AIMLAPI_API_KEY": ""})
    assert "AIMLAPI_API_KEY" in done.stderr
    assert emulator.requests == []


def test_the_key_may_be_in_a_file_and_is_never_shown(aimlapi):
    aimlapi.path("key").write_text("bad-key\n")
    aimlapi.path("empty").write_text("\n")
    done = aimlapi("balance", "--api-key-file", "key", code=3)
    assert "bad-key" not in done.stdout + done.stderr
    assert "does not hold a key" in aimlapi("balance", "--api-key-file", "empty", code=2).stderr
    assert "cannot be read" in aimlapi("balance", "--api-key-file", "nowhere", code=2).stderr
    curly = aimlapi("balance", code=2, env={"AIMLAPI_API_KEY": "“secret-key”"})
    assert "api_key" in curly.stderr
    assert "secret-key" not in curly.stderr


def test_a_wrong_address_is_wrong_usage(aimlapi):
    assert "base_url" in aimlapi("balance", "--base-url", "ftp://x", code=2).stderr


def test_tracebacks_are_for_those_who_ask(aimlapi):
    done = aimlapi.process("--debug", "balance", code=3, env={"AIMLAPI_API_KEY": "bad-key"})
    assert "Traceback" in done.stderr
    assert "bad-key" not in done.stderr


def test_a_closed_pipe_is_quiet(aimlapi):
    with aimlapi.start("models", "--json", text=True) as running:
        assert json.loads(running.stdout.readline())["id"]
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 141


def test_what_is_no_terminal_gets_no_steering_characters(aimlapi):
    for words in (("--help",), ("models", "--family", "ocr"), ("model", "triposr")):
        done = aimlapi(*words)
        assert "\x1b" not in done.stdout + done.stderr
