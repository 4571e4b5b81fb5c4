"""`livehouse search status` and `search rebuild`: the index that the search looks into."""

from typing import TYPE_CHECKING

import typer

from livehouse.terminal import AsJson, Data, out, print_json, read_settings, saying_why

if TYPE_CHECKING:
    from livehouse.desk import Desk
    from livehouse.discovery import IndexStatus

search = typer.Typer(help="The search's index: what is in it, and making it anew.", no_args_is_help=True)


@search.command()
def status(data: Data = None, as_json: AsJson = False) -> None:
    """Print what can be found, by kind, and whether that is everything."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "IndexStatus":
        from livehouse.discovery import index_status

        return await index_status(desk.database)

    with saying_why():
        found = at_desk(read_settings(data=data), work, looks=True)
    if as_json:
        print_json(
            {"built_at": None if found.built_at is None else found.built_at.isoformat(), "entries": found.entries}
        )
        return
    entries = ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.entries.items())) or "nothing"
    if found.built_at is None:
        out.print(f"The index is not whole: the server makes it, when it runs. By now it has {entries}.", markup=False)
    else:
        out.print(f"The index is whole since {found.built_at:%Y-%m-%d %H:%M} UTC. It has {entries}.", markup=False)


@search.command()
def rebuild(data: Data = None) -> None:
    """Have the server make the index anew: what is live is found again first."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> None:
        from livehouse.discovery import ask_rebuild

        await ask_rebuild(desk.database)

    with saying_why():
        at_desk(read_settings(data=data), work)
    out.print(
        "The server makes the index anew: at once if it runs, else when it starts. `livehouse search status` tells."
    )
