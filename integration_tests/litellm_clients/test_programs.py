"""Claude Code, Codex and Vercel's AI SDK through the proxy, streamed; second turns go on with the first."""

import pytest
from clients import ai_sdk, claude_code, codex
from processes import START_SECONDS

pytestmark = pytest.mark.timeout(4 * START_SECONDS)


def prompt(word):
    """A command whose output, `fox-42`, is not in the prompt."""
    return f'Use the Bash tool to run the command "echo {word}-$((40+2))"'


def blocks_of(events, kind):
    found = [event["message"]["content"] for event in events if event["type"] == kind]
    return [block for content in found if isinstance(content, list) for block in content]


def assert_turn_of_claude_code(events, word):
    said = blocks_of(events, "assistant")
    calls = [block for block in said if block["type"] == "tool_use"]
    assert [call["name"] for call in calls] == ["Bash"], said
    assert [f"{word}-42" in str(block["content"]) for block in blocks_of(events, "user") if "tool_use_id" in block] == [
        True
    ]
    assert "" not in [block["text"] for block in said if block["type"] == "text"]
    (result,) = [event for event in events if event["type"] == "result"]
    assert (result["is_error"], f"{word}-42" in result["result"]) == (False, True), result
    assert (result["usage"]["input_tokens"] > 0, result["usage"]["output_tokens"] > 0) == (True, True)
    return [block["type"] for block in said]


def test_claude_code(proxy, model, tmp_path):
    kinds = assert_turn_of_claude_code(claude_code(proxy, model, tmp_path, prompt("fox")), "fox")
    if model in ("claude", "messages"):
        assert kinds[:2] == ["thinking", "tool_use"]
    assert_turn_of_claude_code(claude_code(proxy, model, tmp_path, prompt("owl"), "--continue"), "owl")


def assert_turn_of_codex(events, word):
    items = [event["item"] for event in events if event["type"] == "item.completed"]
    outputs = [item["aggregated_output"] for item in items if item["type"] == "command_execution"]
    assert [output.strip() for output in outputs] == [f"{word}-42"], events
    assert f"{word}-42" in [item["text"] for item in items if item["type"] == "agent_message"][-1]
    (usage,) = [event["usage"] for event in events if event["type"] == "turn.completed"]
    assert (usage["input_tokens"] > 0, usage["output_tokens"] > 0) == (True, True)


def codex_prompt(word):
    return f'Use exec_command to run the command "echo {word}-$((40+2))"'


def test_codex(proxy, model, tmp_path):
    assert_turn_of_codex(codex(proxy, model, tmp_path, codex_prompt("fox")), "fox")
    assert_turn_of_codex(codex(proxy, model, tmp_path, codex_prompt("owl"), resume=True), "owl")


def assert_turns_of_the_ai_sdk(done):
    assert done["run"] == ["Paris", "London", "Oslo"], done
    first, second = done["turns"]
    assert ("in Paris" in first["text"], "in London" in first["text"], "in Oslo" in second["text"]) == (True,) * 3
    assert [kind for kind in first["steps"][0] if kind != "reasoning"] == ["tool-call", "tool-call"]
    assert all(turn["usage"]["inputTokens"] and turn["usage"]["outputTokens"] for turn in done["turns"])


def test_ai_sdk_openai_compatible(proxy, model, tmp_path):
    assert_turns_of_the_ai_sdk(ai_sdk(proxy, "openai-compatible", model, tmp_path))


def test_ai_sdk_anthropic(proxy, model, tmp_path):
    assert_turns_of_the_ai_sdk(ai_sdk(proxy, "anthropic", model, tmp_path))
