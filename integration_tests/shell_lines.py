"""Lines of shell blocks with `aimlapi` in them: run as a shell would, but in this process, which is quicker.

Understood is what the pages use: pipes, `>`, comments, quotes, `name=$(…)` and `"$name"`, `echo` and `printf`.
"""

import contextlib
import re
import shlex
from pathlib import Path

ASSIGNMENT = re.compile(r"(\w+)=\$\((.*)\)")


def runs_the_command(line):
    """Whether a line calls `aimlapi`."""
    return re.search(r"(^|[|(] ?)aimlapi ", line) is not None


def run_line(line, folder, variables):
    """Run a line in a directory; an assignment puts what is written into `variables`."""
    assigned = ASSIGNMENT.fullmatch(line)
    with contextlib.chdir(folder):
        written = run_pipe(assigned[2] if assigned else line, variables)
        if assigned:
            variables[assigned[1]] = written.decode().strip()


def run_pipe(line, variables):
    """Run commands one after the other, each with what the one before has written; returns what the last one wrote."""
    words = [variables[word[1:]] if word[:1] == "$" else word for word in shlex.split(line, comments=True)]
    place = words.index(">") if ">" in words else None
    written = b""
    for command in split(words[:place]):
        written = run_command(command, written)
    if place is not None:
        Path(words[place + 1]).write_bytes(written)
    return written


def split(words):
    """The commands of a pipe."""
    commands = [[]]
    for word in words:
        if word == "|":
            commands.append([])
        else:
            commands[-1].append(word)
    return commands


def run_command(words, given):
    """What a command writes; it must succeed."""
    program, *arguments = words
    if program == "echo":
        return " ".join(arguments).encode() + b"\n"
    if program == "printf":
        return arguments[0].encode().decode("unicode_escape").encode()
    assert program == "aimlapi"
    from typer.testing import CliRunner  # an extra that not every environment of the tests has

    from langchain_aimlapi.cli import app

    done = CliRunner().invoke(app, arguments, input=given)
    assert done.exit_code == 0, (words, done.stderr)
    return done.stdout_bytes
