"""What tools that run at the service would have done: items that say they are emulated. Pure."""

from __future__ import annotations

import json
from typing import Any

from langchain_aimlapi.emulator.brain import arithmetic
from langchain_aimlapi.emulator.citations import searches
from langchain_aimlapi.emulator.conversation import Conversation
from langchain_aimlapi.emulator.offers import Hosted
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.responses.admission import ResponseRequest

Json = dict[str, Any]
MCP_TOOL = "emulated_tool"


def hosted_items(request: ResponseRequest, key: str) -> list[Json]:
    """The items of all hosted tools that the answer used."""
    conversation = request.conversation
    if conversation.choice.mode == "none":
        return []
    items: list[Json] = [_search(conversation, key)] if searches(conversation) else []
    for hosted in conversation.hosted:
        if hosted.kind == "code_interpreter":
            items += _code(request, key)
        elif hosted.kind == "mcp":
            items += _mcp(hosted, request, key)
    return items


def _search(conversation: Conversation, key: str) -> Json:
    action = {"type": "search", "query": conversation.question.text[:200]}
    return {"id": f"ws_{digest('search', key)}", "type": "web_search_call", "status": "completed", "action": action}


def _code(request: ResponseRequest, key: str) -> list[Json]:
    """The sum in the question as a program; nothing if there is none and the tool is not demanded."""
    found = arithmetic(request.conversation.question.text)
    if found is None and "code_interpreter" not in request.conversation.choice.names:
        return []
    sum_, _, value = (found or "0 = 0").partition(" = ")
    outputs = None
    if "code_interpreter_call.outputs" in (request.parameter("include") or ()):
        outputs = [{"type": "logs", "logs": f"{value}\n"}]
    return [
        {
            "id": f"ci_{digest('code', key)}",
            "type": "code_interpreter_call",
            "status": "completed",
            "container_id": "cntr_emulator",
            "code": f"# emulated: nothing was run\nprint({sum_})",
            "outputs": outputs,
        }
    ]


def awaits_approval(items: list[Json]) -> bool:
    """Whether the user has to allow a call before anything can be said."""
    return bool(items) and items[-1]["type"] == "mcp_approval_request"


def _mcp(hosted: Hosted, request: ResponseRequest, key: str) -> list[Json]:
    """The server's list of tools, and one call if it needs no approval or has it; without an answer, the question."""
    label = hosted.spec["server_label"]
    answers = [item for item in request.items if item.get("type") == "mcp_approval_response"]
    offered = {"name": MCP_TOOL, "description": "Made up: the emulator calls no server.", "input_schema": {}}
    listed = {"id": f"mcpl_{digest(label, key)}", "type": "mcp_list_tools", "server_label": label, "tools": [offered]}
    arguments = json.dumps({"query": request.conversation.question.text[:200]}, ensure_ascii=False)
    call = {"server_label": label, "name": MCP_TOOL, "arguments": arguments}
    if hosted.spec.get("require_approval") != "never" and not answers:
        return [listed, {"id": f"mcpr_{digest(label, key)}", "type": "mcp_approval_request", **call}]
    if answers and not answers[-1]["approve"]:
        return [listed]
    output = "Emulated: no server was called."
    done = {"id": f"mcp_{digest(label, key)}", "type": "mcp_call", "status": "completed", **call}
    approval = answers[-1]["approval_request_id"] if answers else None
    return [listed, {**done, "output": output, "error": None, "approval_request_id": approval}]
