"""`AIMLAPIImageGenerator`: every image model of AI/ML API as a tool of an agent, and as plain methods."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from langchain_core.tools import ArgsSchema, BaseTool
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from langchain_aimlapi.api.downloads import DEFAULT_MAX_BYTES, Downloader, DownloadRules
from langchain_aimlapi.api.errors import InvalidRequestError
from langchain_aimlapi.api.families import IMAGE_EDITS_PATH
from langchain_aimlapi.catalogue import get_model
from langchain_aimlapi.connection import MODEL_NAMES, Connection
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.fetching import ModelDownloader
from langchain_aimlapi.file_saving import made_folder
from langchain_aimlapi.image_request import (
    IMAGE_NAMES,
    NAMES,
    ImageCall,
    Pictures,
    Purpose,
    Schema,
    build_image_call,
    needs_files,
    read_pictures,
    takes_images,
)
from langchain_aimlapi.image_results import GeneratedImage, ImageResult, read_images
from langchain_aimlapi.media_files import asaved, saved
from langchain_aimlapi.media_inputs import MAX_IMAGE_BYTES, ImageInput, is_address
from langchain_aimlapi.media_request import Policy
from langchain_aimlapi.tools.arguments import ToolArguments, make_arguments

if TYPE_CHECKING:
    from langchain_aimlapi._options import ImageToolOptions

JSON = dict[str, Any]

__all__ = ["AIMLAPIImageGenerator", "GeneratedImage", "ImageResult"]

_BODY_FIELDS = ("size", "aspect_ratio", "n", "quality", "seed", "negative_prompt", "output_format")


class ImageArguments(BaseModel):
    """What an agent may say; what the model does not take is left out of its own schema."""

    prompt: str | None = Field(
        default=None, description="What the picture shows, in full sentences: subject, style, light, colours."
    )
    image: str | None = Field(
        default=None,
        description="Address (https://…) of a picture to change or to start from. Leave out for a new one.",
    )
    aspect_ratio: str | None = Field(default=None, description="Shape as width:height, such as 1:1, 16:9 or 9:16.")
    negative_prompt: str | None = Field(default=None, description="What the picture must not show.")


class AIMLAPIImageGenerator(Connection, BaseTool):
    """Image models of AI/ML API: pictures from words, from pictures, larger pictures.

    Sizes, counts and input pictures have a dozen spellings among the models. Here they have one, and are sent in the
    model's own. https://docs.aimlapi.com/api-references/image-models

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPIImageGenerator

        painter = AIMLAPIImageGenerator(model="flux/schnell")
        result = painter.generate("A paper boat in the rain", aspect_ratio="4:3")
        picture = result.image
        print(picture.width, picture.height, picture.cost, len(picture.read()))
        ```

    As a tool its answer is a short text with the address of each picture, and its artifact an `ImageResult`.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` when the
            model cannot do what is asked for, before anything is sent.
    """

    name: str = "generate_image"
    """The tool's name, for the agent."""
    description: str = (
        "Makes a picture from a description, or changes a given one, and answers with its address. "
        "Use it when the user wants an image, drawing, photo, logo or illustration."
    )
    """What the tool is for, for the agent."""
    args_schema: ArgsSchema | None = None
    """What the agent may say. Default: what the model takes of prompt, image, aspect ratio and negative prompt."""
    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    """That the tool answers with a text and an artifact."""

    model: str = Field(validation_alias=MODEL_NAMES)
    """Name of the model, such as `"flux/schnell"`."""
    size: str | tuple[int, int] | None = None
    """Default size: `"1024x768"`, `(1024, 768)`, a word of the model such as `"landscape_4_3"`, or `"2K"`."""
    aspect_ratio: str | None = None
    """Default shape, such as `"16:9"`."""
    n: int | None = Field(default=None, ge=1)
    """Default number of pictures, each of which is paid for."""
    quality: str | None = None
    """Default quality, for OpenAI's models: `"low"`, `"medium"` or `"high"`."""
    seed: int | None = None
    """Default seed: the same request with the same seed makes much the same picture."""
    negative_prompt: str | None = None
    """Default for what pictures must not show."""
    output_format: str | None = None
    """Default file format, `"png"`, `"jpeg"` or `"webp"`."""
    model_kwargs: dict[str, Any] = Field(default_factory=dict)
    """Further default parameters, under the model's own names; checked against its schema."""
    extra_body: dict[str, Any] | None = Field(default=None, exclude=True, repr=False)
    """Parameters put into the body last and unchecked."""
    unsupported_params: Policy = "warn"
    """What to do with what the model does not know: `"warn"` once, raise an `"error"`, or `"send"` it."""
    save_directory: Path | None = None
    """Where the tool saves its pictures, since their addresses expire; it then tells the agent the paths as well. The
    directory is made if it is not there."""
    allow_file_inputs: bool = False
    """Whether the agent may name files of this machine as input pictures. Methods may always be given files."""
    allow_private_hosts: bool = False
    """Whether pictures may be fetched from private networks; the service's own host always may."""
    max_bytes: int = Field(default=DEFAULT_MAX_BYTES, ge=1)
    """Most bytes of one picture that are fetched."""

    model_config = ConfigDict(extra="forbid")

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[ImageToolOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[ImageToolOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    @model_validator(mode="after")
    def _offer_what_the_model_takes(self) -> Self:
        if self.args_schema is None:
            self.args_schema = arguments_for(self.model)
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with changed settings, whose arguments for agents are those of its model."""
        twin = super().model_copy(update=update, deep=deep)
        if twin.args_schema is arguments_for(self.model):
            twin.args_schema = arguments_for(twin.model)
        return twin

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        if self.args_schema is arguments_for(self.model):  # made here, so no pickle can find it by name
            state = {**state, "__dict__": {**state["__dict__"], "args_schema": None}}
        return state

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        if self.args_schema is None:
            self.args_schema = arguments_for(self.model)

    # Plain methods

    def generate(
        self, prompt: str | None = None, *, image: ImageInput | Sequence[ImageInput] | None = None, **params: Any
    ) -> ImageResult:
        """Make pictures.

        Args:
            prompt: What they show.
            image: A picture, or several, to start from or to refer to, for models that take them: addresses, paths,
                bytes, open files, earlier results.
            **params: `n`, `size`, `width` with `height`, `aspect_ratio`, `quality`, `seed`, `negative_prompt`,
                `output_format`, any parameter of the model under its own name, and `client_request_id`, `timeout`,
                `max_retries`, `extra_headers`, `extra_body`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self._do("generate", prompt, image, params)

    async def agenerate(
        self, prompt: str | None = None, *, image: ImageInput | Sequence[ImageInput] | None = None, **params: Any
    ) -> ImageResult:
        """`generate`, asynchronously."""
        return await self._ado("generate", prompt, image, params)

    def edit(
        self,
        prompt: str,
        image: ImageInput | Sequence[ImageInput],
        *,
        mask: ImageInput | None = None,
        **params: Any,
    ) -> ImageResult:
        """Change pictures.

        Args:
            prompt: What to change.
            image: The picture, or several.
            mask: For OpenAI's models: a PNG of the first picture's size whose transparent part is to be changed.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        return self._do("edit", prompt, image, {**params, "mask": mask})

    async def aedit(
        self,
        prompt: str,
        image: ImageInput | Sequence[ImageInput],
        *,
        mask: ImageInput | None = None,
        **params: Any,
    ) -> ImageResult:
        """`edit`, asynchronously."""
        return await self._ado("edit", prompt, image, {**params, "mask": mask})

    def image_to_image(self, prompt: str, image: ImageInput | Sequence[ImageInput], **params: Any) -> ImageResult:
        """Make pictures that start from another one; models such as `flux/dev/image-to-image` take a `strength`.

        Args:
            prompt: What they show.
            image: The picture to start from.
            **params: As for `generate`.

        Raises:
            AIMLAPIError: See the class.
        """
        _need(image)
        return self._do("generate", prompt, image, params)

    async def aimage_to_image(
        self, prompt: str, image: ImageInput | Sequence[ImageInput], **params: Any
    ) -> ImageResult:
        """`image_to_image`, asynchronously."""
        _need(image)
        return await self._ado("generate", prompt, image, params)

    def upscale(self, image: ImageInput, **params: Any) -> ImageResult:
        """Make a picture larger or sharper, with a model that does that, such as `bytedance/dreamina-creative-upscale`.

        Args:
            image: The picture.
            **params: The model's own parameters, such as `resolution="4k"`, or `mode="Standard"` to sharpen.

        Raises:
            AIMLAPIError: See the class; for a model that does not upscale, the text names those that do.
        """
        return self._do("upscale", None, image, params)

    async def aupscale(self, image: ImageInput, **params: Any) -> ImageResult:
        """`upscale`, asynchronously."""
        return await self._ado("upscale", None, image, params)

    # As a tool

    def _run(
        self,
        *given: str,
        run_manager: CallbackManagerForToolRun | None = None,  # noqa: ARG002
        **arguments: Any,
    ) -> tuple[str, ImageResult]:
        folder = made_folder(self.save_directory)
        result = self.generate(**self._from_agent(given, arguments))
        return described(result, [saved(image, folder) for image in result]), result

    async def _arun(
        self,
        *given: str,
        run_manager: AsyncCallbackManagerForToolRun | None = None,  # noqa: ARG002
        **arguments: Any,
    ) -> tuple[str, ImageResult]:
        folder = made_folder(self.save_directory)
        result = await self.agenerate(**self._from_agent(given, arguments))
        return described(result, [await asaved(image, folder) for image in result]), result

    def _from_agent(self, given: tuple[str, ...], arguments: JSON) -> JSON:
        """The arguments, none of which may be a file of this machine unless that is allowed."""
        arguments = {**dict(zip(self.args, given, strict=False)), **arguments}  # a bare text is the first one
        image = arguments.get("image")
        images = image if isinstance(image, list) else [image]
        if not self.allow_file_inputs and any(each and not is_address(each) for each in images):
            raise InvalidRequestError("image must be an https:// or data: address, not a file of this machine")
        return arguments

    # How it is done

    def _do(self, purpose: Purpose, prompt: str | None, image: Any, params: JSON) -> ImageResult:
        with model_errors(self.model):
            pictures = read_pictures(image, params.pop("mask", None))
            if needs_files(self.model, pictures):
                pictures = pictures.with_bytes({url: self._fetch(url) for url in pictures.addresses()})
            call = self._call(purpose, prompt, pictures, params)
            if call.path == IMAGE_EDITS_PATH:
                return self._read(self.client.edit_images(call.body, call.files, call.options))
            return self._read(self.client.generate_images(call.body, call.options))

    async def _ado(self, purpose: Purpose, prompt: str | None, image: Any, params: JSON) -> ImageResult:
        with model_errors(self.model):
            pictures = await asyncio.to_thread(read_pictures, image, params.pop("mask", None))
            if needs_files(self.model, pictures):
                pictures = pictures.with_bytes({url: await self._afetch(url) for url in pictures.addresses()})
            call = self._call(purpose, prompt, pictures, params)
            if call.path == IMAGE_EDITS_PATH:
                return self._read(await self.client.aedit_images(call.body, call.files, call.options))
            return self._read(await self.client.agenerate_images(call.body, call.options))

    def _call(self, purpose: Purpose, prompt: str | None, pictures: Pictures, params: JSON) -> ImageCall:
        wanted = {**self._defaults(params), **params, "prompt": prompt}
        return build_image_call(
            self.model, wanted, pictures, purpose=purpose, unsupported_params=self.unsupported_params
        )

    def _defaults(self, params: JSON) -> JSON:
        """The settings, without those of the size when the call says one in another way."""
        defaults = {name: getattr(self, name) for name in (*_BODY_FIELDS, "extra_body")}
        if any(params.get(name) is not None for name in ("size", "width", "height", "aspect_ratio")):
            defaults |= {"size": None, "aspect_ratio": None}
        return {**defaults, **self.model_kwargs}

    def _read(self, reply: JSON) -> ImageResult:
        return read_images(reply, self.model, self._downloader(self.max_bytes))

    def _downloader(self, max_bytes: int) -> Downloader:
        origin = self.client.base_url
        return ModelDownloader(DownloadRules(max_bytes, allow_private=self.allow_private_hosts, trusted_origin=origin))

    def _fetch(self, url: str) -> bytes:
        return b"".join(self._downloader(MAX_IMAGE_BYTES).iter_bytes(url))

    async def _afetch(self, url: str) -> bytes:
        return b"".join([piece async for piece in self._downloader(MAX_IMAGE_BYTES).aiter_bytes(url)])


@cache
def arguments_for(model: str) -> type[ToolArguments]:
    """The arguments of the tool that a model takes, those required that it cannot do without."""
    card = get_model(model, warn=False)
    schema: Schema = card.parameters or {}
    images = IMAGE_NAMES if takes_images(card) is not False else ()
    sizes = ("aspect_ratio", "image_size", "size")
    places = {"prompt": ("prompt",), "image": images, "aspect_ratio": sizes, "negative_prompt": ("negative_prompt",)}
    definitions: JSON = {
        name: _argument(field, required=any(schema.get(place, {}).get("required") for place in places[name]))
        for name, field in ImageArguments.model_fields.items()
        if not schema or (name == "image" and images) or not schema.keys().isdisjoint(places[name])
    }
    if not schema:
        definitions["prompt"] = _argument(ImageArguments.model_fields["prompt"], required=True)
    return make_arguments("ImageArguments", definitions, model, NAMES)


def _argument(field: FieldInfo, *, required: bool) -> tuple[Any, Any]:
    kind: Any = str if required else str | None
    return kind, Field(default=... if required else None, description=field.description)


def described(result: ImageResult, places: Sequence[str]) -> str:
    """What the agent is told of a result: of each picture also where it was saved."""
    lines = [
        f"{number}. {image.mime_type or 'picture'}{_pixels(image)}{where}: {image.url or 'bytes in the artifact'}"
        for number, (image, where) in enumerate(zip(result, places, strict=True), 1)
    ]
    return f"{len(result)} picture(s) by {result.model}:\n" + "\n".join(lines)


def _pixels(image: GeneratedImage) -> str:
    return f", {image.width}x{image.height} pixels" if image.width else ""


def _need(image: object) -> None:
    if image is None or image == []:
        raise InvalidRequestError("image is needed: a path, bytes, an open file or an address")
