"""What the commands share: the two streams, the settings, and how a command says that it could not do its work."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from livehouse.config import Settings, SettingsInvalid, load_settings, unknown_variables

out = Console()
err = Console(stderr=True)

Data = Annotated[Path | None, typer.Option(help="Folder for database, covers and secrets.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON.")]


def read_settings(**overrides: object) -> Settings:
    """The settings in force; the command ends with 2 and the reason if they cannot be used.

    A variable that is no setting may be somebody else's, so it is pointed at and nothing more.
    """
    for name, meant in unknown_variables(os.environ):
        err.print(f"{name} is no setting{f'; {meant} is' if meant else ''}.", style="yellow", highlight=False)
    try:
        return load_settings(**overrides)
    except SettingsInvalid as error:
        err.print(f"[bold red]These settings cannot be used:[/]\n{error}", highlight=False)
        raise typer.Exit(2) from None


@contextmanager
def saying_why() -> Generator[None]:
    """Ends the command with 1 and the reason if what it does cannot be done."""
    from livehouse.desk import CannotDo

    try:
        yield
    except CannotDo as error:
        err.print(f"[bold red]Not done.[/] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


def print_json(value: object) -> None:
    """`value` as JSON on standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
