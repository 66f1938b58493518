"""`AIMLAPI3DGenerator`: the 3D models of AI/ML API as a tool of an agent, and as plain methods."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, Unpack, overload

from langchain_core.callbacks import AsyncCallbackManagerForToolRun, CallbackManagerForToolRun
from pydantic import BaseModel, Field

from langchain_aimlapi.api.families import IMAGES_PATH
from langchain_aimlapi.errors import model_errors
from langchain_aimlapi.file_saving import made_folder
from langchain_aimlapi.job_request import Family
from langchain_aimlapi.job_results import GeneratedMesh, Model3DResult, read_meshes
from langchain_aimlapi.media_inputs import ImageInput
from langchain_aimlapi.tools.generation import GenerationTool

if TYPE_CHECKING:
    from langchain_aimlapi._options import MeshToolOptions

__all__ = ["AIMLAPI3DGenerator", "GeneratedMesh", "Model3DResult"]


class MeshArguments(BaseModel):
    """What an agent may say; what the model does not take is left out of its own schema."""

    image: str | None = Field(
        default=None, description="Address (https://…) of a picture of the thing, from the front."
    )
    mesh: str | None = Field(default=None, description="Address (https://…) of a GLB or OBJ file to take apart.")


class AIMLAPI3DGenerator(GenerationTool):
    """3D models of AI/ML API: a mesh from a picture, or the parts of a mesh.

    The service holds the request until the mesh exists, some seconds.
    https://docs.aimlapi.com/api-references/3d-generating-models

    Standard names: `image`, `left_image`, `back_image`, `right_image`, `mesh` (addresses, paths, bytes, open files,
    earlier results), `output_format` (`"glb"` or `"obj"`). Every other parameter of the model keeps its own name.

    Setup:
        ```bash
        pip install langchain-aimlapi
        export AIMLAPI_API_KEY="..."
        ```

    Example:
        ```python
        from langchain_aimlapi import AIMLAPI3DGenerator

        result = AIMLAPI3DGenerator(model="triposr").generate("https://example.org/mushroom.png")
        print(result.mesh.url, len(result.mesh.read()), result.cost)
        ```

    As a tool its answer is a short text with the address of each file, and its artifact a `Model3DResult`.

    Raises:
        AIMLAPIError: A call raises the leaf of `langchain_aimlapi.errors` that fits; `InvalidRequestError` when the
            model cannot do what is asked for, before anything is sent.
    """

    name: str = "generate_3d_model"
    """The tool's name, for the agent."""
    description: str = (
        "Makes a 3D model file (GLB or OBJ) from a picture and answers with its address. "
        "Use it when the user wants a mesh or a body in space."
    )
    """What the tool is for, for the agent."""

    output_format: str | None = None
    """Default file format, `"glb"` or `"obj"`."""

    _family: ClassVar[Family] = "3d"
    _arguments: ClassVar[type[BaseModel]] = MeshArguments
    _defaults: ClassVar[tuple[str, ...]] = ("output_format",)

    if TYPE_CHECKING:

        @overload
        def __init__(self, *, model_name: str, **options: Unpack[MeshToolOptions]) -> None: ...
        @overload
        def __init__(self, *, model: str, **options: Unpack[MeshToolOptions]) -> None: ...
        def __init__(self, **options: Any) -> None: ...

    def generate(
        self, image: ImageInput | None = None, *, mesh: ImageInput | None = None, **params: Any
    ) -> Model3DResult:
        """Make a model in space.

        Args:
            image: A picture of the thing, from the front.
            mesh: For models that take a body apart: the body.
            **params: `left_image`, `back_image`, `right_image`, `output_format`, any parameter of the model under its
                own name, and `client_request_id`, `timeout`, `max_retries`, `extra_headers`, `extra_body`.

        Raises:
            AIMLAPIError: See the class.
        """
        with model_errors(self.model):
            call = self._call({**params, "image": image, "mesh": mesh}, IMAGES_PATH)
            reply = self.client.generate_images(call.body, call.options)
            return read_meshes(reply, self.model, self._downloader())

    async def agenerate(
        self, image: ImageInput | None = None, *, mesh: ImageInput | None = None, **params: Any
    ) -> Model3DResult:
        """`generate`, asynchronously."""
        with model_errors(self.model):
            call = await asyncio.to_thread(self._call, {**params, "image": image, "mesh": mesh}, IMAGES_PATH)
            reply = await self.client.agenerate_images(call.body, call.options)
            return read_meshes(reply, self.model, self._downloader())

    def _run(
        self,
        run_manager: CallbackManagerForToolRun | None = None,  # noqa: ARG002
        **arguments: Any,
    ) -> tuple[str, Model3DResult]:
        made_folder(self.save_directory)
        result = self.generate(**self._from_agent(arguments))
        return self._told(result), result

    async def _arun(
        self,
        run_manager: AsyncCallbackManagerForToolRun | None = None,  # noqa: ARG002
        **arguments: Any,
    ) -> tuple[str, Model3DResult]:
        made_folder(self.save_directory)
        result = await self.agenerate(**self._from_agent(arguments))
        return await self._atold(result), result
