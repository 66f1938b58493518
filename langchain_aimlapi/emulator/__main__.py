"""``python -m langchain_aimlapi.emulator``: run the emulator until interrupted."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Sequence

from langchain_aimlapi.emulator.server import ConnectionCount, base_url, bind, make_server
from langchain_aimlapi.emulator.state import START_BALANCE_USD, Options


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and serve."""
    parser = _parser()
    parsed = parser.parse_args(arguments)
    try:
        listener = bind(parsed.host, parsed.port)
    except (OSError, OverflowError) as error:
        parser.error(f"cannot listen on {parsed.host}:{parsed.port}: {error}")
    server, _ = make_server(_options(parsed), ConnectionCount())
    print(f"AI/ML API emulator on {base_url(listener)}", flush=True)  # noqa: T201  (the command's output)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _options(parsed: argparse.Namespace) -> Options:
    return Options(
        keys=frozenset(parsed.key) or None,
        token_delay=parsed.token_delay,
        balance=parsed.balance,
        job_polls=parsed.job_polls,
        job_seconds=parsed.job_seconds,
        revived=tuple(parsed.revive),
        upstream=parsed.upstream,
        upstream_key=parsed.upstream_key,
        upstream_model=parsed.upstream_model,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m langchain_aimlapi.emulator",
        description="A local AI/ML API: checks requests like the service, computes its answers, calls no model.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port; 0 takes a free one (default: %(default)s)")
    parser.add_argument("--key", action="append", default=[], help="accept only this key; repeat for more")
    parser.add_argument("--token-delay", type=float, default=0.0, help="seconds between streamed chunks")
    parser.add_argument("--balance", type=float, default=START_BALANCE_USD, help="US dollars at the start")
    parser.add_argument("--job-polls", type=int, default=2, help="polls before a film or music is finished")
    parser.add_argument("--job-seconds", type=float, default=0.0, help="seconds that a film or music takes")
    parser.add_argument("--revive", action="append", default=[], help="let a retired guard or search model answer")
    parser.add_argument("--upstream", help="base URL of an OpenAI-compatible server that writes the answers")
    parser.add_argument("--upstream-key", help="key for that server")
    parser.add_argument("--upstream-model", help="model name sent to that server")
    return parser


if __name__ == "__main__":
    main()
