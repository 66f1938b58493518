"""Tools and tool choices of LangChain's `bind_tools`, in OpenAI's form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ForwardRef

from langchain_core.utils.function_calling import convert_to_openai_tool
from typing_extensions import TypeIs

from langchain_aimlapi.lazy import LazyModule
from langchain_aimlapi.messages.custom_tools import to_wire_tool
from langchain_aimlapi.messages.schemas import is_custom_tool, to_function

if TYPE_CHECKING:
    from langchain_core import tools as core_tools
else:
    core_tools = LazyModule("langchain_core.tools")

JSON = dict[str, Any]
if TYPE_CHECKING:
    ToolLike = JSON | type | Callable[..., Any] | core_tools.BaseTool
else:  # the same, without loading `langchain_core.tools` for it
    ToolLike = JSON | type | Callable[..., Any] | ForwardRef("core_tools.BaseTool", module=__name__)

TOOL_CHOICE_WORDS = ("auto", "none", "required", "any")


def tools_to_wire(tools: Sequence[ToolLike], *, strict: bool | None = None) -> list[JSON]:
    """Every tool in OpenAI's form; one that is a vendor's own, such as a dated built-in, is left as it is.

    Args:
        tools: LangChain tools, functions, pydantic classes, TypedDicts, JSON schemas or dicts in a vendor's form.
        strict: Whether arguments must follow the schema exactly; None leaves it to the vendor.
    """
    return [_to_wire(tool, strict) for tool in tools]


def _to_wire(tool: Any, strict: bool | None) -> JSON:
    if isinstance(tool, dict):
        wire = _wire_of_dict(tool)
    elif is_custom_tool(tool):
        wire = to_wire_tool(convert_to_openai_tool(tool))
    else:
        wire = function_tool(to_function(tool))
    extras = getattr(tool, "extras", None)
    if isinstance(extras, dict):  # of LangChain's tools: what a vendor has beyond name, description and schema
        wire = {**extras, **wire}
    function = wire.get("function")
    if strict is None or wire.get("type") != "function" or not isinstance(function, dict) or "strict" in function:
        return dict(wire)
    return {**wire, "function": {**function, "strict": strict}}


def _wire_of_dict(tool: JSON) -> JSON:
    if "input_schema" in tool and "name" in tool and tool.get("type", "custom") == "custom":
        return _wire_of_claudes(tool)
    native: bool = is_native_tool(tool)
    if native:
        return to_wire_tool(dict(tool))
    return tool if tool.get("type") == "function" else function_tool(to_function(tool))


def _wire_of_claudes(tool: JSON) -> JSON:
    """A tool in Claude's own form, whose further keys (`cache_control`, …) stay beside the function."""
    function = {"name": tool["name"], "parameters": tool["input_schema"]}
    function |= {key: tool[key] for key in ("description", "strict") if key in tool}
    moved = {"type", "input_schema", *function}
    return {**function_tool(function), **{key: value for key, value in tool.items() if key not in moved}}


def function_tool(function: JSON) -> JSON:
    """The tool of a function in OpenAI's form."""
    return {"type": "function", "function": function}


def is_native_tool(tool: ToolLike) -> TypeIs[JSON]:
    """Whether a dict is a tool that the vendor runs or that has a form of its own.

    Such a dict names a `type` that is neither OpenAI's `"function"` nor a type of JSON schema.
    """
    if not isinstance(tool, dict):
        return False
    kind = tool.get("type")
    return isinstance(kind, str) and kind not in ("function", "object")


def tool_name(tool: JSON) -> str | None:
    """The name of a tool in wire form."""
    inner = tool.get(str(tool.get("type")))
    return inner.get("name") if isinstance(inner, dict) else tool.get("name")


def tool_choice_to_wire(choice: str | bool | JSON | None, tools: Sequence[JSON]) -> str | JSON | None:
    """A tool choice in OpenAI's form: a word, or the tool to call; None when nothing was chosen.

    Args:
        choice: `"auto"`, `"none"`, `"required"` or `"any"`, `True` for any (the only one, if there is one), the name
            of a tool, or a dict in a vendor's form.
        tools: The tools in wire form.

    Raises:
        ValueError: If the named tool is not among them.
    """
    if choice is None or choice is False or isinstance(choice, dict):
        return choice or None
    named = {name: tool for tool in tools if (name := tool_name(tool))}
    if choice is True:
        return _chosen(*named.popitem()) if len(tools) == 1 and named else "required"
    if choice in named:
        return _chosen(choice, named[choice])
    if choice in TOOL_CHOICE_WORDS:
        return "required" if choice == "any" else choice
    words = ", ".join(map(repr, TOOL_CHOICE_WORDS))
    raise ValueError(
        f"tool_choice must be {words}, True or the name of a bound tool ({', '.join(named)}), not {choice!r}"
    )


def _chosen(name: str, tool: JSON) -> JSON:
    kind = "custom" if tool.get("type") == "custom" else "function"
    return {"type": kind, kind: {"name": name}}
