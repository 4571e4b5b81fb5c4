"""`livehouse user warn`, `strike`, `suspend`, `ban`, `lift`: standing, from the command line.

A server that runs hears of it at once: a LIVE ends within a second, and sessions with it.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from livehouse.terminal import AsJson, Data, err, out, print_json, read_settings, saying_why

if TYPE_CHECKING:
    from livehouse.accounts import Account
    from livehouse.desk import Desk
    from livehouse.moderation import Act, Standing

standing_acts = typer.Typer()

Handle = Annotated[str, typer.Argument(help="With or without @, in any case.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Why; the person reads it, and it stays in the log.", show_default=False)]


def _decide(handle: str, act: "Act", reason: str, data: Data, as_json: bool, *, until: datetime | None = None) -> None:
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "tuple[Account, Standing]":
        account = await desk.accounts.access_by_handle(handle)
        await desk.moderation.decide(account.id, act, reason=reason, until=until, operator_id=None)
        return account, await desk.moderation.standing_of(account.id)

    with saying_why():
        account, standing = at_desk(read_settings(data=data), work)
    if as_json:
        ends = None if standing.until is None else standing.until.isoformat()
        print_json({"id": account.id, "handle": account.handle, "standing": standing.state, "until": ends})
        return
    out.print(f"@{account.handle} {_spell(standing)}.", highlight=False, markup=False)


def _spell(standing: "Standing") -> str:
    from livehouse.moderation import spell_time

    match standing.state:
        case "suspended" if standing.until is not None:
            return f"is suspended until {spell_time(standing.until)}"
        case "banned":
            return "is banned, and signed out everywhere"
        case "warned":
            strikes = len(standing.strikes_at)
            return "is warned" if strikes == 0 else f"has {strikes} {'strike' if strikes == 1 else 'strikes'}"
        case _:
            return "is in good standing"


@standing_acts.command()
def warn(handle: Handle, reason: Reason, data: Data = None, as_json: AsJson = False) -> None:
    """Warn somebody: they read why, and nothing else changes."""
    _decide(handle, "warn", reason, data, as_json)


@standing_acts.command()
def strike(handle: Handle, reason: Reason, data: Data = None, as_json: AsJson = False) -> None:
    """Give somebody a strike; so many of them close live access, and they fade by the policy."""
    _decide(handle, "strike", reason, data, as_json)


@standing_acts.command()
def suspend(
    handle: Handle,
    reason: Reason,
    until: Annotated[
        str | None, typer.Option(help="The end, 2026-04-03T20:00; in UTC unless it says otherwise.", show_default=False)
    ] = None,
    days: Annotated[float | None, typer.Option(help="Days from now instead.", show_default=False)] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Suspend somebody for a time: they may watch, and not go live, comment or post. A running LIVE ends."""
    _decide(handle, "suspend", reason, data, as_json, until=_end_of_suspension(until, days))


def _end_of_suspension(until: str | None, days: float | None) -> datetime:
    if (until is None) == (days is None):
        _refuse("Say when the suspension ends: --until 2026-04-03T20:00, or --days 7.")
    if days is not None:
        try:
            return datetime.now(UTC) + timedelta(days=days)
        except (OverflowError, ValueError):
            _refuse(f"--days {days:g} is more than a calendar holds.")
    try:
        end = datetime.fromisoformat(until or "")
    except ValueError:
        _refuse(f"--until takes a date and time like 2026-04-03T20:00, not {until!r}.")
    return end.replace(tzinfo=UTC) if end.tzinfo is None else end


def _refuse(message: str) -> NoReturn:
    err.print(f"[bold red]Not done.[/] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(2)


@standing_acts.command()
def ban(handle: Handle, reason: Reason, data: Data = None, as_json: AsJson = False) -> None:
    """Ban somebody: every session ends at once, a running LIVE too, and they cannot sign in."""
    _decide(handle, "ban", reason, data, as_json)


@standing_acts.command()
def lift(handle: Handle, reason: Reason, data: Data = None, as_json: AsJson = False) -> None:
    """Take back all that is in force: ban, suspension, warning and strikes."""
    _decide(handle, "lift", reason, data, as_json)
