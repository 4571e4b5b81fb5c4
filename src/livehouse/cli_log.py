"""`livehouse log show` and `log check`: what operators did, and whether that was changed since."""

import json
import re
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from livehouse.terminal import AsJson, Data, err, out, print_json, read_settings, saying_why

if TYPE_CHECKING:
    from livehouse.desk import Desk
    from livehouse.moderation import Entry, LogCheck

logs = typer.Typer(help="The operators' log: everything that who runs the platform did.", no_args_is_help=True)

SHOWN: Final = 50
SHOWN_MAX: Final = 200
_KNOWN: Final = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@logs.command()
def show(
    last: Annotated[int, typer.Option(min=1, max=SHOWN_MAX, help="How many entries.")] = SHOWN,
    before: Annotated[int | None, typer.Option(min=1, help="Those before this number.", show_default=False)] = None,
    about: Annotated[
        str | None, typer.Option(help="Only what was done to this account, by its handle.", show_default=False)
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what operators did, the latest first."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "tuple[list[Entry], dict[str, str]]":
        if about is None:
            entries = await desk.moderation.log.page(before, entries_max=last)
        else:
            account = await desk.accounts.access_by_handle(about)
            entries = (await desk.moderation.log.about(account.id))[:last]
        named = {name for entry in entries for name in (entry.operator, entry.subject)}
        cards = await desk.accounts.cards(named)
        return entries, {account_id: f"@{card.handle}" for account_id, card in cards.items()}

    with saying_why():
        entries, handles = at_desk(read_settings(data=data), work, looks=True)
    if as_json:
        print_json([_facts(entry) for entry in entries])
        return
    table = Table("number", "at (UTC)", "by", "act", "to", "details", box=None, header_style="bold")
    for entry in entries:
        details = ", ".join(f"{name}: {value}" for name, value in json.loads(entry.details).items())
        table.add_row(
            str(entry.number),
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            handles.get(entry.operator, entry.operator),
            entry.act,
            handles.get(entry.subject, entry.subject),
            escape(details),
        )
    out.print(table)


def _facts(entry: "Entry") -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "operator": entry.operator,
        "act": entry.act,
        "subject": entry.subject,
        "details": json.loads(entry.details),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


@logs.command()
def check(
    known: Annotated[
        str | None,
        typer.Option(help="NUMBER:HASH of an entry that you noted before; it must still be there.", show_default=False),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compute every hash anew; ends with 1, and says where, if an entry was changed, removed or slipped in."""
    from livehouse.desk import at_desk

    noted = None if known is None else _KNOWN.fullmatch(known)
    if known is not None and noted is None:
        err.print("[bold red]Not done.[/] --known takes a number, a colon and 64 hexadecimal digits.", highlight=False)
        raise typer.Exit(2)

    async def work(desk: "Desk") -> "LogCheck":
        return await desk.moderation.log.check(None if noted is None else (int(noted[1]), noted[2]))

    with saying_why():
        found = at_desk(read_settings(data=data), work, looks=True)
    if as_json:
        print_json(
            {
                "is_whole": found.is_whole,
                "entries": found.entries,
                "head_hash": found.head_hash,
                "broken_at": found.broken_at,
                "why": found.why,
            }
        )
    elif found.is_whole:
        out.print(
            f"The operators' log is whole: {found.entries} entries. To recognise its end later, note\n"
            f"{found.entries}:{found.head_hash}",
            highlight=False,
            markup=False,
        )
    else:
        err.print(
            f"[bold red]The operators' log was changed.[/] Entry {found.broken_at}: {found.why}.",
            highlight=False,
            soft_wrap=True,
        )
    if not found.is_whole:
        raise typer.Exit(1)
