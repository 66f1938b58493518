"""Fetches the files that answers point to: in pieces, of limited size, never with the API key.

The addresses lead to storage of the service and of vendors (https://docs.aimlapi.com/api-references/image-models), work
for minutes to days, and come from the wire: so the host is told nothing but the address, and an address or a redirect
that leads into a private network is refused.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import string
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import AbstractContextManager, aclosing, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from langchain_aimlapi.api.answers import aiter_bytes, iter_bytes
from langchain_aimlapi.api.bodies import ACCEPT_ENCODING
from langchain_aimlapi.api.calls import Call
from langchain_aimlapi.api.clock import CHECK_PEER, Clock
from langchain_aimlapi.api.errors import APIStatusError, DownloadError, RateLimitError, ServerError
from langchain_aimlapi.api.limits import SizeLimits, Timeouts
from langchain_aimlapi.api.network import peer_address
from langchain_aimlapi.api.pools import ConnectionPools, shared_pools
from langchain_aimlapi.api.requests import user_agent
from langchain_aimlapi.api.retry import RetryPolicy
from langchain_aimlapi.api.transport import Transport
from langchain_aimlapi.http_library import httpx

MEGABYTE = 1024 * 1024
DEFAULT_MAX_BYTES = 512 * MEGABYTE
_ONE_PIECE = 64 * 1024
"""Bytes beyond the limit that end the reading at the latest, should nobody have counted before."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WHOLE = frozenset({200, 201, 203})
_PART = re.compile(r"bytes (?P<first>\d{1,18})-(?P<last>\d{1,18})/(?P<size>\d{1,18})", re.ASCII)
_SECRET_QUERY = re.compile(r"\?.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DownloadRules:
    """What may be fetched.

    Attributes:
        max_bytes: Most bytes of one file; larger ones are refused, by their announced size where there is one.
        max_redirects: Most redirects to follow.
        allow_private: Whether files may come from private networks and from this machine.
        trusted_origin: An address, such as the service's own, whose host and port may be private all the same.
        timeout: Seconds to wait for the next piece; 10 to connect.
        total_timeout: Seconds that the whole file may take, redirects included; None for as long as it comes.
    """

    max_bytes: int = DEFAULT_MAX_BYTES
    max_redirects: int = 5
    allow_private: bool = False
    trusted_origin: str | None = None
    timeout: float = 60.0
    total_timeout: float | None = 3600.0


@dataclass(frozen=True)
class Downloader:
    """Fetches files by the rules; can be copied and pickled.

    Args:
        rules: What may be fetched.
        pools: Where connections come from; by default those that the process shares, which know no key.
    """

    rules: DownloadRules = DownloadRules()
    pools: ConnectionPools | None = field(default=None, repr=False, compare=False)

    def __reduce__(self) -> tuple[type[Downloader], tuple[DownloadRules]]:
        return Downloader, (self.rules,)

    def errors(self) -> AbstractContextManager[None]:
        """What makes the errors of its files those of the surface; here they stay what they are."""
        return nullcontext()

    def iter_bytes(self, url: str) -> Generator[bytes]:
        """The file in pieces.

        Raises:
            DownloadError: If the file is gone, too large, or somewhere that is not allowed.
            AIMLAPIError: If the host cannot be reached or fails.
        """
        response, call = self._open(url)
        with closing(response), closing(iter_bytes(response, call)) as pieces:
            _check_peer(response, call.url, self.rules)
            _check_whole(response, call.url)
            yield from _counted(response, pieces, self.rules.max_bytes)

    async def aiter_bytes(self, url: str) -> AsyncGenerator[bytes]:
        """`iter_bytes`, asynchronously."""
        response, call = await self._aopen(url)
        try:
            _check_peer(response, call.url, self.rules)
            _check_whole(response, call.url)
            _check_announced(response, self.rules.max_bytes)
            size = 0
            async with aclosing(aiter_bytes(response, call)) as pieces:
                async for piece in pieces:
                    size += len(piece)
                    _check_size(size, self.rules.max_bytes)
                    yield piece
        finally:
            await response.aclose()

    def _open(self, url: str) -> tuple[httpx.Response, Call]:
        sender, clock = Transport(self.pools or shared_pools()), _clock(self.rules)
        for _ in range(self.rules.max_redirects + 1):
            check_address(url, self.rules, _addresses(url))
            call = _call(url, self.rules, clock)
            try:
                with _peers_checked(url, self.rules):
                    return sender.open(call, RetryPolicy()), call
            except APIStatusError as error:
                url = _next_url(error, url)
        raise DownloadError(f"The file at {public(url)} is behind more than {self.rules.max_redirects} redirects")

    async def _aopen(self, url: str) -> tuple[httpx.Response, Call]:
        sender, clock = Transport(self.pools or shared_pools()), _clock(self.rules)
        for _ in range(self.rules.max_redirects + 1):
            check_address(url, self.rules, await asyncio.to_thread(_addresses, url))
            call = _call(url, self.rules, clock)
            try:
                with _peers_checked(url, self.rules):
                    return await sender.aopen(call, RetryPolicy()), call
            except APIStatusError as error:
                url = _next_url(error, url)
        raise DownloadError(f"The file at {public(url)} is behind more than {self.rules.max_redirects} redirects")


def public(url: str) -> str:
    """The address without its query, which holds signatures."""
    return _SECRET_QUERY.sub("", url)


def check_address(url: str, rules: DownloadRules, addresses: list[str]) -> None:
    """Refuse an address that nothing is to be fetched from.

    Args:
        url: The address.
        rules: What is allowed.
        addresses: The IP addresses of its host, as far as they are known.

    Raises:
        DownloadError: For schemes other than http and https, for credentials in the address, and for hosts in private
            networks unless allowed.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DownloadError(f"{public(url)!r} is no http(s) address")
    if parts.username or parts.password:
        raise DownloadError("The address of a file must not hold credentials")
    if rules.allow_private or (rules.trusted_origin and _origin(url) == _origin(rules.trusted_origin)):
        return
    hidden = next((address for address in addresses if not is_public(address)), None)
    if hidden is not None:
        raise DownloadError(
            f"The file at {public(url)} is in a private network ({hidden}); allow_private_hosts=True would fetch it"
        )


def is_public(address: str) -> bool:
    """Whether an IP address is one host of the internet; one that wraps an IPv4 address is what that one is."""
    parsed = ipaddress.ip_address(address)
    inside = [parsed]
    if isinstance(parsed, ipaddress.IPv6Address):
        nat64 = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF) if parsed in _NAT64 else None
        inside += [wrapped for wrapped in (parsed.sixtofour, parsed.ipv4_mapped, nat64) if wrapped is not None]
    return all(part.is_global and not part.is_multicast for part in inside)


@contextmanager
def _peers_checked(url: str, rules: DownloadRules) -> Iterator[None]:
    """Connections are looked at before the request is sent, unless they lead to a proxy."""
    mark = CHECK_PEER.set(lambda peer: check_address(url, rules, [peer]))
    try:
        yield
    finally:
        CHECK_PEER.reset(mark)


def _check_peer(response: httpx.Response, url: str, rules: DownloadRules) -> None:
    """Refuse an answer that came from a private network after all: clients of the user's own do not look before.

    Behind a proxy it is the proxy that is connected to, and that decides.
    """
    stream = response.extensions.get("network_stream")
    if stream is not None and (peer := peer_address(stream)) is not None:
        check_address(url, rules, [peer])


def _origin(url: str) -> tuple[str | None, int]:
    parts = urlsplit(url)
    return parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _addresses(url: str) -> list[str]:
    """The IP addresses of the host; none if it has no name here, as behind a proxy."""
    host = urlsplit(url).hostname or ""
    with suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(entry[4][0]).partition("%")[0] for entry in found]


def _clock(rules: DownloadRules) -> Clock:
    patience = rules.timeout
    return Clock(Timeouts(10.0, patience, patience, rules.total_timeout, patience, patience))


def _call(url: str, rules: DownloadRules, clock: Clock) -> Call:
    """The request: nothing in it but the address, and above all no key."""
    headers = {"Accept": "*/*", "Accept-Encoding": ACCEPT_ENCODING, "User-Agent": user_agent()}
    limits = SizeLimits(answer=rules.max_bytes + _ONE_PIECE)
    return Call("GET", url, headers, clock=clock, limits=limits)


def _next_url(error: APIStatusError, url: str) -> str:
    """Where a redirect leads.

    Raises:
        DownloadError: If it is none and the file is gone; else the error itself.
    """
    place = _location(error.response) if error.response is not None else None
    if error.status_code in _REDIRECTS and place:
        return urljoin(url, place)
    if isinstance(error, (ServerError, RateLimitError)):
        raise error
    raise DownloadError(
        f"The file at {public(url)} cannot be fetched any more (status {error.status_code}): generated files are "
        "kept for minutes to days; generate it again and save it soon",
        status_code=error.status_code,
    ) from None


def _location(response: httpx.Response) -> str:
    """The header that says where a redirect leads; bytes beyond ASCII are escaped as they are, whatever they encode."""
    given = next((value for name, value in response.headers.raw if name.lower() == b"location"), b"")
    return quote(given.strip(), safe=string.punctuation)


def _check_whole(response: httpx.Response, url: str) -> None:
    """Refuse an answer that holds no file, or a part of one, which nobody has asked for.

    Raises:
        DownloadError: The text has the status.
    """
    part = _PART.fullmatch(response.headers.get("content-range", "").strip())
    is_part = part is not None and int(part["last"]) - int(part["first"]) + 1 < int(part["size"])
    if response.status_code not in _WHOLE or is_part:
        what = "a part of it" if is_part or response.status_code == 206 else "no file"  # noqa: PLR2004
        raise DownloadError(
            f"The host of {public(url)} sent {what} (status {response.status_code})", status_code=response.status_code
        )


def _counted(response: httpx.Response, pieces: Generator[bytes], most: int) -> Generator[bytes]:
    _check_announced(response, most)
    size = 0
    for piece in pieces:
        size += len(piece)
        _check_size(size, most)
        yield piece


def _check_announced(response: httpx.Response, most: int) -> None:
    announced = response.headers.get("content-length", "")
    _check_size(int(announced) if announced.isdecimal() else 0, most)


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise DownloadError(f"The file has more than {most:,} bytes, the most that may be fetched (max_bytes)")
