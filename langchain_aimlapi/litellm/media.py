"""Embeddings and images: what LiteLLM hands to a handler as a request, and an answer as LiteLLM's object."""

from __future__ import annotations

import base64
import logging
import time
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any

import litellm
from litellm.types.utils import EmbeddingResponse, ImageObject, ImageResponse, Usage

from langchain_aimlapi.api.downloads import Downloader, DownloadRules
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import get_model, wire_id
from langchain_aimlapi.embedding_request import LENGTHS, read_vectors
from langchain_aimlapi.image_request import ImageCall, Pictures, build_image_call, read_pictures
from langchain_aimlapi.image_results import GeneratedImage, ImageResult, read_images
from langchain_aimlapi.litellm.answers import hidden_params, marked
from langchain_aimlapi.litellm.prices import deployment_params
from langchain_aimlapi.litellm.supported import IMAGE, UNDOCUMENTED
from langchain_aimlapi.media_inputs import is_address
from langchain_aimlapi.media_request import EMBEDDING_NAMES, check_body, check_names, has_field

JSON = dict[str, Any]

logger = logging.getLogger(__name__)


def embedding_call(given: JSON) -> tuple[JSON, RequestOptions]:
    """Body and options of a request for embeddings.

    Raises:
        InvalidRequestError: If the model cannot take what is asked for.
    """
    card = get_model(given["model"])
    body, options = split_options({**_retries(given), **given["optional_params"], "timeout": given.get("timeout")})
    schema, extra = card.parameters, body.pop("extra_body", None) or {}
    if schema is not None and "encoding_format" not in schema:
        body.pop("encoding_format", None)  # OpenAI's client sends it unasked
    extra = {**_undocumented(body, schema), **extra}
    if _drops_params(given):
        body = {name: value for name, value in body.items() if has_field(name, card, schema, EMBEDDING_NAMES)}
    check_names(body, card, schema, EMBEDDING_NAMES)
    checked = check_body({"model": wire_id(given["model"]), **body}, schema, card, "warn", not_sent=("input",))
    return {**checked, **extra, "input": _texts(given["input"])}, options


def _texts(told: Any) -> str | list[str]:
    """The texts to embed.

    Raises:
        InvalidRequestError: If they are tokens: the service takes texts only.
    """
    texts = [told] if isinstance(told, str) else list(told)
    if not all(isinstance(text, str) for text in texts):
        raise InvalidRequestError(
            "input must be a string or a list of strings: AI/ML API takes no tokens. Have the client send its texts as "
            "they are (check_embedding_ctx_length=False where it has that)"
        )
    return told if isinstance(told, str) else texts


def _undocumented(body: JSON, schema: Any) -> JSON:
    """What OpenAI has and the model's page does not: taken out of the body, to be sent without a warning."""
    return {key: body.pop(key) for key in UNDOCUMENTED if key in body and schema is not None and key not in schema}


def fill_embeddings(given: JSON, reply: JSON, body: JSON) -> EmbeddingResponse:
    """LiteLLM's answer object, filled with the service's answer to a body.

    Raises:
        MalformedResponseError: If a vector is missing, is not of finite numbers, or of another length than the others.
    """
    texts = body["input"]
    length = next((body[name] for name in LENGTHS if body.get(name)), None)
    read_vectors(reply, 1 if isinstance(texts, str) else len(texts), length)
    usage = reply.get("usage") or {}
    total = usage.get("total_tokens") or usage.get("prompt_tokens") or 0
    response: EmbeddingResponse = given["model_response"]
    response.object = "list"
    response.model = given["model"]
    response.data = [{"object": "embedding", "index": place, **entry} for place, entry in enumerate(reply["data"])]
    response.usage = Usage(prompt_tokens=usage.get("prompt_tokens") or total, completion_tokens=0, total_tokens=total)
    response._hidden_params |= hidden_params(marked(given, reply))
    return response


def image_call(given: JSON) -> ImageCall:
    """The request for new pictures.

    Raises:
        InvalidRequestError: If the model cannot take what is asked for.
    """
    return _image_call(given, {**_retries(given), **given["optional_params"]}, Pictures(), "generate")


def image_edit_call(given: JSON) -> ImageCall:
    """The request for changed pictures.

    Raises:
        InvalidRequestError: If the model cannot take what is asked for.
    """
    schema = get_model(given["model"]).parameters
    if not hands_on_edits():
        _warn_of_cut_edits()
    asked = {**_retries(given), **given["optional_params"]}
    mask = asked.pop("mask", None)
    known = {*IMAGE, "extra_body", "extra_headers", "max_retries", *(schema or {})} - {"prompt", "model", "image"}
    params = {key: value for key, value in asked.items() if key in known}
    pictures = read_pictures([_picture(each) for each in given["image"]], None if mask is None else _picture(mask))
    return _image_call(given, params, pictures, "edit")


def _image_call(given: JSON, params: JSON, pictures: Pictures, purpose: Any) -> ImageCall:
    schema = get_model(given["model"], warn=False).parameters
    prompt = given.get("prompt")
    if schema is not None and "prompt" not in schema and not (prompt or "").strip():
        prompt = None  # LiteLLM wants one even for models that take none
    told = {**params, "prompt": prompt, "timeout": given.get("timeout")}
    extra = {**_undocumented(told, schema), **(told.pop("extra_body", None) or {})}
    if schema is not None and "response_format" not in schema:
        told.pop("response_format", None)  # such models answer in the one way that they have
    return build_image_call(given["model"], {**told, "extra_body": extra}, pictures, purpose=purpose)


def _picture(source: Any) -> Any:
    """A picture as a program or a form brings it; never a file of this machine that somebody else has named.

    Raises:
        InvalidRequestError: If it is a path.
    """
    if isinstance(source, (tuple, list)):
        source = source[1]  # a form's file: name, content, type
    if isinstance(source, str) and not is_address(source):
        raise InvalidRequestError("image must be bytes, an open file, or an http(s) or data: address, not a path")
    return source


def _drops_params(given: JSON) -> bool:
    """Whether what a model does not take is left out: for embeddings LiteLLM only lets it pass."""
    return litellm.drop_params is True or deployment_params(given).get("drop_params") is True


def _retries(given: JSON) -> JSON:
    """`max_retries`, which LiteLLM tells its logging object, and not the handlers of these endpoints."""
    told = deployment_params(given).get("max_retries")
    return {} if told is None else {"max_retries": told}


@cache
def hands_on_edits() -> bool:
    """Whether the installed LiteLLM hands an edit's `mask`, `n`, `quality`, `size` and `response_format` to providers.

    The function that does it is private and is only looked for, to warn where it is not: older releases keep them.
    """
    return hasattr(import_module("litellm.images.main"), "_custom_handler_edit_params")


@cache
def _warn_of_cut_edits() -> None:
    kept = "mask, n, quality, size and response_format of image_edit"
    logger.warning(
        "LiteLLM %s keeps %s to itself: they are not sent; newer releases hand them on", version("litellm"), kept
    )


def fill_images(given: JSON, reply: JSON, base_url: str) -> ImageResponse:
    """LiteLLM's answer object, filled with the service's answer; pictures are fetched where their bytes are wanted.

    Args:
        given: LiteLLM's arguments.
        reply: The answer.
        base_url: The service's address: files may be fetched from there although its network is private.

    Raises:
        AIMLAPIError: If a picture cannot be fetched.
    """
    result = read_images(reply, given["model"], Downloader(DownloadRules(trusted_origin=base_url)))
    if _wants_bytes(given):
        for image in result.images:
            image.read()
    return _filled(given, reply, result)


async def afill_images(given: JSON, reply: JSON, base_url: str) -> ImageResponse:
    """`fill_images`, asynchronously."""
    result = read_images(reply, given["model"], Downloader(DownloadRules(trusted_origin=base_url)))
    if _wants_bytes(given):
        for image in result.images:
            await image.aread()
    return _filled(given, reply, result)


def _wants_bytes(given: JSON) -> bool:
    """Whether pictures are asked for as bytes: most models have only addresses to give."""
    return bool(given["optional_params"].get("response_format") == "b64_json")


def _filled(given: JSON, reply: JSON, result: ImageResult) -> ImageResponse:
    response: ImageResponse = given["model_response"]
    response.created = reply.get("created") or int(time.time())
    response.data = [_image_object(image, as_bytes=_wants_bytes(given)) for image in result.images]
    response._hidden_params |= {**hidden_params(marked(given, reply)), "model": given["model"]}
    return response


def _image_object(image: GeneratedImage, *, as_bytes: bool) -> ImageObject:
    url = None if as_bytes else image.url
    data = None if url is not None else base64.b64encode(image.read()).decode()
    return ImageObject(url=url, b64_json=data, revised_prompt=image.revised_prompt)
