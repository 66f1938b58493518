"""When a request is sent again, and when it must not be."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_aimlapi.api.dialects import DIALECTS
from langchain_aimlapi.api.error_bodies import make_error
from langchain_aimlapi.api.errors import (
    APIConnectionError,
    APITimeoutError,
    IncompleteStreamError,
    MalformedResponseError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
    UpstreamRefusalError,
)
from langchain_aimlapi.api.retry import RetryBudget, RetryPolicy, is_repeatable, is_retried, parse_retry_after

NOW = datetime(2026, 9, 1, 12, 0, 0, tzinfo=UTC)
POLICY = RetryPolicy(max_retries=3, initial_delay=1.0, max_delay=3.0, max_retry_after=60.0)


def status_error(status, **settings):
    return make_error({"message": "no"}, status=status, **settings)


@pytest.mark.parametrize(
    ("status", "retried"),
    [(status, False) for status in (300, 400, 401, 402, 403, 404, 405, 409, 413, 422, 425)]
    + [(status, True) for status in (408, 429, 500, 502, 503, 504, 520, 529)],
)
def test_statuses_that_may_pass_are_retried_and_no_others(status, retried):
    assert is_retried(status_error(status)) is retried


@pytest.mark.parametrize(
    "error",
    [
        UpstreamRefusalError("no", status_code=500),
        QuotaExceededError("no", status_code=429),
        ServerError("no", status_code=500, partial_text="already shown"),
        APIConnectionError("gone", began=True),
        APIConnectionError("gone", partial_text="already shown"),
        APITimeoutError("slow", began=True),
        IncompleteStreamError("cut"),
        MalformedResponseError("odd"),
    ],
)
def test_nothing_is_sent_twice_that_cannot_help_or_that_has_been_answered_in_part(error):
    assert POLICY.delay(error, 1) is None


@pytest.mark.parametrize("error", [APIConnectionError("gone"), APITimeoutError("slow"), status_error(500)])
def test_delays_double_up_to_the_limit_and_then_it_is_over(error):
    assert [POLICY.delay(error, attempts, jitter=lambda: 0.0) for attempts in (1, 2, 3, 4)] == [1.0, 2.0, 3.0, None]


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 3))
def test_jitter_takes_a_quarter_off_at_most(jitter, attempts):
    longest = POLICY.delay(status_error(500), attempts, jitter=lambda: 0.0)
    assert 0.75 * longest <= POLICY.delay(status_error(500), attempts, jitter=lambda: jitter) <= longest


def test_no_retries_means_one_attempt():
    assert RetryPolicy(max_retries=0).delay(status_error(503), 1) is None


def test_a_negative_number_of_retries_is_refused_where_it_is_written():
    with pytest.raises(ValueError, match="max_retries must be 0 or more, not -1"):
        RetryPolicy(max_retries=-1)


@pytest.mark.parametrize(("asked", "delay"), [(0.0, 0.0), (0.2, 0.2), (60.0, 60.0), (60.1, None)])
def test_the_service_says_how_long_to_wait_but_not_for_ever(asked, delay):
    assert POLICY.delay(status_error(429, retry_after=asked), 1) == delay


def test_retry_after_does_not_make_a_final_error_retryable():
    assert POLICY.delay(status_error(400, retry_after=1.0), 1) is None
    assert POLICY.delay(status_error(429, retry_after=1.0), 4) is None


def test_an_answer_that_took_too_long_is_tried_again_once_only():
    error = status_error(504)
    assert POLICY.delay(error, 1) is not None
    assert POLICY.delay(error, 2) is None


def test_a_huge_number_of_attempts_does_not_overflow():
    assert RetryPolicy(max_retries=5000).delay(RateLimitError("no", status_code=429), 1000, lambda: 0.0) == 8.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": " 2 "}, 2.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "9"}, 9.0),
        ({"retry-after": "Tue, 01 Sep 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Tue, 01 Sep 2026 12:00:30 -0000"}, 30.0),
        ({"retry-after": "Tue, 01 Sep 2026 11:59:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": " "}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e999"}, None),
        ({}, None),
    ],
)
def test_every_form_of_retry_after_is_read(headers, seconds):
    assert parse_retry_after(headers, now=lambda: NOW) == seconds


DATE_WORDS = ["Mon,", "01", "Jan", "2026", "99999", "12:00:30", "GMT", "EST", "+0100", "-9999999999", ":", "-"]
DATE_LIKE = st.lists(st.sampled_from(DATE_WORDS), max_size=7).map(" ".join)


@given(DATE_LIKE | st.text(max_size=30))
def test_any_header_is_seconds_or_nothing(value):
    seconds = parse_retry_after({"retry-after": value}, now=lambda: NOW)
    assert seconds is None or 0 <= seconds < float("inf")


@pytest.mark.parametrize(
    ("status", "kind"), [(400, UpstreamRefusalError), (408, UpstreamRefusalError), (429, RateLimitError)]
)
def test_a_vendors_4xx_that_came_as_a_500_is_not_sent_again(status, kind):
    error = make_error({"statusCode": 500, "message": f"{status} try another time"}, status=500)
    assert type(error) is kind
    assert RetryPolicy(max_retries=5).delay(error, attempts=1) is None


# What may have been received already


@pytest.mark.parametrize(
    ("method", "path", "repeatable"),
    [
        ("GET", "/v2/video/generations", True),
        ("DELETE", "/v1/threads/t", True),
        ("POST", "/v1/chat/completions", True),
        ("POST", "/v1/responses", True),
        ("POST", "/v1/messages", True),
        ("POST", "/v1/embeddings", True),
        ("POST", "/v1/images/generations", False),
        ("POST", "/v2/video/generations", False),
        ("POST", "/v2/generate/audio", False),
        ("POST", "/v1/tts", False),
        ("POST", "/v1/stt/create", False),
        ("POST", "/v1/batches", False),
    ],
)
def test_what_is_paid_for_by_the_piece_is_not_repeatable(method, path, repeatable):
    assert is_repeatable(method, path) is repeatable


def test_the_dialects_speak_to_paths_that_are_repeatable():
    for dialect in DIALECTS.values():
        assert is_repeatable("POST", dialect.path)


@pytest.mark.parametrize(
    ("error", "uncertain"),
    [
        (APIConnectionError("broke"), True),
        (APIConnectionError("refused", sent=False), False),
        (APITimeoutError("silent"), True),
        (APITimeoutError("no connection", sent=False), False),
        (status_error(502), True),
        (status_error(504), True),
        (status_error(408), True),
        (status_error(429), False),
        (status_error(500), False),
        (status_error(503), False),
    ],
)
def test_a_request_that_may_have_been_received_is_sent_again_only_if_it_may_be_repeated(error, uncertain):
    assert RetryPolicy().may_resend(error, repeatable=False) is not uncertain
    assert RetryPolicy().may_resend(error, repeatable=True)
    assert RetryPolicy(resend=True).may_resend(error, repeatable=False)
    assert RetryPolicy(resend=False).may_resend(error, repeatable=True) is not uncertain


# A budget


def test_a_budget_is_spent_by_retries_and_filled_by_successes():
    budget = RetryBudget(capacity=3, successes_per_token=2)
    assert [budget.take() for _ in range(4)] == [True, True, True, False]
    budget.note_success()
    assert budget.left == 0
    budget.note_success()
    assert budget.left == 1
    for _ in range(100):
        budget.note_success()
    assert budget.left == 3


def test_threads_spend_a_budget_once():
    budget = RetryBudget(capacity=100)
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda _: budget.take(), range(1000)))
    assert sum(taken) == 100


def test_a_copied_budget_is_the_same_and_a_pickled_one_is_full_again():
    budget = RetryBudget(capacity=2, successes_per_token=7)
    budget.take()
    assert copy.copy(budget) is copy.deepcopy(budget) is budget
    twin = pickle.loads(pickle.dumps(budget))
    assert (twin.left, twin.capacity, twin.successes_per_token) == (2, 2, 7)
    assert repr(budget) == "RetryBudget(capacity=2, left=1)"


@pytest.mark.parametrize("settings", [{"capacity": 0}, {"successes_per_token": -1}])
def test_a_budget_of_nothing_is_refused(settings):
    with pytest.raises(ValueError, match=r"must be more than 0, not"):
        RetryBudget(**settings)


@pytest.mark.parametrize(
    "value", ["-5", "nan", "inf", "1e400", "soon", "", "Wed, 99 Sep 2026 12:00:00 GMT", "1" * 5000]
)
def test_a_wait_that_makes_no_sense_is_no_wait_at_all(value):
    assert parse_retry_after({"retry-after": value}) is None
    assert parse_retry_after({"retry-after-ms": value}) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": " 0.25 "}, 0.25),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "-1", "retry-after": "9"}, 9.0),
        ({"retry-after": "Tue, 01 Sep 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Tue, 01 Sep 2026 11:00:00 GMT"}, 0.0),
    ],
)
def test_a_wait_is_understood_in_all_its_forms(headers, seconds):
    assert parse_retry_after(headers, lambda: NOW) == seconds
