"""`aimlapi video`, `music`, `transcribe`: jobs that outlive the process that began them."""

import json
import shlex
import signal

import pytest
from cli_command import Command
from samples import wav

from langchain_aimlapi.emulator import Emulator

FAST = ("--poll-interval", "0.05")


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """A service whose jobs are not done before `finish_jobs`, however slow this machine is."""
    monkeypatch.chdir(tmp_path)
    with Emulator(job_seconds=3600) as server:
        yield Command(tmp_path, server.base_url), server


def submissions(server):
    return [request for request in server.requests if request.method == "POST"]


def resuming(said):
    """The words of the command that standard error ends with."""
    program, *words = shlex.split(said.strip().splitlines()[-1])
    assert program == "aimlapi"
    return words


def interrupted(running):
    """Interrupt a process that waits, and return what it has said."""
    said = b""
    while b"queued" not in said and b"transcribing" not in said and b"Job " not in said:
        line = running.stderr.readline()
        assert line, said
        said += line
    running.send_signal(signal.SIGINT)
    return (said + running.stderr.read()).decode()


@pytest.mark.parametrize(
    ("words", "name", "start"),
    [
        (("video", "A paper boat in the rain", "-o", "a boat.mp4"), "a boat.mp4", b"ftyp"),
        (("music", "Slow rain on tin", "-o", "rain.wav"), "rain.wav", b"RIFF"),
    ],
)
def test_an_interrupted_job_is_taken_up_by_another_process(slow, words, name, start):
    aimlapi, server = slow
    with aimlapi.start(*words, *FAST) as running:
        said = interrupted(running)
    assert running.returncode == 130
    assert "Interrupted." in said
    assert not aimlapi.path(name).exists()
    assert submissions(server)[0].body["model"] in said
    server.finish_jobs()
    done = aimlapi.process(*resuming(said), *FAST)
    assert done.stdout == f"{name}\n"
    assert start in aimlapi.path(name).read_bytes()[:16]
    assert len(submissions(server)) == 1


def test_an_interrupted_transcription_is_taken_up_by_another_process(slow):
    aimlapi, server = slow
    with aimlapi.start("transcribe", "https://files.example/a.mp3", "--format", "markdown", *FAST) as running:
        said = interrupted(running)
    assert running.returncode == 130
    server.finish_jobs()
    assert aimlapi.process(*resuming(said), *FAST).stdout.startswith("**[00:00:00]")
    assert len(submissions(server)) == 1


def test_waiting_ends_when_the_time_is_over_and_the_job_can_be_taken_up(slow):
    aimlapi, server = slow
    done = aimlapi("video", "A boat", "-o", "boat.mp4", "--timeout", "0.2", *FAST, code=7)
    words = [word for word in resuming(done.stderr) if word not in ("--timeout", "0.2")]
    server.finish_jobs()
    assert aimlapi(*words, *FAST).stdout == "boat.mp4\n"


def test_a_film_is_saved_and_told_as_json(aimlapi):
    found = json.loads(aimlapi("video", "A boat", "--duration", "5", "-o", "boat.mp4", "--json", *FAST).stdout)
    assert found["files"][0]["path"] == "boat.mp4"
    assert found["files"][0]["mime_type"] == "video/mp4"
    assert found["cost"]["usd"] > 0
    assert found["job_id"]


def test_a_job_can_be_submitted_now_and_waited_for_later(aimlapi, emulator):
    submitted = json.loads(aimlapi("music", "Slow rain", "--no-wait", "--json").stdout)
    assert submitted["status"] == "queued"
    done = aimlapi("music", f"--resume={submitted['id']}", "-o", "rain.wav", *FAST)
    assert done.stdout == "rain.wav\n"
    job_id = aimlapi("video", "A boat", "--no-wait").stdout.strip()
    assert aimlapi("video", "--resume", job_id, "-o", "boat.mp4", *FAST).stdout == "boat.mp4\n"
    assert len(submissions(emulator)) == 2


def test_a_failed_job_ends_with_code_6_and_is_not_to_be_taken_up(aimlapi):
    done = aimlapi("video", "A boat [emulator: fail]", *FAST, code=6)
    assert "ended with status" in done.stderr
    assert "--resume" not in done.stderr


def test_a_job_needs_either_words_or_an_id(aimlapi, emulator):
    for words in (
        ("video",),
        ("video", "A boat", "--resume", "x"),
        ("transcribe",),
        ("transcribe", "a", "--resume", "x"),
    ):
        assert "--resume" in aimlapi(*words, code=2).stderr
    assert emulator.requests == []


def test_pictures_and_lyrics_go_in_as_files(aimlapi, emulator):
    aimlapi.path("song.txt").write_text("Rain, rain\n")
    aimlapi("music", "Folk with guitars", "--lyrics-file", "song.txt", "-m", "minimax/music-2.0", "-o", "a.mp3", *FAST)
    assert emulator.requests[0].body["lyrics"] == "Rain, rain\n"
    assert "either" in aimlapi("music", "Folk", "--lyrics", "x", "--lyrics-file", "song.txt", code=2).stderr


def test_a_recording_becomes_text_markdown_and_json(aimlapi):
    aimlapi.path("a.wav").write_bytes(wav(2.0))
    aimlapi("speak", "One two three four five", "-o", "b.wav", "--format", "wav")
    text = aimlapi("transcribe", "b.wav", *FAST).stdout
    assert text.strip()
    assert "*" not in text
    words = ("transcribe", "b.wav", "--diarize", "--language", "en", *FAST)
    assert "Speaker 0:" in aimlapi(*words, "--format", "markdown").stdout
    found = json.loads(aimlapi(*words, "--json", "-o", "b.json").stdout or aimlapi.path("b.json").read_text())
    assert found["segments"][0]["speaker"] == "0"
    assert found["words"][0]["end"] > 0
    assert found["cost"]["usd"] > 0
    assert "b.json is there" in aimlapi(*words, "-o", "b.json", code=2).stderr
