"""`aimlapi chat` over HTTP: streams, files, histories, conversations, and what programs get of them."""

import json
import signal

import pytest
from samples import pdf, png, wav

SEES_NOTHING = "deepseek/deepseek-v4-pro"


def body(emulator):
    return emulator.requests[-1].body


def test_the_answer_is_on_standard_output_and_its_cost_on_standard_error(aimlapi):
    done = aimlapi.process("chat", "What", "is", "3*4?")
    assert done.stdout == "3*4 = 12.\n"
    assert "$" in done.stderr
    assert "credits" in done.stderr
    assert "inference id inf-" in done.stderr
    assert aimlapi("chat", "--quiet", "What is 3*4?").stderr == ""


def test_the_answer_is_written_as_it_comes(aimlapi):
    model = "openai/gpt-4o#fault=chunk-delay=0.25"
    with aimlapi.start("chat", "Count from 1 to 9", "--model", model, text=True) as running:
        first = running.stdout.read(1)
        assert running.poll() is None
        whole = first + running.stdout.read()
    assert whole.startswith("1")
    assert whole.rstrip().endswith("9")


def test_standard_input_is_the_question_where_no_words_are_given(aimlapi, emulator):
    assert aimlapi("chat", input="What is 3*4?\n").stdout == "3*4 = 12.\n"
    assert "standard input is empty" in aimlapi("chat", input=" \n", code=2).stderr
    aimlapi("chat", "What is this?", "--file", "-", input="some notes")
    assert "some notes" in str(body(emulator)["messages"])


def test_settings_reach_the_model(aimlapi, emulator):
    words = ("--system", "Be brief.", "--temperature", "0.3", "--max-tokens", "99", "--param", "top_p=0.5")
    aimlapi("chat", "Hi", "--model", "openai/gpt-4o", *words)
    sent = body(emulator)
    assert sent["messages"][0] == {"role": "system", "content": "Be brief."}
    assert (sent["temperature"], sent["top_p"]) == (0.3, 0.5)
    assert 99 in sent.values()
    aimlapi("chat", "Hi", "--reasoning-effort", "low")
    assert body(emulator)["reasoning_effort"] == "low"


def test_files_are_sent_as_what_they_are(aimlapi, emulator):
    for name, data in {"a.png": png(), "b.pdf": pdf(), "c.wav": wav(), "d.csv": b"x,y\n1,2"}.items():
        aimlapi.path(name).write_bytes(data)
    aimlapi("chat", "What are these?", "-f", "a.png", "-f", "b.pdf", "-f", "c.wav", "-f", "d.csv")
    parts = body(emulator)["messages"][-1]["content"]
    assert [part["type"] for part in parts] == ["image_url", "file", "input_audio", "text", "text"]
    assert "x,y\n1,2" in parts[3]["text"]
    assert parts[4]["text"] == "What are these?"


def test_a_file_that_the_model_cannot_read_is_refused_before_anything_is_sent(aimlapi, emulator):
    aimlapi.path("a.png").write_bytes(png())
    done = aimlapi("chat", "What is it?", "-f", "a.png", "-m", SEES_NOTHING, code=2)
    assert f"{SEES_NOTHING} takes no pictures; models that do:" in done.stderr
    assert "missing.png" in aimlapi("chat", "What is it?", "-f", "missing.png", code=2).stderr
    assert emulator.requests == []


def test_a_program_gets_one_json_document(aimlapi):
    found = json.loads(aimlapi("chat", "What is 3*4?", "--json").stdout)
    assert found["text"] == "3*4 = 12."
    assert found["finish_reason"] == "stop"
    assert found["usage"]["total_tokens"] > 0
    assert found["cost"]["usd"] > 0
    assert found["inference_id"].startswith("inf-")


def test_reasoning_is_shown_beside_the_answer_where_it_is_wanted(aimlapi):
    words = ("chat", "What is 3*4?", "--model", "deepseek/deepseek-v4-pro")
    shown, hidden = aimlapi(*words, "--show-reasoning"), aimlapi(*words)
    assert shown.stdout == hidden.stdout
    thoughts = json.loads(aimlapi(*words, "--json").stdout)["reasoning"]
    assert thoughts in shown.stderr
    assert thoughts not in hidden.stderr


def test_a_conversation_goes_on_in_another_process_by_its_file(aimlapi):
    aimlapi.process("chat", "My name is Ada.", "--system", "Be kind.", "--history", "talk.jsonl")
    before = aimlapi.path("talk.jsonl").read_text()
    done = aimlapi.process("chat", "What is my name?", "--history", "talk.jsonl")
    assert "Ada" in done.stdout
    after = aimlapi.path("talk.jsonl").read_text()
    assert after.startswith(before)
    assert [json.loads(line)["type"] for line in after.splitlines()] == ["system", "human", "ai", "human", "ai"]


def test_a_file_that_is_no_conversation_is_left_as_it_is(aimlapi, emulator):
    for content in ("shopping list\n", '{"type": "other"}\n', "[1, 2]\n"):
        aimlapi.path("notes").write_text(content)
        done = aimlapi("chat", "Hi", "--history", "notes", code=2)
        assert "holds no conversation" in done.stderr
        assert aimlapi.path("notes").read_text() == content
    assert emulator.requests == []


def test_a_failed_question_is_not_kept(aimlapi):
    aimlapi("chat", "Hi", "-m", "openai/gpt-4o#fault=status=500", "--max-retries", "0", "--history", "h", code=6)
    assert not aimlapi.path("h").exists()


def test_a_conversation_of_lines(aimlapi, emulator):
    lines = (
        "My name is Ada.",
        "What is my name?",
        "/cost",
        "/save talk.jsonl",
        "/clear",
        "/system Be brief.",
        "/model openai/gpt-4o",
        "What is \\",
        "3*4?",
        "/nonsense",
        "/quit",
        "never asked",
    )
    done = aimlapi("chat", "--interactive", input="\n".join(lines))
    assert "Ada" in done.stdout.splitlines()[1]
    assert done.stdout.splitlines()[-1] == "3*4 = 12."
    assert "2 calls" in done.stderr
    assert "/nonsense is no word" in done.stderr
    assert len(aimlapi.path("talk.jsonl").read_text().splitlines()) == 4
    assert len(emulator.requests) == 3
    assert body(emulator)["model"] == "openai/gpt-4o"
    assert [message["role"] for message in body(emulator)["messages"]] == ["system", "user"]
    assert "talk.jsonl" in aimlapi("chat", "-i", input="/save talk.jsonl\n", code=2).stderr


def test_a_file_is_sent_with_the_next_question_of_a_conversation_only(aimlapi, emulator):
    aimlapi.path("a.png").write_bytes(png())
    aimlapi("chat", "-i", "-m", "openai/gpt-4o", input="/file a.png\nWhat is it?\n//slashes begin this\n")
    first, second = (request.body["messages"][-1]["content"] for request in emulator.requests)
    assert [part["type"] for part in first] == ["image_url", "text"]
    assert second == "/slashes begin this"


def test_json_is_for_one_answer(aimlapi):
    assert "--json is for one answer" in aimlapi("chat", "-i", "--json", code=2).stderr


@pytest.mark.parametrize("words", [("chat", "Hi", "--param", "nonsense"), ("chat", "Hi", "--file", "-", "--file", "-")])
def test_wrong_usage_ends_with_code_2_and_sends_nothing(aimlapi, emulator, words):
    aimlapi(*words, input="x", code=2)
    assert emulator.requests == []


def test_an_interrupted_answer_ends_with_code_130(aimlapi):
    model = "openai/gpt-4o#fault=chunk-delay=0.5"
    with aimlapi.start("chat", "Count from 1 to 30", "--model", model, text=True) as running:
        assert running.stdout.read(1)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said == "Interrupted.\n"
