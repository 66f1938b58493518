"""What is wanted of an image model, to the call that is sent: names, places of input pictures, checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from langchain_aimlapi.api.errors import FieldIssue, InvalidRequestError
from langchain_aimlapi.api.families import IMAGE_EDITS_PATH, IMAGES_PATH
from langchain_aimlapi.api.requests import RequestOptions
from langchain_aimlapi.api.schema_rules import as_typed
from langchain_aimlapi.api.uploads import FilePart
from langchain_aimlapi.call_params import split_options
from langchain_aimlapi.catalogue import ModelCard, find_models, get_model, wire_id
from langchain_aimlapi.image_sizes import SIZE_NAMES, spell_size
from langchain_aimlapi.media_inputs import InputFile, read_image
from langchain_aimlapi.media_request import Policy, StandardNames, check_body, check_names, no_field
from langchain_aimlapi.media_types import pixel_size

JSON = dict[str, Any]
Schema = Mapping[str, Mapping[str, Any]]

Purpose = Literal["generate", "edit", "upscale"]
COUNT_NAMES = ("num_images", "n")
IMAGE_NAMES = ("image_url", "image", "image_urls")
_SIZES = ("size", "image_size", "aspect_ratio", "resolution")
NAMES = StandardNames(
    "image",
    IMAGES_PATH,
    {
        **{name: (name,) for name in ("prompt", "quality", "seed", "negative_prompt", "output_format")},
        **dict.fromkeys(SIZE_NAMES, _SIZES),
        "image": IMAGE_NAMES,
    },
)
"""Standard names, and what models call them; how many and how large is told by more than a name."""
MAX_FORM_IMAGES = 16
_EDITED = frozenset({"image/png", "image/jpeg", "image/webp"})
"""Images that OpenAI's edits take. https://docs.aimlapi.com/api-references/image-models/openai/gpt-image-1"""
MAX_MASK_BYTES = 4 * 1024 * 1024
_FORMATS = {"jpg": "jpeg", "tif": "tiff"}


@dataclass(frozen=True, slots=True)
class ImageCall:
    """A request for pictures, ready to send.

    Attributes:
        path: Where it goes.
        body: The body, or the fields of the form.
        files: Files of the form; none for JSON.
        options: What concerns the call rather than the body.
    """

    path: str
    body: JSON
    files: tuple[FilePart, ...]
    options: RequestOptions


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures that go in."""

    images: tuple[InputFile, ...] = ()
    mask: InputFile | None = None

    def addresses(self) -> list[str]:
        """Addresses of those whose bytes are not here."""
        return [each.url for each in (*self.images, self.mask) if each is not None and each.url is not None]

    def with_bytes(self, found: Mapping[str, bytes]) -> Pictures:
        """The same pictures with the bytes that were found at their addresses."""
        images = tuple(_with_bytes(each, found) for each in self.images)
        return Pictures(images, None if self.mask is None else _with_bytes(self.mask, found))


def _with_bytes(picture: InputFile, found: Mapping[str, bytes]) -> InputFile:
    return picture if picture.url is None else read_image(found[picture.url])


def read_pictures(image: Any, mask: Any = None) -> Pictures:
    """The pictures that go in, read and looked at.

    Args:
        image: None, one picture, or a list of them, in any form of `ImageInput`.
        mask: None, or a picture.

    Raises:
        InvalidRequestError: If one is too large or no picture.
        OSError: If a file cannot be read.
    """
    given = [] if image is None else list(image) if isinstance(image, (list, tuple)) else [image]
    names = ["image"] if len(given) == 1 else [f"image[{at}]" for at in range(len(given))]
    images = tuple(read_image(each, name=name) for each, name in zip(given, names, strict=True))
    return Pictures(images, None if mask is None else read_image(mask, name="mask"))


def needs_files(model: str, pictures: Pictures) -> bool:
    """Whether the model takes pictures as files only, and some are known by their address."""
    return bool(pictures.addresses()) and _path(get_model(model, warn=False), pictures) == IMAGE_EDITS_PATH


def build_image_call(
    model: str,
    params: Mapping[str, Any],
    pictures: Pictures,
    *,
    purpose: Purpose = "generate",
    unsupported_params: Policy = "warn",
) -> ImageCall:
    """The call for pictures.

    Args:
        model: The model's name as the user gave it.
        params: `prompt`, the standard names `n`, `size`, `width`, `height`, `aspect_ratio`, `quality`, `seed`,
            `negative_prompt`, `output_format`, any of the model's own, `extra_body`, and what concerns the call rather
            than the body. None means not given.
        pictures: The pictures that go in.
        purpose: What is to be done.
        unsupported_params: What to do with what the model does not know.

    Raises:
        InvalidRequestError: If the model cannot do what is asked for; the text names field, value and range.
    """
    given, options = split_options(params)
    extra = given.pop("extra_body", {})
    card, name = get_model(model), wire_id(model)
    path = _path(card, pictures)
    schema = _schema(card, path)
    placed = _placed(pictures, schema, card, purpose) if path == IMAGES_PATH else {}
    _check_purpose(purpose, pictures, card, schema)
    check_names(given, card, schema, NAMES)
    body = {"model": name, **_spelt(given, schema, card, unsupported_params), **placed}
    files = _form_files(pictures, card.id) if path == IMAGE_EDITS_PATH else ()
    checked = check_body(body, schema, card, unsupported_params, not_sent=("image",) if files else ())
    return ImageCall(path, {**checked, **extra}, files, options)


def takes_images(card: ModelCard) -> bool | None:
    """Whether a model takes pictures; None when nobody knows."""
    if card.endpoint(IMAGE_EDITS_PATH) is not None:
        return True
    endpoint = card.endpoint(IMAGES_PATH)
    return None if endpoint is None else any(name in endpoint.parameters for name in IMAGE_NAMES)


def upscalers() -> list[str]:
    """Models that make a picture larger or sharper and need no prompt for it."""
    cards = find_models(family="image", status="live")
    return [card.id for card in cards if _is_upscaler(card.parameters or {})]


def _is_upscaler(schema: Schema) -> bool:
    return "image_url" in schema and "prompt" not in schema


def _path(card: ModelCard, pictures: Pictures) -> str:
    """OpenAI's models take pictures at an address of their own."""
    plain = card.endpoint(IMAGES_PATH)
    has_place = plain is not None and any(name in plain.parameters for name in IMAGE_NAMES)
    if pictures.images and not has_place and card.endpoint(IMAGE_EDITS_PATH) is not None:
        return IMAGE_EDITS_PATH
    return IMAGES_PATH


def _schema(card: ModelCard, path: str) -> Schema | None:
    """What the model takes at an address; None when nobody knows.

    Raises:
        InvalidRequestError: If the model is known to be no image model.
    """
    endpoint = card.endpoint(path)
    if card.endpoints and card.family != "image":  # models in space have the same address
        raise InvalidRequestError(f"{card.id} makes no pictures: it is a model of the family {card.family!r}")
    return endpoint.parameters if endpoint else None


def _check_purpose(purpose: Purpose, pictures: Pictures, card: ModelCard, schema: Schema | None) -> None:
    if purpose == "generate":
        return
    if not pictures.images:
        raise InvalidRequestError("image is needed: a path, bytes, an open file or an address")
    if purpose == "upscale" and schema is not None and not _is_upscaler(schema):
        raise InvalidRequestError(f"{card.id} does not upscale; models that do: {', '.join(upscalers())}")


# Parameters


def _spelt(given: JSON, schema: Schema | None, card: ModelCard, policy: Policy) -> JSON:
    """The parameters under the model's names."""
    sizes = {name: value for name, value in given.items() if name in SIZE_NAMES}
    rest = {name: value for name, value in given.items() if name not in (*SIZE_NAMES, *COUNT_NAMES)}
    if "output_format" in rest:
        rest["output_format"] = _format(rest["output_format"], (schema or {}).get("output_format", {}))
    count = as_typed(next((given[name] for name in COUNT_NAMES if name in given), None), {"type": "integer"})
    return {**_spelt_count(count, schema, card.id), **spell_size(sizes, schema, card.id, policy), **rest}


def _spelt_count(count: Any, schema: Schema | None, model: str) -> JSON:
    if count is None:
        return {}
    name = next((name for name in COUNT_NAMES if name in schema), None) if schema is not None else "n"
    if name is not None:
        return {name: count}
    if count != 1:
        issue = FieldIssue(field="n", message="must be 1", received=str(count), allowed=(1,))
        raise InvalidRequestError(f"{model} makes one picture a request: n must be 1, not {count!r}", issues=(issue,))
    return {}


def _format(word: Any, rule: Mapping[str, Any]) -> Any:
    """The model's own word for a format: `jpg` and `jpeg` are the same."""
    allowed = rule.get("enum", ())
    other = _FORMATS.get(word, word) if isinstance(word, str) else word
    return word if word in allowed or other not in allowed else other


# Input pictures


def _placed(pictures: Pictures, schema: Schema | None, card: ModelCard, purpose: Purpose) -> JSON:
    """The pictures in the model's own fields.

    Raises:
        InvalidRequestError: If the model takes none, or not so many, or no mask.
    """
    if pictures.mask is not None:
        raise InvalidRequestError(f"{card.id} takes no mask; openai/gpt-image-1 and openai/gpt-image-2 do")
    addresses = [image.as_address() for image in pictures.images]
    if not addresses:
        return {}
    if schema is None:
        return {"image_url": addresses[0]} if len(addresses) == 1 else {"image_urls": addresses}
    places = [name for name in IMAGE_NAMES if name in schema]
    if not places:
        raise no_field("image", card, schema, NAMES, "pictures")
    edits = purpose == "edit" and "image_edit" in schema.get("type", {}).get("enum", ())
    return _put(addresses, places, schema, card.id, as_edit=edits)


def _put(addresses: Sequence[str], places: list[str], schema: Schema, model: str, *, as_edit: bool) -> JSON:
    lists = [name for name in places if _takes_list(schema[name])]
    singles = [name for name in places if _takes_text(schema[name])]
    kind = {"type": "image_edit"} if as_edit else {}
    if len(addresses) == 1 and singles and (as_edit or not (lists and singles != lists)):
        return {singles[0]: addresses[0], **kind}
    if lists:
        return {lists[0]: list(addresses), **kind}
    if len(addresses) > 1:
        raise InvalidRequestError(f"{model} takes one picture, not {len(addresses)}")
    return {singles[0]: addresses[0], **kind}


def _takes_list(rule: Mapping[str, Any]) -> bool:
    return any(branch.get("type") == "array" for branch in (rule, *rule.get("any_of", ())))


def _takes_text(rule: Mapping[str, Any]) -> bool:
    return any(branch.get("type") == "string" for branch in (rule, *rule.get("any_of", ())))


def _form_files(pictures: Pictures, model: str) -> tuple[FilePart, ...]:
    """The files of an edit's form: `image`, or `image[]` for each of several, and `mask`."""
    if len(pictures.images) > MAX_FORM_IMAGES:
        raise InvalidRequestError(f"{model} takes at most {MAX_FORM_IMAGES} pictures, not {len(pictures.images)}")
    field = "image" if len(pictures.images) == 1 else "image[]"
    mask = pictures.mask
    for image in pictures.images:
        if image.data is not None and image.mime_type not in _EDITED:
            raise InvalidRequestError(
                f"image is {image.mime_type}, which {model} does not edit: give PNG, JPEG or WebP"
            )
    if mask is not None and mask.data is not None:
        _check_mask(mask, pictures.images[0])
    if mask is not None and len(mask.data or b"") >= MAX_MASK_BYTES:
        raise InvalidRequestError(f"mask must have fewer than {MAX_MASK_BYTES:,} bytes, not {len(mask.data or b''):,}")
    return (*(image.as_part(field) for image in pictures.images), *([mask.as_part("mask")] if mask else []))


def _check_mask(mask: InputFile, image: InputFile) -> None:
    """Refuse a mask that does not fit: it is a PNG as large as the image, whose transparent part is to be changed.

    Raises:
        InvalidRequestError: The text says what is wrong.
    """
    data = mask.data or b""
    if mask.mime_type != "image/png":
        raise InvalidRequestError(f"mask is {mask.mime_type}: it must be a PNG whose transparent part is to be changed")
    size, wanted = pixel_size(data), pixel_size(image.data or b"")
    if size and wanted and size != wanted:
        raise InvalidRequestError(
            f"mask is {size[0]}x{size[1]} pixels and image {wanted[0]}x{wanted[1]}: they must be of one size"
        )
