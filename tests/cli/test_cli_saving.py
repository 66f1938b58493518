"""The command looks before it pays, and says where what was paid for is when it cannot be written."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from langchain_aimlapi.cli import app, saving
from langchain_aimlapi.cli.exits import EndedError, exit_code, sentence
from langchain_aimlapi.cli.saving import Target, check_place, text_target, write_document, write_pieces
from langchain_aimlapi.media_files import MediaFile

NOWHERE = {"AIMLAPI_API_KEY": "key", "AIMLAPI_API_BASE": "http://127.0.0.1:9"}


@pytest.fixture(autouse=True)
def _aside(monkeypatch, tmp_path_factory):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("aside")))


@pytest.mark.parametrize(
    "words",
    [
        ("image", "A boat"),
        ("video", "A boat"),
        ("music", "Rain"),
        ("speak", "Hello"),
        ("ocr", "https://x.example/a.pdf"),
        ("transcribe", "https://x.example/a.mp3"),
        ("model3d", "https://x.example/a.png"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("place", ["none/a", "漢" * 90, "pipe", "/proc/a"])
def test_a_place_where_nothing_can_be_written_is_refused_before_the_call(monkeypatch, tmp_path, words, place):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    done = CliRunner().invoke(app, [*words, "-o", place, "--force", "--max-retries", "0"], env=NOWHERE)
    assert done.exit_code == 2, done.stderr  # and not 6: nothing was sent
    assert "cannot be written" in done.stderr or "no directory" in done.stderr or "is a pipe" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


class Output:
    """A standard output that cannot be written."""

    def __init__(self, error):
        self.error, self.buffer, self.closed = error, self, False

    def write(self, _):
        raise self.error

    def flush(self):
        pass

    def isatty(self):
        return False


def test_a_text_that_cannot_be_printed_is_kept(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Output(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space") as caught:
        write_document("Paid for\n", None, force=False)
    kept = next(Path(tempfile.gettempdir()).iterdir())
    assert kept.read_text() == "Paid for\n"
    assert str(kept) in sentence(caught.value)


def test_a_sound_that_cannot_be_printed_is_kept_whole(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Output(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_pieces((piece for piece in (b"one", b"two", b"three")), "speech")
    assert next(Path(tempfile.gettempdir()).iterdir()).read_bytes() == b"onetwothree"


def test_whoever_reads_no_further_has_read_enough(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Output(BrokenPipeError()))
    with pytest.raises(BrokenPipeError):
        write_document("Paid for\n", None, force=False)
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


@pytest.mark.parametrize("gone", [None, "closed", "broken"])
def test_a_closed_standard_output_is_seen_before_the_call(monkeypatch, gone):
    monkeypatch.setattr(sys, "stdout", None if gone is None else Output(OSError()))
    if gone == "closed":
        sys.stdout.closed = True
    if gone == "broken":
        monkeypatch.setattr(saving, "_is_broken", lambda: True)
    with pytest.raises(typer.BadParameter, match="standard output is closed"):
        text_target(None, force=False)


def test_a_pipe_that_nobody_reads_is_known(monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert not saving._is_broken()
        os.close(reading)
        assert saving._is_broken()
        monkeypatch.undo()


def test_files_beside_one_that_fails_are_saved(tmp_path):
    good = MediaFile(inline=b"good", file_name="good.bin")
    bad = MediaFile(inline=b"", file_name="bad.bin")
    with pytest.raises(Exception, match="empty") as caught:
        Target(tmp_path).save([good, bad, good])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good-2.bin", "good.bin"]
    assert f"Saved {tmp_path / 'good.bin'}" in sentence(caught.value)


def test_a_directory_that_can_be_written_is_left_as_it_was(tmp_path):
    check_place(tmp_path, force=False)
    check_place(tmp_path / "a.png", force=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_that_end_programs_end_the_command_with_its_notes(number, code):
    error = EndedError(number)
    error.add_note("It is paid for")
    assert (exit_code(error), sentence(error)) == (code, "Terminated.\nIt is paid for")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_they_reach_the_command(number):
    code = f"""
import os, signal, sys, typer
from langchain_aimlapi.cli.app import app
signal.signal({int(number)}, signal.SIG_DFL)  # under nohup the tests hand SIGHUP on as ignored, which it then stays
@app.command("wait")
def wait():
    try:
        os.kill(os.getpid(), {int(number)})
    except BaseException as error:
        error.add_note("job 7")
        raise
sys.argv = ["aimlapi", "wait"]
from langchain_aimlapi.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (128 + number, "Terminated.\njob 7\n")
