"""Requests for models in space: a mesh, in the shape of the model's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_aimlapi.emulator.family import FamilyAnswer, FamilyCall
from langchain_aimlapi.emulator.meshes import MIME_TYPES, mesh
from langchain_aimlapi.emulator.replies import digest
from langchain_aimlapi.emulator.tokens import CREDITS_PER_USD, Cost

Json = dict[str, Any]
# USD per answer: the catalogue states no price for these models.
UNPRICED = 0.09
PARTS = ("segmented_mesh", "mask_1_mesh", "mask_2_mesh", "mask_3_mesh")


def make_meshes(call: FamilyCall, keep: Callable[[bytes, str, str], str]) -> FamilyAnswer:
    """Shape what is asked for.

    Args:
        call: The request.
        keep: Keeps a file (bytes, MIME type, name) and returns its address.
    """
    spent = round(UNPRICED * CREDITS_PER_USD)
    cost = Cost(spent / CREDITS_PER_USD, spent)
    in_parts = "mesh_url" in call.endpoint.parameters
    files = {name: _file(call, name, keep) for name in (PARTS if in_parts else ("model_mesh",))}
    more = {"best_mask_index": 0, "iou_scores": [0.9, 0.7, 0.5], "seed": 42} if in_parts else {"timings": {}}
    return FamilyAnswer({**files, **more, "meta": cost.as_meta()}, cost, call.status)


def _file(call: FamilyCall, part: str, keep: Callable[[bytes, str, str], str]) -> Json:
    form = str(call.parameter("output_format") or "glb")
    topic = digest({key: value for key, value in call.body.items() if key != "output_format"}, part)
    content, name = mesh(topic, form), f"{topic}.{form}"
    return {
        "url": keep(content, MIME_TYPES[form], name),
        "content_type": "application/octet-stream",  # as the service has it
        "file_name": name,
        "file_size": len(content),
    }
