"""`livehouse user …`: people, from the command line, beside a server that may run."""

import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table

from livehouse.terminal import AsJson, Data, err, out, print_json, read_settings, saying_why

if TYPE_CHECKING:
    from livehouse.accounts import Account
    from livehouse.desk import Desk
    from livehouse.platform.database import Transaction

users = typer.Typer(help="Make and look after accounts, also while the server runs.", no_args_is_help=True)

Handle = Annotated[str, typer.Argument(help="With or without @, in any case.", show_default=False)]
PasswordStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]

LISTED_MAX: Final = 1_000
PASSWORD_BYTES: Final = 12


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def _password(from_stdin: bool) -> tuple[str, bool]:
    """The password and whether it was made up here, to be printed once: asked for only where somebody can answer."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if _somebody_is_there():
        asked = str(typer.prompt("Password (nothing: one is made)", default="", hide_input=True, show_default=False))
        if asked:
            if typer.prompt("Once more", default="", hide_input=True, show_default=False) != asked:
                err.print("[bold red]Not done.[/] The two were not the same.", highlight=False)
                raise typer.Exit(1)
            return asked, False
    from livehouse.kernel.clock import SystemClock
    from livehouse.kernel.ids import Ids

    return Ids(SystemClock(), os.urandom).secret(PASSWORD_BYTES), True


def _say_password(password: str, made: bool) -> None:
    if made:
        out.print(f"Its password, shown this once: {password}", highlight=False, markup=False)


def _ask(value: str | None, what: str, option: str) -> str:
    """What was given, or is typed now. Neither is made up: which rules hold for somebody follows from them."""
    if value is not None:
        return value
    if _somebody_is_there():
        return str(typer.prompt(what))
    err.print(f"[bold red]Not done.[/] Nobody is there to be asked for the {what}: give it with {option}.")
    raise typer.Exit(2)


@users.command()
def create(
    handle: Handle,
    email: Annotated[str, typer.Option(help="Where mails go; it counts as confirmed.", show_default=False)],
    operator: Annotated[bool, typer.Option("--operator", help="It may run the platform.")] = False,
    nickname: Annotated[str | None, typer.Option(help="What it is called; the handle if unset.")] = None,
    birth_date: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; asked for if unset. Its owner can correct it once.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2, like JP; asked for if unset.")] = None,
    password_stdin: PasswordStdin = False,
    data: Data = None,
) -> None:
    """Make an account, the first operator's for instance."""
    from livehouse.accounts import NewAccount
    from livehouse.desk import at_desk

    settings = read_settings(data=data)
    birth_date = _ask(birth_date, "birth date (YYYY-MM-DD)", "--birth-date 1990-12-31")
    region = _ask(region, "region (two letters)", "--region JP")
    password, made = _password(password_stdin)
    new = NewAccount(
        handle=handle,
        email=email,
        password=password,
        birth_date=birth_date,
        region=region,
        nickname=nickname,
        accept_terms=True,
    )

    async def work(desk: "Desk") -> "Account":
        account = await desk.accounts.create(new)
        if operator:
            await _set_operator(desk, account, is_operator=True)
        return account

    with saying_why():
        account = at_desk(settings, work)
    what = "operator" if operator else "account"
    out.print(f"@{account.handle} is there ({what} {account.id}).", highlight=False, markup=False)
    _say_password(password, made)


@users.command()
def operator(
    handle: Handle,
    revoke: Annotated[bool, typer.Option("--revoke", help="Take it back.")] = False,
    data: Data = None,
) -> None:
    """Let somebody run the platform: access reviews, standing, the log. Written into the operators' log."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "Account":
        account = await desk.accounts.access_by_handle(handle)
        if account.is_operator == revoke:
            await _set_operator(desk, account, is_operator=not revoke)
        return account

    with saying_why():
        account = at_desk(read_settings(data=data), work)
    out.print(
        f"@{account.handle} is {'no operator any more' if revoke else 'an operator'}.", highlight=False, markup=False
    )


async def _set_operator(desk: "Desk", account: "Account", *, is_operator: bool) -> None:
    async with desk.database.transaction() as tx:
        await desk.accounts.set_operator(tx, account.id, is_operator=is_operator)
        act = "account.operator" if is_operator else "account.operator_revoked"
        await desk.moderation.log.add(tx, operator_id=None, act=act, subject=account.id, details={})


@users.command()
def coins(
    handle: Handle,
    coins: Annotated[int, typer.Argument(help="How many, as a whole number.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why; it stays in the books and in the log.", show_default=False)],
    data: Data = None,
) -> None:
    """Hand out coins that nobody paid for. Gifts that are made of them become diamonds like all others."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "tuple[Account, int]":
        account = await desk.accounts.access_by_handle(handle)
        return account, await desk.grants.grant(account.id, coins, reason=reason, operator_id=None)

    with saying_why():
        account, balance = at_desk(read_settings(data=data), work)
    out.print(f"@{account.handle} has {balance:,} coins now.", highlight=False, markup=False)


@users.command()
def password(handle: Handle, password_stdin: PasswordStdin = False, data: Data = None) -> None:
    """Give somebody another password; all their devices are signed out. Written into the operators' log."""
    from livehouse.desk import at_desk

    settings = read_settings(data=data)
    chosen, made = _password(password_stdin)

    async def work(desk: "Desk") -> "Account":
        account = await desk.accounts.access_by_handle(handle)

        async def note(tx: "Transaction") -> None:
            act = "account.password"
            await desk.moderation.log.add(tx, operator_id=None, act=act, subject=account.id, details={})

        await desk.self_service.credentials.set_by_operator(account.id, chosen, note=note)
        return account

    with saying_why():
        account = at_desk(settings, work)
    out.print(f"@{account.handle} has another password.", highlight=False, markup=False)
    _say_password(chosen, made)


@users.command("birth-date")
def set_birth_date(
    handle: Handle,
    birth_date: Annotated[str, typer.Argument(help="YYYY-MM-DD.", show_default=False)],
    data: Data = None,
) -> None:
    """Correct somebody's birth date, which they can do once themselves. Written into the operators' log."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "Account":
        account = await desk.accounts.access_by_handle(handle)
        async with desk.database.transaction() as tx:
            await desk.self_service.changes.set_birth_date(tx, account.id, birth_date)
            # That it was done, and not the date: the log is kept for ever.
            await desk.moderation.log.add(
                tx, operator_id=None, act="account.birth_date", subject=account.id, details={}
            )
        return account

    with saying_why():
        account = at_desk(read_settings(data=data), work)
    out.print(f"@{account.handle} was born on {birth_date}.", highlight=False, markup=False)


@users.command()
def show(handle: Handle, data: Data = None, as_json: AsJson = False) -> None:
    """Say what is known about somebody."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> dict[str, Any]:
        account = await desk.accounts.access_by_handle(handle)
        standing = await desk.moderation.standing_of(account.id)
        sessions = await desk.sessions.list_sessions(account.id)
        passkeys = await desk.self_service.passkeys.list_passkeys(account.id)
        return {
            **_facts(account),
            "standing": standing.state,
            "devices": len(sessions),
            "passkeys": len(passkeys),
        }

    with saying_why():
        facts = at_desk(read_settings(data=data), work)
    if as_json:
        print_json(facts)
        return
    table = Table(box=None, show_header=False)
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), "–" if value is None else str(value))
    out.print(table)


@users.command("list")
def list_users(
    query: Annotated[str, typer.Argument(help="Part of a handle or name, or an address.")] = "",
    operators: Annotated[bool, typer.Option("--operators", help="Only those who run the platform.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List people, at most a thousand."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "list[Account]":
        if operators:
            found = await desk.accounts.operators()
            return [account for account in found if query.removeprefix("@").lower() in account.handle]
        return await desk.accounts.search(query, accounts_max=LISTED_MAX)

    with saying_why():
        found = at_desk(read_settings(data=data), work)
    if as_json:
        print_json([_facts(account) for account in found])
        return
    table = Table("handle", "name", "e-mail", "region", "followers", "since", "", box=None, header_style="bold")
    for account in found:
        marks = [word for word, holds in (("operator", account.is_operator), ("leaving", account.is_leaving)) if holds]
        since = f"{account.created_at:%Y-%m-%d}"
        table.add_row(
            f"@{account.handle}",
            account.nickname,
            account.email,
            account.region,
            str(account.followers),
            since,
            ", ".join(marks),
        )
    out.print(table)
    if len(found) == LISTED_MAX:
        err.print(f"Only the first {LISTED_MAX} are shown; name a part of the handle.", highlight=False)


def _facts(account: "Account") -> dict[str, Any]:
    def day(value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    return {
        "id": account.id,
        "handle": account.handle,
        "nickname": account.nickname,
        "email": account.email,
        "email_confirmed_at": day(account.email_confirmed_at),
        "birth_date": day(account.birth_date),
        "region": account.region,
        "region_next": account.region_next,
        "region_next_at": day(account.region_next_at),
        "followers": account.followers,
        "following": account.following,
        "created_at": day(account.created_at),
        "is_operator": account.is_operator,
        "deletion_at": day(account.deletion_at),
        "deleted_at": day(account.deleted_at),
    }
