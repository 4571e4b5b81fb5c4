"""`livehouse access explain` and `access policy`: who may go live, why, and whether a policy can be used."""

from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from livehouse.terminal import AsJson, Data, err, out, print_json, read_settings, saying_why

if TYPE_CHECKING:
    from livehouse.accounts import Account
    from livehouse.desk import Desk
    from livehouse.live_access import Examination, Requirement

access = typer.Typer(help="Live access: who may go live, and why not yet.", no_args_is_help=True)

BAR_CELLS: Final = 20


@access.command()
def explain(
    handle: Annotated[str, typer.Argument(help="With or without @, in any case.", show_default=False)],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Print every requirement for somebody: what it asks, where they stand, and what is missing."""
    from livehouse.desk import at_desk

    async def work(desk: "Desk") -> "tuple[Account, Examination]":
        account = await desk.accounts.access_by_handle(handle)
        return account, await desk.live_access.examine(account.id)

    with saying_why():
        account, examined = at_desk(read_settings(data=data), work)
    if as_json:
        import msgspec

        print_json(
            {
                "handle": account.handle,
                "judgement": msgspec.to_builtins(examined.judgement),
                "followers": msgspec.to_builtins(examined.followers),
                "quality": msgspec.to_builtins(examined.report),
            }
        )
        return
    judgement = examined.judgement
    verdict = "[bold green]may go live[/]" if judgement.allowed else "[bold red]may not go live[/]"
    out.print(f"@{account.handle} ({account.region}) {verdict}, by policy {escape(judgement.policy_version)}.\n")
    table = Table("", "requirement", "has", "needs", "", "", box=None, header_style="bold", padding=(0, 2, 0, 0))
    for found in judgement.requirements:
        table.add_row(*_row(found))
    out.print(table)
    if examined.followers.left_out:
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in sorted(examined.followers.left_out.items()))
        out.print(f"\nOf {examined.followers.total:,} followers {examined.followers.counted:,} count: {reasons}.")
    if judgement.decision is not None:
        decision = judgement.decision
        until = "for good" if decision.until is None else f"until {decision.until:%Y-%m-%d %H:%M} UTC"
        out.print(
            f"\nA review was {decision.outcome} {until} on {decision.decided_at:%Y-%m-%d}, by policy "
            f"{escape(decision.policy_version)}: {escape(decision.reason or 'no reason given')}"
        )
    if judgement.estimated_on is not None:
        out.print(f"\nAt the present growth access opens on {judgement.estimated_on}.")


def _row(found: "Requirement") -> tuple[str, str, str, str, str, str]:
    mark = "[green]✓[/]" if found.met else "[yellow]≈[/]" if found.is_settled else "[red]✗[/]"
    filled = round(found.share * BAR_CELLS)
    said = found.what_to_do or ("" if found.covered_by is None else f"Made up for by: {found.covered_by}.")
    if found.met and found.id == "age":
        said = f"Since {found.met_on}."
    return (
        mark,
        found.id,
        "–" if found.actual is None else _spell(found.actual),
        f"at most {_spell(found.needed)}" if found.unit == "strikes" else _spell(found.needed),
        "█" * filled + "░" * (BAR_CELLS - filled),
        escape(said),
    )


def _spell(value: int | str) -> str:
    return f"{value:,}" if isinstance(value, int) else escape(value)


@access.command()
def policy(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A file, or `standard` or `open`; the policy of the settings if left out.", show_default=False
        ),
    ] = None,
) -> None:
    """Check a policy, before a server uses it: ends with 1, and says where, if it cannot be used."""
    from livehouse.live_access import PolicyInvalid, load_policy

    named = read_settings().live_policy if source is None else source
    try:
        found = load_policy(named)
    except PolicyInvalid as error:
        err.print(f"[bold red]This policy cannot be used.[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    out.print(f"Policy {escape(found.version)} can be used; the LIVE terms are of {escape(found.terms_version)}.\n")
    table = Table(
        "region", "age", "followers", "or a score of", "with followers", "strikes", box=None, header_style="bold"
    )
    for region, rules in {"all others": found.rules, **found.rules_by_region}.items():
        table.add_row(
            region,
            str(rules.ages.live_min),
            f"{rules.followers_min:,}",
            str(rules.quality.bar),
            f"{rules.quality.followers_min:,}",
            f"at most {rules.standing.strikes_max}",
        )
    out.print(table)
