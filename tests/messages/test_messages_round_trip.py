"""Whatever stands in a history reaches the wire and comes back: texts, calls, results, names, pictures, thoughts."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_aimlapi.api.dialects import get_dialect
from langchain_aimlapi.catalogue import find_models, get_model
from langchain_aimlapi.messages.to_wire import messages_to_wire

CARDS = {
    name: get_model(name)
    for name in (
        "openai/gpt-4o",
        "anthropic/claude-sonnet-4.5",
        "openai/gpt-5-4",
        "claude-sonnet-4-latest",
        "some/unknown",
    )
}
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    str.strip
)
IDS = st.integers(0, 10**6).map("call_{}".format)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
ARGS = st.dictionaries(TEXTS, VALUES, max_size=3)
PICTURE = {"type": "image", "base64": "aGVsbG8=", "mime_type": "image/png"}


@st.composite
def turns(draw):
    """An exchange: a question, perhaps with a picture, and an answer, perhaps by way of tools."""
    question = draw(TEXTS)
    content = draw(st.sampled_from([question, [{"type": "text", "text": question}, PICTURE]]))
    messages = [HumanMessage(content)]
    calls = draw(st.lists(st.tuples(IDS, TEXTS, ARGS), max_size=2, unique_by=lambda call: call[0]))
    if calls:
        tool_calls = [{"id": call_id, "name": name, "args": args} for call_id, name, args in calls]
        messages.append(AIMessage(draw(st.sampled_from(["", "I look."])), tool_calls=tool_calls))
        status = draw(st.sampled_from(["success", "error"]))
        messages += [ToolMessage(draw(TEXTS), tool_call_id=call["id"], status=status) for call in tool_calls]
    return [*messages, AIMessage(draw(TEXTS))]


HISTORIES = st.builds(
    lambda system, exchanges, last: [*system, *(m for exchange in exchanges for m in exchange), HumanMessage(last)],
    st.lists(TEXTS.map(SystemMessage), max_size=2),
    st.lists(turns(), max_size=3),
    TEXTS,
)


def facts(messages):
    """What a history says, as LangChain has it: every text, call and result, in order."""
    said = []
    for message in messages:
        blocks = message.content if isinstance(message.content, list) else [{"type": "text", "text": message.content}]
        said += [("text", block["text"]) for block in blocks if block["type"] == "text" and block["text"]]
        said += [("picture", block["base64"]) for block in blocks if block["type"] == "image"]
        said += [("call", call["id"], call["name"], call["args"]) for call in getattr(message, "tool_calls", ())]
        said += [("result", message.tool_call_id)] if isinstance(message, ToolMessage) else []
    return said


def picture(url):
    return [("picture", (url if isinstance(url, str) else url["url"]).partition(",")[2])]


READERS = {
    "text": lambda part: wire_facts(part["text"]),
    "input_text": lambda part: wire_facts(part["text"]),
    "image_url": lambda part: picture(part["image_url"]),
    "input_image": lambda part: picture(part["image_url"]),
    "image": lambda part: [("picture", part["source"]["data"])],
    "tool_use": lambda part: [("call", part["id"], part["name"], part["input"])],
    "function_call": lambda item: [("call", item["call_id"], item["name"], json.loads(item["arguments"]))],
    "tool_result": lambda part: [*wire_facts(part["content"]), ("result", part["tool_use_id"])],
    "function_call_output": lambda item: [*wire_facts(item["output"]), ("result", item["call_id"])],
}


def wire_facts(value):
    """What a body says, whatever its shape: walks it and collects texts, pictures, calls and results."""
    if isinstance(value, list):
        return [fact for item in value for fact in wire_facts(item)]
    if not isinstance(value, dict):
        return [("text", value)] if value else []
    if value.get("type") in READERS:
        return READERS[value["type"]](value)
    functions = [(call["id"], call["function"]) for call in value.get("tool_calls", ())]
    calls = [("call", call_id, function["name"], json.loads(function["arguments"])) for call_id, function in functions]
    results = [("result", value["tool_call_id"])] if value.get("role") == "tool" else []
    return [*wire_facts(value.get("content")), *calls, *results]


def split_system(history, sent):
    """Claude's shape has one text for all system messages: both sides without it, and that text's parts."""
    system = [message.content for message in history if isinstance(message, SystemMessage)]
    assert sent.get("system", "") == "\n\n".join(system)
    return [message for message in history if not isinstance(message, SystemMessage)]


@given(history=HISTORIES, name=st.sampled_from(sorted(CARDS)))
@settings(max_examples=300, deadline=None)
def test_every_history_reaches_the_wire_whole_and_in_order(history, name):
    card = CARDS[name]
    dialect = get_dialect(card.dialect)
    sent = dialect.encode({"model": name, "messages": messages_to_wire(history)}, card)
    if dialect.name in ("claude", "messages"):
        history = split_system(history, sent)
    assert wire_facts(sent.get("messages") or sent.get("input")) == facts(history)


def test_the_models_of_this_file_cover_every_dialect():
    assert {card.dialect for card in CARDS.values()} == {card.dialect for card in find_models(family="chat")}
