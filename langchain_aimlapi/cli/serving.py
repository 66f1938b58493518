"""`aimlapi litellm-config` and `aimlapi emulator`: what other programs are run with."""

from __future__ import annotations

from typing import Annotated

import typer

from langchain_aimlapi.cli.models import Capabilities, Families, Vendors, found
from langchain_aimlapi.cli.output import write_text
from langchain_aimlapi.litellm.config import model_list, proxy_config, to_yaml

ApiBase = Annotated[str | None, typer.Option(help="Address of the service, where it is not the usual one.")]


def litellm_config(
    vendor: Vendors = None, family: Families = None, capability: Capabilities = None, api_base: ApiBase = None
) -> None:
    """Print a configuration for LiteLLM's proxy; its model_list is also one for the Router."""
    deployments = found(model_list, vendor=vendor, family=family, capability=capability, api_base=api_base)
    write_text(to_yaml(proxy_config(deployments)).rstrip("\n"))


def emulator(context: typer.Context) -> None:
    """Run a local AI/ML API; its options are those of python -m langchain_aimlapi.emulator."""
    try:
        from langchain_aimlapi.emulator.__main__ import main as run  # noqa: PLC0415 - an extra of its own
    except ImportError as missing:
        raise typer.BadParameter(str(missing)) from missing
    run(context.args)
