"""The command line: `livehouse` and what can be typed after it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from livehouse import __version__
from livehouse.cli_access import access
from livehouse.cli_ledger import ledger
from livehouse.cli_log import logs
from livehouse.cli_search import search
from livehouse.cli_standing import standing_acts
from livehouse.cli_user import users
from livehouse.config import Settings
from livehouse.terminal import Data, err, out, read_settings

cli = typer.Typer(
    name="livehouse",
    help="A LIVE platform that you run for yourself: go live from a browser, be watched a tenth of a second later.",
    epilog="Every setting is also a LIVEHOUSE_… variable; `livehouse settings` lists them with the values in force.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)
users.add_typer(standing_acts)
cli.add_typer(users, name="user")
cli.add_typer(logs, name="log")
cli.add_typer(access, name="access")
cli.add_typer(ledger, name="ledger")
cli.add_typer(search, name="search")

Host = Annotated[
    str | None, typer.Option(help="Address to listen on; 0.0.0.0 for every interface.", show_default=False)
]
Port = Annotated[
    int | None,
    typer.Option(
        min=0, max=65535, help="TCP port of the pages and UDP port of the relay [default: 8000].", show_default=False
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, max=256, help="Processes that serve together [default: 1]; more need a broker.", show_default=False
    ),
]
LogLevel = Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default=False)]


def _version(asked: bool) -> None:
    if asked:
        out.print(f"livehouse {__version__}", highlight=False)
        raise typer.Exit


@cli.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@cli.command()
def serve(
    host: Host = None, port: Port = None, data: Data = None, log_level: LogLevel = None, workers: Workers = None
) -> None:
    """Serve the platform: pages, API and channel on TCP, the media relay on UDP, of one port."""
    from livehouse.platform.listening import CannotStart

    settings = read_settings(host=host, port=port, data=data, log_level=log_level, workers=workers)
    try:
        if settings.workers == 1:
            from livehouse.server import run

            run(settings)
        else:
            from livehouse.workers import run_workers

            run_workers(settings)
    except CannotStart as error:
        err.print(f"[bold red]Livehouse cannot start.[/] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


@cli.command()
def demo(
    host: Host = None,
    port: Port = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder to keep the demo in; a fresh one that is thrown away afterwards if unset.", show_default=False
        ),
    ] = None,
    log_level: LogLevel = "warning",
) -> None:
    """Serve a lively platform to look at: LIVEs on air, people talking, accounts to sign in with."""
    from livehouse.demo.stage import run_demo
    from livehouse.platform.listening import CannotStart

    try:
        run_demo(lambda folder: read_settings(host=host, port=port, data=folder, log_level=log_level), data, out)
    except CannotStart as error:
        err.print(f"[bold red]The demo cannot start.[/] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


@cli.command()
def settings() -> None:
    """List every setting: its variable, the value in force, what it means."""
    table = Table("variable", "value", "meaning", box=None, header_style="bold")
    in_force = read_settings()
    for name, field in Settings.model_fields.items():
        table.add_row(f"LIVEHOUSE_{name.upper()}", str(in_force.shown(name)), field.description)
    out.print(table)


@cli.command()
def schema() -> None:
    """Print the OpenAPI description of the HTTP API and the channel's messages, as JSON."""
    from livehouse.app import openapi_document

    typer.echo(json.dumps(openapi_document(), indent=2, ensure_ascii=False))


BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@cli.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Which benchmark; `list` names them.")],
) -> None:
    """Run a benchmark of docs/benchmarks.md, from a source checkout: `livehouse bench fanout --quick --json`."""
    available = sorted(path.stem for path in BENCHMARKS.glob("*.py") if not path.stem.startswith("_"))
    if not available:
        err.print("Benchmarks come with the source checkout only; clone the repository and run them there.")
        raise typer.Exit(2)
    if name not in available:
        names = ", ".join(available)
        (out if name == "list" else err).print(names if name == "list" else f"There is no benchmark {name!r}: {names}")
        raise typer.Exit(0 if name == "list" else 2)
    environment = {**os.environ, "PYTHONPATH": str(BENCHMARKS.parent)}
    done = subprocess.run(  # noqa: S603  # our own module, chosen from the list above
        [sys.executable, "-m", f"benchmarks.{name}", *context.args], env=environment, check=False
    )
    raise typer.Exit(done.returncode)


def main() -> None:
    """The `livehouse` program."""
    cli()
