"""The command at a terminal: conversations with a person, colours, thoughts, and what must not steer it."""

import codecs
import contextlib
import os
import pty
import re
import select
import signal
import time

import pytest

COLOUR = re.compile(r"\x1b\[(?:\d+;)*3[0-7]m")
SECONDS = 60
SLOW = "openai/gpt-4o#fault=chunk-delay=0.3"


class Terminal:
    """A terminal with the command at it."""

    def __init__(self, aimlapi, *words, **variables):
        self.master, slave = pty.openpty()
        environment = {**aimlapi.environment, "TERM": "xterm-256color", **variables}
        self.running = aimlapi.start(*words, stdin=slave, stdout=slave, stderr=slave, env=environment)
        os.close(slave)
        self.seen = ""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    def until(self, text, seconds=SECONDS):
        """Read until a text is there, and return all that came before it and with it."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            if select.select([self.master], [], [], 1)[0]:
                self.seen += self._decode(os.read(self.master, 4096))
        found, _, self.seen = self.seen.partition(text)
        return found + text

    def interrupt_until(self, text):
        """Press Ctrl-C, again if need be: Python's prompt overlooks one that comes in the moment before it reads."""
        for _ in range(SECONDS // 5):
            self.running.send_signal(signal.SIGINT)
            with contextlib.suppress(AssertionError):
                return self.until(text, 5)
        raise AssertionError(self.seen)

    def type(self, text):
        """Press keys."""
        os.write(self.master, text.encode())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            self.running.kill()
        self.running.wait(60)
        os.close(self.master)

    def rest(self):
        """What is written until the end, and the exit code."""
        try:
            while select.select([self.master], [], [], SECONDS)[0] and (data := os.read(self.master, 4096)):
                self.seen += self._decode(data)
        except OSError:  # Linux says so when the other side has closed
            pass
        return self.seen, self.running.wait(60)


def whole(aimlapi, *words, **variables):
    """All that a command writes to its terminal."""
    with Terminal(aimlapi, *words, **variables) as terminal:
        said, code = terminal.rest()
    assert code == 0
    return said


@pytest.mark.timeout(300)
def test_a_person_talks_breaks_off_and_goes_on(aimlapi, emulator):
    with Terminal(aimlapi, "chat", "--hide-reasoning") as terminal:
        assert "/help tells what can be said" in terminal.until("> ")
        terminal.type("What is 3*4?\n")
        terminal.until("3*4 = 12.")
        terminal.until("> ")
        terminal.type(f"/model {SLOW}\n")
        terminal.until("> ")
        terminal.type("Count from 1 to 30\n")
        terminal.until("1, 2")
        terminal.running.send_signal(signal.SIGINT)
        terminal.until("Interrupted.")
        terminal.until("> ")
        terminal.interrupt_until("/quit or Ctrl-D ends")
        terminal.type("/model out-of-range#fault=nonsense\n")
        terminal.until("> ")
        terminal.type("Hi\n")
        terminal.until("Error: ")
        terminal.type("/model openai/gpt-4o\nWhat is 5*5?\n")
        terminal.until("5*5 = 25.")
        terminal.until("> ")
        terminal.type("\x04")
        said, code = terminal.rest()
    assert code == 0
    assert "2 calls" in said
    spoken = [message["content"] for message in emulator.requests[-1].body["messages"]]
    assert spoken == ["What is 3*4?", "3*4 = 12.", "What is 5*5?"]


@pytest.mark.timeout(300)
def test_thoughts_are_dimmed_and_colours_can_be_switched_off(aimlapi):
    said = whole(aimlapi, "chat", "Say \x1b[31mred", "-m", "deepseek/deepseek-v4-pro")
    assert "\x1b[2m" in said
    assert "\x1b[31mred" not in said
    assert COLOUR.search(whole(aimlapi, "ocr", "--help"))
    assert not COLOUR.search(whole(aimlapi, "ocr", "--help", NO_COLOR="1"))
