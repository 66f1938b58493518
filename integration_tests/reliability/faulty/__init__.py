"""A server that misbehaves byte by byte, and the faults it knows. Needs nothing but the standard library."""

from faulty.catalogue import FAULTS
from faulty.fault import Fault, Request
from faulty.server import FaultServer

__all__ = ["FAULTS", "Fault", "FaultServer", "Request"]
