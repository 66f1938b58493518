"""The faults of `integration_tests/reliability` through LiteLLM: an answer, or the class of LiteLLM's that fits."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "reliability"))

from faulty import FAULTS, FaultServer
from faulty.fault import ANSWER
from litellm_surfaces import SURFACES
from outcomes import KEY, outcome
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
WRAPPED = "litellm.MidStreamFallbackError"
"""What LiteLLM makes of an error that a stream raises, whatever its class; the cause stands in its text."""


@pytest.fixture(scope="module")
def results(request):
    """What became of the calls that the chosen tests are about."""
    chosen = [item.callspec.params for item in request.session.items if item.fspath == request.node.fspath]
    cells = {(cell["fault"], cell["surface"]) for cell in chosen}
    with FaultServer() as server, ThreadPoolExecutor(12) as pool:
        running = {(fault.name, surface.name): pool.submit(run, server, fault, surface) for fault, surface in cells}
        return {cell: future.result() for cell, future in running.items()}


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
