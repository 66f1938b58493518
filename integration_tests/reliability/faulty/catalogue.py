"""All faults by name."""

from faulty import (
    body_faults,
    chat_body_faults,
    header_faults,
    status_faults,
    stream_faults,
    tool_faults,
    transport_faults,
)
from faulty.fault import Fault

GROUPS: dict[str, tuple[Fault, ...]] = {
    "Connection": transport_faults.FAULTS,
    "Status": status_faults.FAULTS,
    "Headers": header_faults.FAULTS,
    "Body": body_faults.FAULTS,
    "Chat body": chat_body_faults.FAULTS,
    "Stream": stream_faults.FAULTS,
    "Chat stream": tool_faults.FAULTS,
}
FAULTS = {fault.name: fault for group in GROUPS.values() for fault in group}
