"""The server of faults, and the calls of all tests of the matrix, made at once: some take a second of waiting."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from faulty import FaultServer
from surfaces import SURFACES, run

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
