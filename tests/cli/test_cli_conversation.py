"""The file of a conversation: only ever added to, never taken for what it is not."""

import json

import pytest
import typer
from langchain_core.messages import AIMessage, HumanMessage

from langchain_aimlapi.cli.conversation import Conversation


def turn(number):
    return HumanMessage(f"question {number}"), AIMessage(f"answer {number}")


def texts(conversation):
    return [str(message.text) for message in conversation.messages]


def test_what_was_said_is_read_back(tmp_path):
    path = tmp_path / "talk.jsonl"
    first = Conversation(path)
    first.instruct("Be kind.")
    first.add(*turn(1))
    first.instruct("Be brief.")
    first.instruct("Be brief.")
    first.add(*turn(2))
    again = Conversation(path)
    assert texts(again) == ["Be brief.", "question 1", "answer 1", "question 2", "answer 2"]
    assert [type(message) for message in again.turns] == [HumanMessage, AIMessage] * 2
    assert len(path.read_text().splitlines()) == 6


def test_instructions_are_kept_with_the_turn_that_they_are_for(tmp_path):
    path = tmp_path / "talk.jsonl"
    Conversation(path).instruct("Be kind.")
    assert not path.exists()


def test_what_is_forgotten_stays_in_the_file(tmp_path):
    path = tmp_path / "talk.jsonl"
    conversation = Conversation(path)
    conversation.add(*turn(1))
    before = path.read_text()
    conversation.clear()
    conversation.add(*turn(2))
    assert path.read_text().startswith(before)
    assert texts(Conversation(path)) == texts(conversation) == ["question 2", "answer 2"]


def test_two_that_add_to_one_file_lose_nothing(tmp_path):
    path = tmp_path / "talk.jsonl"
    one, other = Conversation(path), Conversation(path)
    one.add(*turn(1))
    other.add(*turn(2))
    assert len(Conversation(path).turns) == 4


def test_a_copy_goes_to_a_new_file_only(tmp_path):
    conversation = Conversation()
    conversation.instruct("Be kind.")
    conversation.add(*turn(1))
    conversation.save(tmp_path / "copy")
    assert texts(Conversation(tmp_path / "copy")) == texts(conversation)
    with pytest.raises(FileExistsError):
        conversation.save(tmp_path / "copy")


@pytest.mark.parametrize(
    "content",
    [
        "a shopping list",
        "{}",
        '{"type": "human"}',
        '{"type": "tool", "data": {"content": "x"}}',
        '"human"',
        "[]",
        "\xff",
    ],
)
def test_another_file_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "notes"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(typer.BadParameter, match="holds no conversation"):
        Conversation(path)
    assert path.read_text(encoding="latin-1") == content


def test_a_file_that_cannot_be_made_is_refused_before_anything_is_asked(tmp_path):
    with pytest.raises(typer.BadParameter, match="is no directory"):
        Conversation(tmp_path / "nowhere" / "talk")


def test_the_lines_are_json_of_langchain(tmp_path):
    path = tmp_path / "talk.jsonl"
    Conversation(path).add(*turn(1))
    assert [json.loads(line)["type"] for line in path.read_text().splitlines()] == ["human", "ai"]
