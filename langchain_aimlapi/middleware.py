"""`AIMLAPIModerationMiddleware`: stops what an agent must not read or say. Needs the extra `agents`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.runnables import Runnable

from langchain_aimlapi._extras import needing
from langchain_aimlapi.moderation_request import says_something
from langchain_aimlapi.moderation_results import ModerationVerdict, unsafe_content

with needing("AIMLAPIModerationMiddleware", "agents", "langchain"):
    from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
    from langgraph.runtime import Runtime

Update = dict[str, Any]

__all__ = ["AIMLAPIModerationMiddleware"]

ExitBehavior = Literal["end", "replace", "error"]
VIOLATION_MESSAGE = "This cannot be continued: the {place} was judged unsafe{categories}."


@dataclass(frozen=True, slots=True)
class Case:
    """Something to be judged.

    Attributes:
        place: What it is: `"input"`, `"tool result"` or `"output"`.
        message: The message itself.
        turns: The conversation that is shown, the message last.
    """

    place: str
    message: BaseMessage
    turns: list[BaseMessage]


class AIMLAPIModerationMiddleware(AgentMiddleware[AgentState[Any], Any]):
    """Middleware of an agent that has inputs and outputs judged, and stops what is unsafe.

    What is new before each call of the model is judged before it, what the model says (tool calls included) after it:
    the tools of an unsafe answer are never called. A streamed answer has been seen by then. An error of the moderation
    itself stops the agent: nothing passes unjudged.

    Args:
        moderation: What judges: `AIMLAPIModeration`, or any runnable from messages to a `ModerationVerdict`.
        check_input: Whether to judge what users say.
        check_output: Whether to judge what the model says.
        check_tool_results: Whether to judge what tools return.
        exit_behavior: `"end"` ends the run with a message; `"replace"` puts that message in the place of the unsafe one
            and goes on; `"error"` raises an `UnsafeContentError`. An unsafe answer is removed from the conversation in
            the first two cases.
        violation_message: What is said then; `{place}` and `{categories}` are filled in.

    Raises:
        ImportError: Without `langchain`: `pip install 'langchain-aimlapi[agents]'`.
        ValueError: If `exit_behavior` is none of the three.

    Example:
        ```python
        from langchain.agents import create_agent

        from langchain_aimlapi import AIMLAPIModeration, AIMLAPIModerationMiddleware, ChatAIMLAPI

        guard = AIMLAPIModerationMiddleware(AIMLAPIModeration(model="gpt-4o-mini"))
        agent = create_agent(ChatAIMLAPI(model="openai/gpt-4o"), middleware=[guard])
        print(agent.invoke({"messages": [("user", "How do I bake bread?")]})["messages"][-1].text)
        ```
    """

    def __init__(
        self,
        moderation: Runnable[Any, ModerationVerdict],
        *,
        check_input: bool = True,
        check_output: bool = True,
        check_tool_results: bool = False,
        exit_behavior: ExitBehavior = "end",
        violation_message: str = VIOLATION_MESSAGE,
    ) -> None:
        super().__init__()
        if exit_behavior not in ("end", "replace", "error"):
            raise ValueError(f"exit_behavior is {exit_behavior!r}: it must be 'end', 'replace' or 'error'")
        self.moderation = moderation
        self.check_input = check_input
        self.check_output = check_output
        self.check_tool_results = check_tool_results
        self.exit_behavior = exit_behavior
        self.violation_message = violation_message

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> Update | None:  # noqa: ARG002
        """Judge what is new to the model."""
        return self._check(self._inputs(state["messages"]))

    @hook_config(can_jump_to=["end"])
    async def abefore_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> Update | None:  # noqa: ARG002
        """`before_model`, asynchronously."""
        return await self._acheck(self._inputs(state["messages"]))

    @hook_config(can_jump_to=["end"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> Update | None:  # noqa: ARG002
        """Judge what the model said."""
        return self._check(self._outputs(state["messages"]))

    @hook_config(can_jump_to=["end"])
    async def aafter_model(self, state: AgentState[Any], runtime: Runtime[Any]) -> Update | None:  # noqa: ARG002
        """`after_model`, asynchronously."""
        return await self._acheck(self._outputs(state["messages"]))

    def _check(self, cases: Sequence[Case]) -> Update | None:
        return self._update([(case, self.moderation.invoke(case.turns)) for case in cases])

    async def _acheck(self, cases: Sequence[Case]) -> Update | None:
        return self._update([(case, await self.moderation.ainvoke(case.turns)) for case in cases])

    # What is judged, and what comes of it

    def _inputs(self, messages: Sequence[BaseMessage]) -> list[Case]:
        """What has come since the model spoke last."""
        spoken = (place for place, message in enumerate(messages) if isinstance(message, AIMessage))
        new = messages[max(spoken, default=-1) + 1 :]
        return [Case(place, turn, [turn]) for turn in new if (place := self._place(turn)) and says_something(turn)]

    def _place(self, turn: BaseMessage) -> str | None:
        """What a message is, if such are judged."""
        if isinstance(turn, HumanMessage) and self.check_input:
            return "input"
        return "tool result" if isinstance(turn, ToolMessage) and self.check_tool_results else None

    def _outputs(self, messages: Sequence[BaseMessage]) -> list[Case]:
        """What the model said last, after what the user said last."""
        said = messages[-1] if messages else None
        if not self.check_output or not isinstance(said, AIMessage) or not says_something(said):
            return []
        asked = [turn for turn in messages if isinstance(turn, HumanMessage) and says_something(turn)][-1:]
        return [Case("output", said, [*asked, said])]

    def _update(self, judged: Sequence[tuple[Case, ModerationVerdict]]) -> Update | None:
        unsafe = [(case, verdict) for case, verdict in judged if not verdict.safe]
        if not unsafe:
            return None
        if self.exit_behavior == "error":
            case, verdict = unsafe[0]
            raise unsafe_content(verdict, case.place)
        if self.exit_behavior == "replace":
            return {"messages": [self._replaced(case, verdict) for case, verdict in unsafe]}
        return {"jump_to": "end", "messages": [self._last_word(*unsafe[0])]}

    def _last_word(self, case: Case, verdict: ModerationVerdict) -> AIMessage:
        """What ends the run; it takes the place of an answer of the model."""
        return AIMessage(self._text(case, verdict), id=case.message.id if case.place == "output" else None)

    def _replaced(self, case: Case, verdict: ModerationVerdict) -> BaseMessage:
        text, message = self._text(case, verdict), case.message
        if isinstance(message, ToolMessage):
            return ToolMessage(
                text, id=message.id, tool_call_id=message.tool_call_id, name=message.name, status="error"
            )
        return HumanMessage(text, id=message.id) if case.place == "input" else AIMessage(text, id=message.id)

    def _text(self, case: Case, verdict: ModerationVerdict) -> str:
        named = f" ({', '.join(verdict.categories)})" if verdict.categories else ""
        return self.violation_message.replace("{place}", case.place).replace("{categories}", named)
