"""The process that atheris fuzzes one target in: `run_atheris.py TARGET [ARGUMENTS OF LIBFUZZER]`."""

import sys

import atheris

with atheris.instrument_imports(include=["langchain_aimlapi"]):
    import targets


def main(name: str, *arguments: str) -> None:
    """Fuzz until libFuzzer ends the process; it watches which lines of the package are reached."""
    atheris.Setup([sys.argv[0], *arguments], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
