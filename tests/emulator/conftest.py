"""Small makers of requests, images and tools for the emulator's unit tests."""

import base64
import struct
import zlib

import pytest

from langchain_aimlapi.emulator.admission import admit
from langchain_aimlapi.emulator.errors import ServiceError
from langchain_aimlapi.emulator.replying import make_reply

PATH = "/v1/chat/completions"


def png(width=2, height=3):
    """The bytes of a real one-colour PNG."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


class Requests:
    """Sends bodies through the pure part of the emulator."""

    @staticmethod
    def answer(messages, model="openai/gpt-4o", **extra):
        """The first answer to messages (or to one user text)."""
        if isinstance(messages, str):
            messages = [{"role": "user", "content": messages}]
        request = admit({"model": model, "messages": messages, **extra}, PATH)
        return make_reply(request, created=1).answers[0]

    @staticmethod
    def calls(messages, **extra):
        """The tool calls of the first answer: names and argument texts."""
        return [(call.name, call.arguments) for call in Requests.answer(messages, **extra).calls]

    @staticmethod
    def refusal(messages, model="openai/gpt-4o", **extra):
        """The message of the 400 a request is answered with."""
        with pytest.raises(ServiceError) as caught:
            admit({"model": model, "messages": messages, **extra}, PATH)
        assert caught.value.status == 400
        return caught.value.message

    @staticmethod
    def tool(tool_name, description="", **properties):
        """An OpenAI function tool whose properties are all required."""
        parameters = {"type": "object", "properties": properties, "required": list(properties)}
        return {
            "type": "function",
            "function": {"name": tool_name, "description": description, "parameters": parameters},
        }

    @staticmethod
    def claude_tool(tool_name, description="", **properties):
        """The same in Anthropic's shape."""
        schema = {"type": "object", "properties": properties, "required": list(properties)}
        return {"name": tool_name, "description": description, "input_schema": schema}


@pytest.fixture
def requests():
    return Requests


@pytest.fixture
def png_data():
    return base64.b64encode(png()).decode()
