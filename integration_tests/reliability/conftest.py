"""The server of faults, the calls of all tests of the matrix, made at once, and what tests of the wire need."""

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor

import pytest
import trustme
from faulty import FaultServer
from surfaces import SURFACES, run

from langchain_aimlapi.api import certificates

AT_ONCE = 12


@pytest.fixture(scope="session")
def fault_server():
    with FaultServer() as server:
        yield server


@pytest.fixture(scope="session")
def results(request, fault_server):
    """What became of the calls that the chosen tests are about, by the names of fault and surface."""
    chosen = [item.callspec.params for item in request.session.items if "results" in getattr(item, "fixturenames", ())]
    cells = {
        (cell["fault"], surface)
        for cell in chosen
        for surface in ([cell["surface"]] if "surface" in cell else SURFACES)
        if surface.promise in cell["fault"].surfaces
    }
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {
            (fault.name, surface.name): pool.submit(run, fault_server, fault, surface) for fault, surface in cells
        }
        return {cell: future.result() for cell, future in running.items()}


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, monkeypatch, tmp_path):
    """The authority is one that this machine trusts; gives what a server on 127.0.0.1 shows."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    certificates.shared_ssl_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    yield context
    certificates.shared_ssl_context.cache_clear()


@pytest.fixture
def resolve(monkeypatch):
    """Lets every name lead to the addresses given."""

    def to(*addresses):
        def look_up(host, port, *_, **__):
            found = [host] if host[0].isdigit() else addresses
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port or 0))) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return to


@pytest.fixture
def no_proxies(monkeypatch):
    """The environment names no proxy."""
    for name in ("NO_PROXY", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def use_proxy(monkeypatch, no_proxies):
    """Lets a proxy take requests of a scheme."""

    def use(scheme, url):
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", url)
        monkeypatch.setenv(f"{scheme}_proxy", url)

    return use
