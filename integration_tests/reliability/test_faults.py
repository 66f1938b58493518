"""Every fault on every surface that can meet it: the promises of `docs/reliability.md`, kept."""

import traceback

import pytest
from faulty import FAULTS
from faulty.fault import ANSWER, SHORT
from outcomes import KEY, outcome
from surfaces import SURFACES

from langchain_aimlapi import AIMLAPIError

pytestmark = pytest.mark.timeout(900)  # of the first test, which makes the calls of all
MOST_WORDS = 2_600
"""Characters of an error's text: 2,000 of the service's, and what the package says itself."""
CELLS = [
    pytest.param(fault, surface, id=f"{fault.name}-{surface.name.replace(' ', '-')}")
    for fault in FAULTS.values()
    for surface in SURFACES
    if surface.promise in fault.surfaces
]


@pytest.mark.parametrize(("fault", "surface"), CELLS)
def test_promises_are_kept(fault, surface, results):
    result = results[fault.name, surface.name]
    said = outcome(result)
    promised = fault.promise(surface.promise)
    assert said.removesuffix(" + text") == promised, repr(result.error)
    if promised != ANSWER:
        check_error(result.error, fault)
        check_secret(result.error)
    if fault.keeps:
        assert said.endswith(" + text"), "the text of the stream so far is in the error"
    if fault.timeout == SHORT:
        assert result.seconds < 10 * SHORT


def check_error(error, fault):
    """The error tells what is known, in a text of a bounded length."""
    assert isinstance(error, AIMLAPIError)
    assert len(str(error)) < MOST_WORDS
    if fault.status is not None:
        assert error.status_code == fault.status
    if fault.request_id is not None:
        assert error.request_id == fault.request_id
    if fault.retry_after is not None:
        assert error.retry_after == pytest.approx(fault.retry_after, abs=60)
    else:
        assert error.retry_after is None
    for word in fault.words:
        assert word in str(error)


def check_secret(error):
    """The key is in nothing that a program may show: not in the error, its attributes, or the errors behind it."""
    seen = [repr(error), str(error), repr(vars(error)), "".join(traceback.format_exception(error))]
    while error is not None:
        seen += [str(error), repr(getattr(error, "request", None) and error.request.headers)]
        error = error.__cause__ or error.__context__
    assert not any(KEY in text for text in seen)


def test_there_are_enough_faults_and_each_has_a_name_of_its_own():
    assert len(FAULTS) >= 60
    assert all(name == name.lower() and " " not in name for name in FAULTS)


def test_a_redirect_is_not_followed(fault_server):
    assert fault_server.strangers == [], "of all the redirects above: the key has been sent to no other host"
