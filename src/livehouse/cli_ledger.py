"""`livehouse ledger …`: whether the books balance, what is in them, all of it to take away."""

import contextlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from livehouse.terminal import AsJson, Data, err, out, print_json, read_settings, saying_why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livehouse.desk import Desk
    from livehouse.ledger import Audit, Balance, Entry, Form

ledger = typer.Typer(help="The books: every coin, and where it came from.", no_args_is_help=True)

SHOWN: Final = 50
SHOWN_MAX: Final = 500


@ledger.command()
def check(data: Data = None, as_json: AsJson = False) -> None:
    """Compute the books anew from every entry; ends with 1, and says what is wrong where, if they do not balance.

    It reads one moment of the books, so it may run beside the server.
    """
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "Audit":
        return await desk.ledger.audit()

    with saying_why():
        audit = at_desk(read_settings(data=data), work, looks=True)
    if as_json:
        print_json(
            {
                "is_sound": audit.is_sound,
                "accounts": audit.accounts,
                "transfers": audit.transfers,
                "entries": audit.entries,
                "holds": audit.holds,
                "open_holds": audit.open_holds,
                "in_circulation": dict(sorted(audit.in_circulation.items())),
                "found": audit.found,
                "findings": [{"where": finding.where, "what": finding.what} for finding in audit.findings],
            }
        )
    elif audit.is_sound:
        _say_sound(audit)
    else:
        _say_unsound(audit)
    if not audit.is_sound:
        raise typer.Exit(1)


def _say_sound(audit: "Audit") -> None:
    out.print(
        f"The books balance. Accounts: {audit.accounts:,}. Transfers: {audit.transfers:,}, of {audit.entries:,} "
        f"entries. Holds: {audit.holds:,}, open: {audit.open_holds:,}.",
        highlight=False,
        soft_wrap=True,
    )
    for currency, amount in sorted(audit.in_circulation.items()):
        out.print(f"{currency}: {amount:,} in circulation", highlight=False)


def _say_unsound(audit: "Audit") -> None:
    things = "One thing does" if audit.found == 1 else f"{audit.found:,} things do"
    err.print(f"[bold red]The books do not balance.[/] {things} not agree:", highlight=False)
    for finding in audit.findings:
        err.print(f"{finding.where}: {finding.what}", highlight=False, markup=False, soft_wrap=True)
    if audit.found > len(audit.findings):
        err.print(f"… and {audit.found - len(audit.findings):,} more.", highlight=False)


@ledger.command()
def show(
    account: Annotated[str, typer.Argument(help="As `ledger export` names it.", show_default=False)],
    last: Annotated[int, typer.Option(min=1, max=SHOWN_MAX, help="How many entries.")] = SHOWN,
    before: Annotated[int | None, typer.Option(min=1, help="Those before this number.", show_default=False)] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show an account and its entries, the latest first."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "tuple[Balance, list[Entry]]":
        return await desk.ledger.balance(account), await desk.ledger.page(account, before, entries_max=last)

    with saying_why():
        balance, entries = at_desk(read_settings(data=data), work, looks=True)
    if as_json:
        import msgspec

        print_json(
            {
                **msgspec.to_builtins(balance),
                "available": balance.available,
                "entries": [msgspec.to_builtins(entry) for entry in entries],
            }
        )
        return
    out.print(
        f"{balance.account}: {balance.balance:,} {balance.currency}, {balance.held:,} of it put aside.", highlight=False
    )
    _list(entries)


@ledger.command()
def statement(
    account: Annotated[str, typer.Argument(help="As `ledger export` names it.", show_default=False)],
    month: Annotated[datetime, typer.Argument(formats=["%Y-%m"], help="In UTC, as 2026-11.", show_default=False)],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what an account came to when a month began, each entry in it, and what it came to at its end."""
    from livehouse.desk import at_desk

    since = month.replace(tzinfo=UTC)
    until = since.replace(year=since.year + since.month // 12, month=since.month % 12 + 1)

    async def work(desk: "Desk") -> "tuple[Balance, tuple[int, list[Entry]]]":
        return await desk.ledger.balance(account), await desk.ledger.statement(account, since, until)

    with saying_why():
        balance, (opening, entries) = at_desk(read_settings(data=data), work, looks=True)
    closing = entries[-1].balance if entries else opening
    if as_json:
        import msgspec

        print_json(
            {
                "account": account,
                "currency": balance.currency,
                "since": since.isoformat(),
                "until": until.isoformat(),
                "opening": opening,
                "closing": closing,
                "entries": [msgspec.to_builtins(entry) for entry in entries],
            }
        )
        return
    out.print(f"{account}, {since:%Y-%m}: began with {opening:,} {balance.currency}.", highlight=False)
    _list(entries)
    out.print(f"Ended with {closing:,} {balance.currency}, after {len(entries):,} entries.", highlight=False)


def _list(entries: "Sequence[Entry]") -> None:
    table = Table("number", "at (UTC)", "kind", "amount", "balance", "transfer", box=None, header_style="bold")
    for entry in entries:
        table.add_row(
            str(entry.sequence),
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            escape(entry.kind),
            f"{entry.amount:+,}",
            f"{entry.balance:,}",
            entry.transfer_id,
        )
    out.print(table)


@ledger.command()
def export(
    form: Annotated[str, typer.Option(help="csv, or json: one object in each line.")] = "csv",
    to: Annotated[Path | None, typer.Option(help="A file instead of standard output.", show_default=False)] = None,
    data: Data = None,
) -> None:
    """Write every entry of the books, account by account."""
    from livehouse.desk import CannotDo, at_desk

    if form not in ("csv", "json"):
        err.print("[bold red]Not done.[/] --form is csv or json.", highlight=False)
        raise typer.Exit(2)
    chosen: Form = "csv" if form == "csv" else "json"
    counts: Counter[str] = Counter()

    async def work(desk: "Desk") -> None:
        try:
            # Nothing that is there is written over: an export that stopped half-way must not replace a whole one.
            with contextlib.ExitStack() as stack:
                file = None if to is None else stack.enter_context(to.open("x", encoding="utf-8", newline=""))
                async for piece in desk.ledger.export(chosen):
                    counts["lines"] += 1
                    if file is None:
                        typer.echo(piece, nl=False)
                    else:
                        file.write(piece)
        except FileExistsError:
            raise CannotDo(f"{to} is there already. Name another file.") from None
        except OSError as error:
            raise CannotDo(f"{to or 'Standard output'} cannot be written ({error.strerror}).") from None

    with saying_why():
        at_desk(read_settings(data=data), work, looks=True)
    if to is not None:
        entries = counts["lines"] - (chosen == "csv")
        out.print(f"{entries:,} entries are in {to}.", highlight=False, soft_wrap=True)
