"""Neutral messages as input items of the Responses API.

An assistant's message that carries `output_items`, the items of the answer it came from, is sent as those items
(`_replay`), so ids, encrypted reasoning and calls of built-in tools stay in place. A reasoning item can go back only if
it has `encrypted_content` (ask for it with `include=["reasoning.encrypted_content"]`) or if the service has stored the
answer (`store=True`; its default is false): any other is an id that the vendor cannot find, which it answers with an
error. It is left out then, and with it the ids of the items that it belonged to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from langchain_aimlapi.api.dialects._replay import PartForm, call_facts, plain_text, replay
from langchain_aimlapi.api.dialects.openai import hoist_tool_media
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.fragments import arguments_text
from langchain_aimlapi.api.types import JSON, ModelTraits
from langchain_aimlapi.api.vendors.media import is_hosted_item

CALL_TEXTS = {"function_call": "arguments", "custom_tool_call": "input"}
"""Items that call a tool of the caller's, and the key of each for what the tool is given."""
ID_PREFIXES = {"function_call": "fc", "custom_tool_call": "ctc", "message": "msg"}
"""How the ids of items begin; any other is refused ("Expected an ID that begins with 'fc'")."""
MAX_ID = 64
_INPUT_PARTS = frozenset({"input_text", "input_image", "input_file"})
_ITEMS_IN_CONTENT = frozenset(
    {"mcp_approval_response", "computer_call_output", "local_shell_call_output", "shell_call_output", "item_reference"}
)
_CONTENT_ROLES = ("user", "system", "developer")


def encode_input(messages: Iterable[JSON], model: ModelTraits, *, stored: bool = False) -> list[JSON]:
    """All messages as items, in order; system and developer messages stay where they are.

    Args:
        messages: The conversation.
        model: For which model.
        stored: Whether the service keeps the answers that the messages came from.

    Raises:
        InvalidRequestError: If a message has a role or holds something that the Responses API has no item for.
    """
    listed = hoist_tool_media(messages)
    custom = custom_call_ids(listed)
    return [item for message in listed for item in encode_message(message, model, custom, stored=stored)]


def encode_message(
    message: JSON, model: ModelTraits, custom: Collection[str] = (), *, stored: bool = False
) -> list[JSON]:
    """The items of one message; `custom` holds the ids of calls whose tools take free text."""
    role = message["role"]
    if role == "assistant":
        return encode_assistant(message, model, stored=stored)
    if role == "tool":
        return [_tool_output(message, custom)]
    if role not in _CONTENT_ROLES:
        takes = ", ".join((*_CONTENT_ROLES, "assistant", "tool"))
        raise InvalidRequestError(f"{model.id} takes no messages with role {role!r}, only {takes}")
    return _encode_turn(role, message.get("content"), model)


def _encode_turn(role: str, content: Any, model: ModelTraits) -> list[JSON]:
    if not isinstance(content, list):
        return [{"type": "message", "role": role, "content": content or ""}]
    items = [dict(part) for part in content if part.get("type") in _ITEMS_IN_CONTENT]
    parts = [encode_part(part, model) for part in content if part.get("type") not in _ITEMS_IN_CONTENT]
    return [*items, {"type": "message", "role": role, "content": parts}] if parts else items


def encode_part(part: JSON, model: ModelTraits) -> JSON:
    """One content part as an input part.

    Raises:
        InvalidRequestError: If there is none like it: sound and films have no place here.
    """
    kind = part.get("type")
    if kind == "text":
        return {"type": "input_text", "text": part["text"]}
    if kind == "image_url":
        return _input_image(part["image_url"])
    if kind == "file":
        return _input_file(part["file"])
    if kind in _INPUT_PARTS or model.parameters is None:
        return part
    raise InvalidRequestError(f"{model.id} takes no content part of type {kind!r}; it takes text, images and files")


def _input_image(image: JSON | str) -> JSON:
    if isinstance(image, str):
        return {"type": "input_image", "image_url": image}
    encoded = {"type": "input_image", "image_url": image["url"]}
    return {**encoded, "detail": image["detail"]} if image.get("detail") else encoded


def _input_file(file: JSON) -> JSON:
    known = {key: file[key] for key in ("file_id", "file_url", "filename", "file_data") if file.get(key)}
    data = known.get("file_data")
    if data and not data.startswith("data:"):
        known["file_data"] = f"data:application/pdf;base64,{data}"
    return {"type": "input_file", **known}


# Tool results


def custom_call_ids(messages: Iterable[JSON]) -> frozenset[str]:
    """Ids of the calls whose tools take free text: their results are items of another type."""
    assistants = [message for message in messages if message["role"] == "assistant"]
    told = (call["id"] for message in assistants for call in message.get("tool_calls") or () if call.get("custom"))
    items = (item for message in assistants for item in message.get("output_items") or ())
    return frozenset((*told, *(item["call_id"] for item in items if item.get("type") == "custom_tool_call")))


def _tool_output(message: JSON, custom: Collection[str]) -> JSON:
    """The result of a call. The documented item takes text only; media follow in a user message."""
    call_id, content = message["tool_call_id"], message.get("content")
    if isinstance(content, list):
        content = "\n".join(part["text"] for part in content)
    kind = "custom_tool_call_output" if call_id in custom else "function_call_output"
    return {"type": kind, "call_id": call_id, "output": content or ""}


# Assistant turns


def encode_assistant(message: JSON, model: ModelTraits, *, stored: bool = False) -> list[JSON]:
    """The items of an assistant's turn: those it came in, else new ones for its text and calls."""
    content = message.get("content")
    hosted = [part for part in content if is_hosted_item(str(part.get("type")))] if isinstance(content, list) else []
    items = message.get("output_items") or [*_reasoning_items(message), *map(_hosted, hosted)]
    items = [item if _has_fit_id(item) else _unlinked(item) for item in items]
    if hosted:
        message = {**message, "content": [part for part in message["content"] if part not in hosted]}
    kept = (
        items if stored or all(map(_can_go_back, items)) else [_unlinked(item) for item in items if not _thinks(item)]
    )
    form = PartForm(
        text=_item_text, call=_item_call, make_text=lambda turn: _new_text(turn, model), make_call=_new_call
    )
    return _without_loose_ends(replay(kept, message, form))


def _hosted(part: JSON) -> JSON:
    return {key: value for key, value in part.items() if key != "index"}


def _has_fit_id(item: JSON) -> bool:
    """Whether the vendor takes an item's id: it begins as ids of that type do, and is not too long."""
    prefix = ID_PREFIXES.get(str(item.get("type")))
    told = item.get("id")
    return prefix is None or told is None or (str(told).startswith(prefix) and len(str(told)) <= MAX_ID)


def _reasoning_items(message: JSON) -> list[JSON]:
    details = message.get("reasoning_details")
    return [detail for detail in details if detail.get("type") == "reasoning"] if isinstance(details, list) else []


def _thinks(item: JSON) -> bool:
    return item.get("type") == "reasoning"


def _can_go_back(item: JSON) -> bool:
    return not _thinks(item) or bool(item.get("encrypted_content"))


def _unlinked(item: JSON) -> JSON:
    """An item without the id under which the vendor would look for the reasoning that went with it."""
    if item.get("type") == "message":
        return {**_message_item(_spoken(item)), **({"phase": item["phase"]} if item.get("phase") else {})}
    if item.get("type") in CALL_TEXTS:
        return {key: value for key, value in item.items() if key != "id"}
    return item


def _without_loose_ends(items: list[JSON]) -> list[JSON]:
    """Without reasoning that nothing follows: the vendor refuses it, and it led to nothing that was kept."""
    end = len(items)
    while end and _thinks(items[end - 1]):
        end -= 1
    return items[:end]


def _item_text(item: JSON) -> str | None:
    if item.get("type") != "message":
        return None
    content = item.get("content")
    if isinstance(content, str):
        return content
    return "".join(part.get("text") or "" for part in content or () if part.get("type") == "output_text")


def _spoken(item: JSON) -> str:
    """The text of a message item, refusals included."""
    refusals = (part.get("refusal") or "" for part in item.get("content") or () if isinstance(part, dict))
    return (_item_text(item) or "") + "".join(refusals)


def _item_call(item: JSON) -> tuple[str, str, Any] | None:
    key = CALL_TEXTS.get(str(item.get("type")))
    return (item["call_id"], item.get("name") or "", item.get(key)) if key else None


def _message_item(content: str | list[JSON]) -> JSON:
    """A turn that has no id: the form with plain text, since the schema wants an id beside `output_text`."""
    return {"type": "message", "role": "assistant", "content": content}


def _new_text(message: JSON, model: ModelTraits) -> list[JSON]:
    content = message.get("content")
    if isinstance(content, list) and any(part.get("type") not in ("text", "refusal") for part in content):
        return [_message_item([encode_part(part, model) for part in content])]
    text = plain_text(content) or message.get("refusal") or _refusal(content)
    return [_message_item(text)] if text else []


def _refusal(content: Any) -> str:
    parts = content if isinstance(content, list) else ()
    return "".join(part.get("refusal") or "" for part in parts)


def _new_call(call: JSON, item: JSON | None) -> JSON:
    name, arguments = call_facts(call)
    kind = item["type"] if item else "custom_tool_call" if call.get("custom") else "function_call"
    return {"type": kind, "call_id": call.get("id"), "name": name, CALL_TEXTS[kind]: arguments_text(arguments)}
