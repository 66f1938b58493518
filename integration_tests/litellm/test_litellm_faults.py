"""The faults of `integration_tests/reliability` through LiteLLM: an answer, or the class of LiteLLM's that fits."""

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "reliability"))

from faulty import FAULTS, FaultServer
from faulty.fault import ANSWER
from litellm_surfaces import SURFACES
from outcomes import KEY, outcome
from report import LITELLM, PAGE, between_marks, cell, read_tables
from running import run

pytestmark = pytest.mark.timeout(900)  # of the first test, which makes the calls of all
CELLS = [
    pytest.param(fault, surface, id=f"{fault.name}-{surface.name.replace(' ', '-')}")
    for fault in FAULTS.values()
    for surface in SURFACES
    if surface.promise in fault.surfaces
]
CLASSES = {
    "APIConnectionError": "APIConnectionError",
    "APIStatusError": "APIError",
    "APITimeoutError": "Timeout",
    "AuthenticationError": "AuthenticationError",
    "IncompleteStreamError": "InternalServerError",
    "InvalidRequestError": "BadRequestError",
    "MalformedResponseError": "InternalServerError",
    "NotFoundError": "NotFoundError",
    "OutOfCreditsError": "PermissionDeniedError",
    "PermissionDeniedError": "PermissionDeniedError",
    "QuotaExceededError": "RateLimitError",
    "RateLimitError": "RateLimitError",
    "ServerError": "InternalServerError",
    "UpstreamRefusalError": "BadRequestError",
}
BY_STATUS = {
    408: "Timeout",
    409: "APIError",
    422: "UnprocessableEntityError",
    425: "APIError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "Timeout",
}
PROMISES = {surface.promise for surface in SURFACES}
WRAPPED = "litellm.MidStreamFallbackError"
"""What LiteLLM makes of an error that a stream raises, whatever its class; the cause stands in its text."""


@pytest.fixture(scope="module")
def results(request):
    """What became of the calls that the chosen tests are about."""
    chosen = [item.callspec.params for item in request.session.items if item.fspath == request.node.fspath]
    cells = {
        (cell["fault"], surface)
        for cell in chosen
        for surface in ([cell["surface"]] if "surface" in cell else SURFACES)
        if surface.promise in cell["fault"].surfaces
    }
    with FaultServer() as server, ThreadPoolExecutor(12) as pool:
        running = {(fault.name, surface.name): pool.submit(run, server, fault, surface) for fault, surface in cells}
        return {cell: future.result() for cell, future in running.items()}


@pytest.fixture(scope="module")
def tables():
    """The cells of the page, which are of one release of LiteLLM."""
    page = between_marks(PAGE.read_text(encoding="utf-8"))
    if f"litellm {metadata.version('litellm')}" not in page:
        pytest.skip("the page is about another release of LiteLLM")
    return read_tables(page)


@pytest.mark.parametrize(("fault", "surface"), CELLS)
def test_promises_are_kept(fault, surface, results):
    result = results[fault.name, surface.name]
    said = outcome(result).partition(",")[0]
    promised = fault.promise(surface.promise)
    if promised == ANSWER:
        assert said == ANSWER, repr(result.error)
        return
    expected = "litellm." + BY_STATUS.get(fault.status, CLASSES[promised])
    assert said == expected or (said == WRAPPED and "stream" in surface.promise), repr(result.error)
    assert KEY not in f"{result.error!r}{result.error}"


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS.values() if fault.surfaces & PROMISES], ids=lambda f: f.name
)
def test_the_checked_in_cells_are_those_of_this_run(fault, tables, results):
    surfaces = [surface.name for surface in SURFACES if surface.promise in fault.surfaces]
    row = {name: outcome(results[fault.name, name]) for name in surfaces}
    told = {column: tables[fault.name][column] for column in LITELLM}
    assert told == {column: cell(row, names) for column, names in LITELLM.items()}, "make reliability_report"
