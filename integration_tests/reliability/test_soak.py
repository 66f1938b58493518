"""The soak: a short one, and that it would complain."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from soak import MOST_CONNECTIONS, MOST_GROWTH, THREADS, Log, State, complaints

CALM = State(memory=100, files=10, threads=1, connections=4, most_connections=30)


def course(last):
    return [CALM] * 5 + [last]


@pytest.mark.timeout(300)
def test_a_few_hundred_calls_leave_nothing_behind():
    soak = Path(__file__).with_name("soak.py")
    done = subprocess.run([sys.executable, soak, "0", "80"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well" in done.stdout
    assert "astream done" in done.stdout


def test_a_calm_course_is_no_complaint():
    assert complaints(course(CALM), Log()) == []


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (State(100 + MOST_GROWTH + 1, 10, 1, 4, 30), "memory grew"),
        (State(100, 11 + THREADS, 1, 4, 30), "open files grew"),
        (State(100, 10, 2, 4, 30), "threads grew"),
        (State(100, 10, 1, 4, MOST_CONNECTIONS + 1), "connections at once"),
    ],
)
def test_what_grows_is_a_complaint(last, words):
    (complaint,) = complaints(course(last), Log())
    assert words in complaint


def test_what_is_strange_is_a_complaint():
    assert complaints([CALM], Log(strange=Counter(["KeyError"]))) == ["1 x KeyError"]
