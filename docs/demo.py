"""What `make demo` shows: streaming, agents on three vendors' models, a typed answer, and what it all cost.

With `AIMLAPI_API_KEY` set it talks to the live service; without, to the emulator on a loopback port.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from langchain.agents import create_agent
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel, Field
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from langchain_aimlapi import ChatAIMLAPI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from langchain_core.outputs import LLMResult

STREAMED = "openai/gpt-4o"
AGENTS = ("openai/gpt-4o", "anthropic/claude-sonnet-4.5", "deepseek/deepseek-v4-pro")
TYPED = "alibaba/qwen3.5-flash"
QUESTION = "What is 17 times 23, and what is the weather in Lisbon?"

console = Console(highlight=False, soft_wrap=True)


@tool
def multiply(a: int, b: int) -> int:
    """Multiply two whole numbers."""
    return a * b


@tool
def get_weather(city: str) -> str:
    """Look up the weather of a city."""
    return f"{city}: 21 degrees, light wind, clear sky"


class Booking(BaseModel):
    """A table booked in a restaurant."""

    name: str = Field(description="who booked")
    guests: int = Field(description="number of guests")
    email: str = Field(description="e-mail address for the confirmation")


class Receipts(BaseCallbackHandler):
    """Notes what every call cost."""

    def __init__(self) -> None:
        self.messages: list[AIMessage] = []

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        """Keep the message of every finished call."""
        message = response.generations[0][0].message  # type: ignore[union-attr]
        self.messages.append(message)


@contextmanager
def service() -> Iterator[None]:
    """The live service when there is a key, else the emulator; says which in the first line."""
    if os.environ.get("AIMLAPI_API_KEY"):
        console.print("[bold]Talking to the live service[/], with your AIMLAPI_API_KEY.")
        yield
        return
    from langchain_aimlapi.emulator import Emulator  # noqa: PLC0415

    with Emulator(token_delay=0.02) as server:
        console.print(f"[bold]No AIMLAPI_API_KEY is set: talking to the emulator on {server.base_url}[/]")
        console.print("Its answers are computed from the requests, no model runs.")
        os.environ |= {"AIMLAPI_API_BASE": server.base_url, "AIMLAPI_API_KEY": "emulator-key"}
        yield


def say(label: str, text: str) -> None:
    """One labelled line."""
    console.print(f"[dim]{label:>9}[/]  {escape(text)}")


def show_streaming(receipts: Receipts) -> None:
    """An answer, token by token."""
    console.rule(f"[bold]Streaming[/] · {STREAMED}")
    model = ChatAIMLAPI(model=STREAMED, max_tokens=200, callbacks=[receipts])
    for chunk in model.stream("In two sentences: what does a plug-in for AI/ML API do?"):
        console.print(chunk.text, end="", markup=False)
    console.print()


def show_agent(name: str, receipts: Receipts) -> None:
    """An agent that needs two tools for one question."""
    console.rule(f"[bold]Agent with two tools[/] · {name}")
    agent = create_agent(ChatAIMLAPI(model=name, max_tokens=1000), [multiply, get_weather])
    say("question", QUESTION)
    answer = agent.invoke({"messages": [("human", QUESTION)]}, {"callbacks": [receipts]})
    for message in answer["messages"]:
        show_message(message)


def show_message(message: Any) -> None:
    """One turn of an agent's conversation."""
    if isinstance(message, ToolMessage):
        say("result", str(message.content))
    elif isinstance(message, AIMessage):
        for call in message.tool_calls:
            arguments = ", ".join(f"{key}={value!r}" for key, value in call["args"].items())
            say("call", f"{call['name']}({arguments})")
        if message.text:
            say("answer", message.text)


def show_typed(receipts: Receipts) -> None:
    """An object out of a sentence."""
    console.rule(f"[bold]Typed answer[/] · {TYPED}")
    text = "Ada Lovelace booked a table for 4 guests, confirm to ada@example.org please."
    say("text", text)
    model = ChatAIMLAPI(model=TYPED, max_tokens=1000).with_structured_output(Booking)
    say("object", repr(model.invoke(text, {"callbacks": [receipts]})))


def show_receipts(receipts: Receipts) -> None:
    """What each call cost, and the id under which the service knows it."""
    console.rule("[bold]Receipts[/]")
    table = Table("model (tokens, cost, id)", box=None, pad_edge=False)
    for column in ("in", "out", "USD"):
        table.add_column(column, justify="right")
    table.add_column("inference id", overflow="fold")
    total = 0.0
    for message in receipts.messages:
        facts, usage = message.response_metadata, message.usage_metadata or {}
        usd = (facts.get("cost") or {}).get("usd", 0.0)
        total += usd
        tokens = (str(usage.get("input_tokens", "")), str(usage.get("output_tokens", "")))
        table.add_row(facts.get("model_name"), *tokens, f"{usd:.6f}", facts.get("inference_id", ""))
    console.print(table)
    console.print(f"[bold]{len(receipts.messages)} calls, {total:.6f} USD[/]")


def main() -> None:
    """Run the whole demo."""
    receipts = Receipts()
    with service():
        show_streaming(receipts)
        for name in AGENTS:
            show_agent(name, receipts)
        show_typed(receipts)
        show_receipts(receipts)


if __name__ == "__main__":
    main()
