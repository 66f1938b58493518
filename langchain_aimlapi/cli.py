"""The `aimlapi` command (extra `cli`)."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

from langchain_aimlapi.catalogue import find_models
from langchain_aimlapi.litellm.config import model_list, proxy_config, to_yaml

if TYPE_CHECKING:
    from langchain_aimlapi.catalogue import ModelCard

try:
    import typer
    from rich.console import Console
    from rich.table import Table
except ImportError as missing:
    sys.exit(f"The aimlapi command needs {missing.name}: pip install 'langchain-aimlapi[cli]'")

app = typer.Typer(no_args_is_help=True, add_completion=False, help="AI/ML API from the command line.")

Vendors = Annotated[list[str] | None, typer.Option("--vendor", help="Only models of this vendor; may be repeated.")]
Families = Annotated[list[str] | None, typer.Option("--family", help="Only models of this family, such as chat.")]
Capabilities = Annotated[list[str] | None, typer.Option("--capability", help="Only models that can do this, as tools.")]


@app.command("litellm-config")
def litellm_config(
    vendor: Vendors = None,
    family: Families = None,
    capability: Capabilities = None,
    api_base: Annotated[str | None, typer.Option(help="Address of the service, where it is not the usual one.")] = None,
) -> None:
    """Print a configuration for LiteLLM's proxy; its model_list is also one for the Router."""
    deployments = _found(model_list, vendor=vendor, family=family, capability=capability, api_base=api_base)
    sys.stdout.write(to_yaml(proxy_config(deployments)))


@app.command()
def models(
    vendor: Vendors = None,
    family: Families = None,
    capability: Capabilities = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a model, for programs.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """List the models of the catalogue, live and documented ones."""
    cards = _found(find_models, vendor=vendor, family=family, capability=capability)
    if as_json:
        sys.stdout.writelines(json.dumps(_facts(card)) + "\n" for card in cards)
        return
    table = Table("model", "family", "context", "USD in", "USD out", "can", box=None, pad_edge=False)
    for card in cards:
        facts = _facts(card)
        cells = (facts["context_window"], facts["input_price"], facts["output_price"])
        table.add_row(card.id, card.family, *("" if cell is None else str(cell) for cell in cells), facts["can"])
    Console().print(table)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def emulator(context: typer.Context) -> None:
    """Run a local AI/ML API; its options are those of python -m langchain_aimlapi.emulator."""
    from langchain_aimlapi.emulator.__main__ import main as run  # noqa: PLC0415 - an extra of its own

    run(context.args)


def _found(search: Any, **filters: Any) -> list[Any]:
    """What a search finds; a filter that nothing meets is a mistake in the command."""
    try:
        found: list[Any] = search(**filters)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return found


def _facts(card: ModelCard) -> dict[str, Any]:
    """What a line of the list says of a model; prices in US dollars per million tokens."""
    return {
        "id": card.id,
        "vendor": card.vendor,
        "family": card.family,
        "context_window": card.context_window,
        "input_price": card.prices.input if card.prices else None,
        "output_price": card.prices.output if card.prices else None,
        "can": " ".join(sorted(card.capabilities)),
    }


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
