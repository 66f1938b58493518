"""Options of several commands: which model, and parameters that a model has and the command has no option for."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document for programs.")]
Params = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        "-p",
        metavar="NAME=VALUE",
        help="A parameter under the model's own name (`aimlapi model ID` lists them), its value as JSON or a plain "
        "word; may be repeated.",
    ),
]


@dataclass(frozen=True)
class ModelChoice:
    """Which model a command uses when none is named.

    Attributes:
        family: The family of the model, as the catalogue has it.
        default: The model.
        variable: The environment's variable that names another one.
    """

    family: str
    default: str
    variable: str

    def option(self) -> Any:
        """The option `--model`."""
        text = f"Name of the model: `aimlapi models --family {self.family}` lists them."
        return typer.Option("--model", "-m", envvar=self.variable, help=text)


CHAT = ModelChoice("chat", "google/gemini-3-5-flash", "AIMLAPI_CHAT_MODEL")
IMAGE = ModelChoice("image", "google/nano-banana-2", "AIMLAPI_IMAGE_MODEL")
VIDEO = ModelChoice("video", "bytedance/seedance-2-0", "AIMLAPI_VIDEO_MODEL")
MUSIC = ModelChoice("music", "stable-audio", "AIMLAPI_MUSIC_MODEL")
MODEL_3D = ModelChoice("3d", "triposr", "AIMLAPI_3D_MODEL")
SPEECH = ModelChoice("tts", "openai/gpt-4o-mini-tts", "AIMLAPI_SPEECH_MODEL")
TRANSCRIPTION = ModelChoice("stt", "nova-3", "AIMLAPI_TRANSCRIPTION_MODEL")
OCR = ModelChoice("ocr", "mistral/mistral-ocr-latest", "AIMLAPI_OCR_MODEL")
SEARCH = ModelChoice("chat", "perplexity/sonar", "AIMLAPI_SEARCH_MODEL")
CHOICES = (CHAT, IMAGE, VIDEO, MUSIC, MODEL_3D, SPEECH, TRANSCRIPTION, OCR, SEARCH)


def read_params(given: list[str] | None) -> dict[str, Any]:
    """The parameters by name.

    Raises:
        typer.BadParameter: If one has no name or no value.
    """
    found: dict[str, Any] = {}
    for text in given or ():
        name, separator, value = text.partition("=")
        if not name or not separator:
            raise typer.BadParameter(f"--param must be NAME=VALUE, not {text!r}")
        found[name] = _value(value)
    return found


def said(**params: Any) -> dict[str, Any]:
    """The parameters that were given."""
    return {name: value for name, value in params.items() if value is not None and value != []}


def _value(text: str) -> Any:
    """JSON where it is JSON: a number, true, a list; else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def text_of(words: list[str] | None) -> str | None:
    """A text that is given as words, or as `-` for standard input; None when nothing is given.

    Raises:
        typer.BadParameter: If standard input is empty.
    """
    if words != ["-"]:
        return " ".join(words) if words else None
    text = sys.stdin.read().strip()
    if not text:
        raise typer.BadParameter("standard input is empty")
    return text
