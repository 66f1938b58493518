"""`aimlapi speak`: texts read aloud."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

import langchain_aimlapi as package
from langchain_aimlapi.cli.caller import Caller, service_command
from langchain_aimlapi.cli.output import receipt, write_json, write_text
from langchain_aimlapi.cli.params import SPEECH, Params, read_params, said, text_of
from langchain_aimlapi.cli.saving import Force, Output, Target, file_facts, target, write_pieces
from langchain_aimlapi.cli.waiting import working
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi import speech_results as speech_results_module
    from langchain_aimlapi.tools import speech as tools_speech
else:
    speech_results_module = LazyModule("langchain_aimlapi.speech_results")
    tools_speech = LazyModule("langchain_aimlapi.tools.speech")


Text = Annotated[list[str] | None, typer.Argument(help="What is said, word for word; - or nothing reads it.")]
Voice = Annotated[list[str] | None, typer.Option(help="Name of the voice; several for models with several speakers.")]
Voices = Annotated[bool, typer.Option("--voices", help="List the model's voices and end.")]
Format = Annotated[str | None, typer.Option("--format", help="mp3, wav, pcm, opus, flac, or a word of the model.")]
Speed = Annotated[float | None, typer.Option(help="1 is the voice's own speed.")]
SampleRate = Annotated[int | None, typer.Option(help="Sample rate in hertz.")]


@service_command
def speak(
    caller: Caller,
    text: Text = None,
    model: Annotated[str, SPEECH.option()] = SPEECH.default,
    voice: Voice = None,
    voices: Voices = False,
    sound_format: Format = None,
    speed: Speed = None,
    sample_rate: SampleRate = None,
    params: Params = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Read a text aloud into a file, or with --output - piece by piece to standard output."""
    speaker = caller.make(package.AIMLAPISpeech, model=model, timeout=caller.timeout)
    if voices:
        _list_voices(caller, speaker)
        return
    place = target(caller, output, force=force)
    words = text_of(text or ([] if sys.stdin.isatty() else ["-"]))
    if words is None:
        raise typer.BadParameter("say what is to be read aloud")
    one = voice[0] if voice and len(voice) == 1 else voice
    asked = said(voice=one, format=sound_format, speed=speed, sample_rate=sample_rate)
    _speak(caller, speaker, words, place, {**asked, **read_params(params)})


def _speak(
    caller: Caller, speaker: tools_speech.AIMLAPISpeech, text: str, place: Target, asked: dict[str, Any]
) -> None:
    with working(f"{speaker.model} is speaking", caller):
        if place.is_output:
            write_pieces(speaker.iter_speech(text, **asked), "speech")
            return
        speech = speaker.speak_to_file(text, place.path, overwrite=place.force, **asked)
    _report(caller, speech)


def _report(caller: Caller, speech: speech_results_module.Speech) -> None:
    caller.note(receipt(speech))
    if caller.as_json:
        cost = {"cost": speech.cost, "inference_id": speech.inference_id}
        write_json({**file_facts(speech, speech.path), **said(**cost)})
    else:
        write_text(str(speech.path))


def _list_voices(caller: Caller, speaker: tools_speech.AIMLAPISpeech) -> None:
    if caller.as_json:
        write_json(speaker.voices)
    elif speaker.voices:
        write_text("\n".join(speaker.voices))
    else:
        caller.note(f"The catalogue knows no voices of {speaker.model}.")
