"""Sends calls: the attempt loop in its two colours, and everything about it that is the same in both."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from langchain_aimlapi.api.answers import Closed, aerror_content, aread_body, error_content, read_body
from langchain_aimlapi.api.calls import Answer, Call, make_request
from langchain_aimlapi.api.clock import CURRENT
from langchain_aimlapi.api.errors import AIMLAPIError
from langchain_aimlapi.api.failures import answer_error, failures, headers_fit, raise_as_error, refusal
from langchain_aimlapi.api.given_clients import own_timeouts
from langchain_aimlapi.api.limits import DEFAULT_TIMEOUTS
from langchain_aimlapi.api.logs import AttemptLog
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.http_library import httpx
from langchain_aimlapi.lazy import LazyModule

if TYPE_CHECKING:
    from langchain_aimlapi.api import pools as api_pools
else:
    api_pools = LazyModule("langchain_aimlapi.api.pools")


class Transport:
    """Sends calls and retries them as the policy says; raises nothing but `AIMLAPIError`s for what goes wrong.

    Args:
        pools: Where the connections come from.
    """

    def __init__(self, pools: api_pools.ConnectionPools) -> None:
        self.pools = pools

    def send(self, call: Call, policy: RetryPolicy) -> Answer:
        """The answer, its body read."""
        return read_body(self.open(call, policy), call)

    async def asend(self, call: Call, policy: RetryPolicy) -> Answer:
        """The answer, its body read."""
        return await aread_body(await self.aopen(call, policy), call)

    def open(self, call: Call, policy: RetryPolicy) -> httpx.Response:
        """The answer with its body still to be read; the caller closes it."""
        attempts = self._begin(call, self.pools.given)
        while True:
            attempts.begin()
            try:
                response = self._attempt(call)
            except AIMLAPIError as error:
                delay = _delay(error, call, policy, attempts.count)
                attempts.failed(error, delay)
                if delay is None:
                    raise
            else:
                attempts.answered(response)
                policy.note_success()
                return response
            time.sleep(delay)

    async def aopen(self, call: Call, policy: RetryPolicy) -> httpx.Response:
        """The answer with its body still to be read; the caller closes it."""
        attempts = self._begin(call, self.pools.given_async)
        while True:
            attempts.begin()
            try:
                response = await self._aattempt(call)
            except AIMLAPIError as error:
                delay = _delay(error, call, policy, attempts.count)
                attempts.failed(error, delay)
                if delay is None:
                    raise
            else:
                attempts.answered(response)
                policy.note_success()
                return response
            await asyncio.sleep(delay)

    def _begin(self, call: Call, given: httpx.Client | httpx.AsyncClient | None) -> AttemptLog:
        """Let a client of the user's own say how long a call may take, where the call says nothing of it."""
        if given is not None and call.clock.timeouts is DEFAULT_TIMEOUTS and (own := own_timeouts(given)):
            call.clock.allow(own)
        return AttemptLog(call, given)

    def _seconds_outside(self, call: Call) -> float | None:
        """Seconds until an attempt by a client of the user's own is cut; ours look at the clock themselves."""
        return call.clock.left() if self.pools.given_async is not None else None

    def _attempt(self, call: Call) -> httpx.Response:
        client, timeout = self.pools.sync(), call.clock.start_attempt()
        mark = CURRENT.set(call.clock)
        try:
            response = client.send(make_request(client, call, timeout), stream=True, follow_redirects=False)
        except failures() as error:
            response = refusal(error) or raise_as_error(error, call)
        finally:
            CURRENT.reset(mark)
        timeout["read"] = call.clock.begin_answer()
        if response.is_success and headers_fit(response, call):
            return response
        with Closed(response):
            raise answer_error(response, error_content(response, call), call)

    async def _aattempt(self, call: Call) -> httpx.Response:
        client, timeout = await self.pools.for_loop(), call.clock.start_attempt()
        mark = CURRENT.set(call.clock)
        try:
            async with asyncio.timeout(self._seconds_outside(call)):
                response = await client.send(make_request(client, call, timeout), stream=True, follow_redirects=False)
        except failures() as error:
            response = refusal(error) or raise_as_error(error, call)
        finally:
            CURRENT.reset(mark)
        timeout["read"] = call.clock.begin_answer()
        if response.is_success and headers_fit(response, call):
            return response
        async with Closed(response):
            raise answer_error(response, await aerror_content(response, call), call)


def _delay(error: AIMLAPIError, call: Call, policy: RetryPolicy, attempts: int) -> float | None:
    """Seconds until the next attempt, or None when there is none: for this error, in this call, in this outage."""
    if not policy.may_resend(error, repeatable=call.repeatable):
        return None
    delay = policy.delay(error, attempts)
    if delay is None or delay >= call.clock.left():
        return None
    return delay if policy.take_from_budget() else None
