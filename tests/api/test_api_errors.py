"""What a program that catches errors relies on: they travel between processes and say what happened."""

import copy
import pickle

import pytest

from langchain_aimlapi.api import errors
from langchain_aimlapi.api.errors import (
    AIMLAPIError,
    APIConnectionError,
    FieldIssue,
    IncompleteStreamError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)
from langchain_aimlapi.http_library import httpx

CLASSES = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AIMLAPIError)]


def full_error(kind):
    response = httpx.Response(
        429, headers={"x-inference-id": "r1"}, content=b"{}", request=httpx.Request("POST", "https://x/v1")
    )
    return kind(
        "It failed",
        status_code=429,
        request_id="r1",
        response=response,
        body={"message": "no"},
        retry_after=1.5,
        issues=(FieldIssue("a.b", "is wrong", allowed=("x",)),),
        partial_text="so far",
    )


def facts(error):
    return {**error.details(), "response": (error.response.status_code, error.response.content)}


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_survives_the_way_to_another_process(kind, clone):
    error = full_error(kind)
    twin = clone(error)
    assert type(twin) is kind
    assert (str(twin), twin.args, facts(twin)) == (str(error), error.args, facts(error))


@pytest.mark.parametrize("clone", [copy.copy, lambda error: pickle.loads(pickle.dumps(error)), ServerError.like])
def test_what_others_have_hung_on_an_error_does_not_break_its_copy(clone):
    error = ServerError("It failed")
    error.num_retries = 3
    assert clone(error).num_retries == 3


def test_facts_of_one_class_only_survive_too():
    refusal = UpstreamRefusalError("no", upstream_status=400)
    broken = APIConnectionError("gone", began=True)
    assert pickle.loads(pickle.dumps(refusal)).upstream_status == 400
    assert pickle.loads(pickle.dumps(broken)).began is True


def test_the_text_names_status_and_request_for_the_support():
    assert str(RateLimitError("Slow down", status_code=429, request_id="r1")) == (
        "Slow down (status 429, request id r1)"
    )
    assert str(IncompleteStreamError("Cut")) == "Cut"


@pytest.mark.parametrize(
    ("issue", "text"),
    [
        (FieldIssue("a", "Required"), "a: Required"),
        (FieldIssue("", "Expected object"), "Expected object"),
        (FieldIssue("a", "Invalid", allowed=("x", "y")), "a: Invalid; allowed: 'x', 'y'"),
        (FieldIssue("a", "must be x or y", allowed=("x", "y")), "a: must be x or y"),
        (
            FieldIssue("a", "Invalid", expected="number", received="string"),
            "a: Invalid; expected number; received string",
        ),
        (FieldIssue("a", "a is bad"), "a is bad"),
    ],
)
def test_an_issue_says_once_what_is_wrong_and_what_is_allowed(issue, text):
    assert str(issue) == text


def test_only_what_may_pass_is_called_retryable():
    retryable = {kind.__name__ for kind in CLASSES if kind.is_retryable}
    assert retryable == {
        "APIConnectionError",
        "APITimeoutError",
        "IncompleteStreamError",
        "MalformedResponseError",
        "RateLimitError",
        "ServerError",
    }
