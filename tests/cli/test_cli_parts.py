"""The command's pure parts: codes, words of options, places of files, clocks, what a terminal may be told."""

import shlex

import pytest
import typer

from langchain_aimlapi import errors
from langchain_aimlapi.api.errors import GenerationFailedError, GenerationTimeoutError
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.cli.caller import Caller, read_key
from langchain_aimlapi.cli.exits import exit_code, sentence
from langchain_aimlapi.cli.ocr import read_pages
from langchain_aimlapi.cli.output import printable
from langchain_aimlapi.cli.params import CHOICES, read_params
from langchain_aimlapi.cli.saving import Target, target
from langchain_aimlapi.cli.transcribe import as_markdown, clock
from langchain_aimlapi.cli.waiting import options, resumable
from langchain_aimlapi.transcripts import Transcript, TranscriptPart


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.variable)
def test_the_usual_model_of_a_command_is_live_and_of_its_family(choice):
    card = get_model(choice.default)
    assert (card.status, card.family) == ("live", choice.family)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.AuthenticationError("x"), 3),
        (errors.PermissionDeniedError("x"), 3),
        (errors.OutOfCreditsError("x"), 4),
        (errors.QuotaExceededError("x"), 4),
        (errors.RateLimitError("x"), 5),
        (errors.ServerError("x"), 6),
        (errors.IncompleteStreamError("x"), 6),
        (errors.APIConnectionError("x"), 6),
        (GenerationFailedError("x"), 6),
        (errors.APITimeoutError("x"), 7),
        (GenerationTimeoutError("x"), 7),
        (errors.InvalidRequestError("x"), 2),
        (errors.NotFoundError("x"), 2),
        (FileExistsError(17, "there", "a.png"), 2),
        (PermissionError(13, "denied", "a.png"), 1),
        (RuntimeError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_kind_of_error_has_its_code(error, code):
    assert exit_code(error) == code
    assert exit_code(errors.as_model_error(error) if isinstance(error, errors.AIMLAPIError) else error) == code


def test_an_error_is_told_with_its_ids_and_notes():
    error = errors.ServerError("It failed", status_code=500, request_id="inf-1")
    error.add_note("Try again.")
    assert sentence(error) == "Error: It failed (status 500, request id inf-1)\nTry again."
    assert sentence(PermissionError(13, "denied", "a.png")) == "Error: a.png: denied"
    assert "AIMLAPI_DEBUG" in sentence(RuntimeError("x"))


def test_parameters_are_json_or_words():
    assert read_params(["a=1", "b=true", 'c=["x"]', "d=plain", "e=x=y", "f="]) == {
        "a": 1,
        "b": True,
        "c": ["x"],
        "d": "plain",
        "e": "x=y",
        "f": "",
    }
    for wrong in ("a", "=1"):
        with pytest.raises(typer.BadParameter, match="NAME=VALUE"):
            read_params([wrong])


def test_options_survive_a_shell():
    words = options(resume="-a b", model="x/y", output=None, force=False, json=True, reference=["a", "b"])
    assert words == ["--resume=-a b", "--model", "x/y", "--json", "--reference", "a", "--reference", "b"]
    assert shlex.split(shlex.join(words)) == words


@pytest.mark.parametrize("error", [KeyboardInterrupt(), errors.APITimeoutError("x"), OSError("disk full")])
def test_whatever_breaks_the_waiting_off_says_how_to_go_on(error):
    with pytest.raises(type(error)) as caught, resumable(["aimlapi", "video", "--resume", "a b"]):
        raise error
    assert caught.value.__notes__[0].endswith("aimlapi video --resume 'a b'")


def test_a_job_that_failed_is_not_to_be_taken_up():
    with pytest.raises(GenerationFailedError) as caught, resumable(["aimlapi"]):
        raise GenerationFailedError("x")
    assert not hasattr(caught.value, "__notes__")


def test_several_files_are_numbered(tmp_path):
    assert [path.name for path in Target(tmp_path / "a.png").places(2)] == ["a-1.png", "a-2.png"]
    assert Target(tmp_path).places(2) == [tmp_path, tmp_path]
    assert target(Caller({}), tmp_path / "a.png", force=False).path == tmp_path / "a.png"


@pytest.mark.parametrize(("text", "pages"), [("1", [0]), ("2-4", [1, 2, 3]), ("1, 3-4", [0, 2, 3])])
def test_pages_are_counted_from_1(text, pages):
    assert read_pages(text) == pages


@pytest.mark.parametrize("text", ["0", "3-2", "a", "1,,2", "1-", "1-99999999"])
def test_pages_that_cannot_be_read_are_refused(text):
    with pytest.raises(typer.BadParameter, match="--pages"):
        read_pages(text)


def test_a_transcript_as_markdown():
    parts = [TranscriptPart(text="Hello.", start=3661.4, speaker="A"), TranscriptPart(text="Bye.")]
    assert as_markdown(Transcript(text="", segments=parts)) == "**[01:01:01] Speaker A:** Hello.\n\nBye."
    assert as_markdown(Transcript(text="All.")) == "All."
    assert clock(59.9) == "00:00:59"


def test_a_terminal_is_not_steered_by_what_a_model_writes():
    assert printable("a\x1b]0;title\x07b\x9bc\r\nd\te\n") == "a]0;titlebc\nd\te\n"


def test_a_key_file_is_read_without_what_surrounds_the_key(tmp_path):
    (tmp_path / "key").write_text(" abc \n")
    assert read_key(tmp_path / "key") == "abc"
    (tmp_path / "large").write_text("x" * 5000)
    with pytest.raises(typer.BadParameter, match="does not hold a key"):
        read_key(tmp_path / "large")
    assert "abc" not in repr(Caller({"api_key": "abc"}))
