"""HTTP in and out of moderation."""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Query

from livehouse.accounts import AccountCard, Accounts, CurrentAccount, CurrentOperator, NoSuchAccount, OperatorsOnly
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.kernel.ids import is_id
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.moderation import schemas
from livehouse.moderation.chain import Entry
from livehouse.moderation.errors import (
    AlreadyBanned,
    NothingToLift,
    OperatorRestrained,
    OperatorStanding,
    OwnStanding,
    SuspensionEndInvalid,
)
from livehouse.moderation.service import Moderation
from livehouse.platform.openapi import error_responses

LOG_PAGE: Final = 50
QUERY_LENGTH_MAX: Final = 254  # an e-mail address has no more


def router(moderation: Moderation, accounts: Accounts) -> APIRouter:
    """The routes of standing and of the operators' log."""
    everything = APIRouter()
    everything.include_router(_own_routes(moderation), tags=["me"])
    everything.include_router(_account_routes(moderation, accounts), prefix="/operators", tags=["operators"])
    everything.include_router(_log_routes(moderation, accounts), prefix="/operators", tags=["operators"])
    return everything


async def _cards_of(accounts: Accounts, entries: Iterable[Entry]) -> dict[str, AccountCard]:
    named = {name for entry in entries for name in (entry.operator, entry.subject)}
    return await accounts.cards(name for name in named if is_id(name))


def _own_routes(moderation: Moderation) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/me/standing",
        operation_id="get_own_standing",
        summary="How one stands with the platform",
        responses=error_responses(NotSignedIn),
    )
    async def get_own_standing(me: CurrentAccount) -> schemas.Standing:
        """One's own standing, every strike, and the reasons."""
        return schemas.Standing.of(*await moderation.own(me.account_id))

    return routes


def _account_routes(moderation: Moderation, accounts: Accounts) -> APIRouter:
    routes = APIRouter()

    async def file_of(handle: str, operator_id: str) -> schemas.AccountFile:
        account = await accounts.access_by_handle(handle)
        file = await moderation.file(account, operator_id=operator_id)
        return schemas.AccountFile.with_history(file, await _cards_of(accounts, file.history))

    @routes.get(
        "/accounts",
        operation_id="find_accounts",
        summary="Look for people",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def find_accounts(
        operator: CurrentOperator,
        query: Annotated[
            str,
            Query(
                max_length=QUERY_LENGTH_MAX,
                description="Part of a handle or nickname, or a whole e-mail address or id; empty for those that "
                "operators decided about lately.",
            ),
        ] = "",
    ) -> schemas.AccountList:
        """For operators."""
        found = await moderation.find(query, operator_id=operator.id)
        return schemas.AccountList(accounts=[schemas.OperatedAccount.of(file) for file in found])

    @routes.get(
        "/accounts/{handle}",
        operation_id="get_account_file",
        summary="All that operators know of an account's standing",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained, NoSuchAccount),
    )
    async def get_account_file(handle: str, operator: CurrentOperator) -> schemas.AccountFile:
        """For operators."""
        return await file_of(handle, operator.id)

    @routes.post(
        "/accounts/{handle}/standing",
        operation_id="decide_standing",
        summary="Warn, strike, suspend, ban, or lift",
        responses=error_responses(
            BadInput,
            TextMissing,
            TextTooLong,
            SuspensionEndInvalid,
            NotSignedIn,
            OperatorsOnly,
            OperatorRestrained,
            OwnStanding,
            OperatorStanding,
            NoSuchAccount,
            AlreadyBanned,
            NothingToLift,
        ),
    )
    async def decide_standing(
        handle: str, form: schemas.StandingForm, operator: CurrentOperator
    ) -> schemas.AccountFile:
        """For operators. A suspension or ban ends a running LIVE at once; a ban signs the person out everywhere."""
        if form.until is not None and form.until.tzinfo is None:
            raise SuspensionEndInvalid(
                "Give the end of the suspension with its time zone: 2026-04-03T20:00Z.", field="until"
            )
        account = await accounts.access_by_handle(handle)
        await moderation.decide(account.id, form.act, reason=form.reason, until=form.until, operator_id=operator.id)
        return await file_of(account.handle, operator.id)

    return routes


def _log_routes(moderation: Moderation, accounts: Accounts) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/log",
        operation_id="get_operators_log",
        summary="What operators did",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def get_operators_log(
        _operator: CurrentOperator,
        before: Annotated[int | None, Query(ge=1, le=2**53, description="From `next_before`.")] = None,
    ) -> schemas.LogPage:
        """For operators."""
        entries = await moderation.log.page(before, entries_max=LOG_PAGE)
        cards = await _cards_of(accounts, entries)
        is_more = bool(entries) and entries[-1].number > 1
        return schemas.LogPage(
            entries=[schemas.LogEntry.of(entry, cards) for entry in entries],
            next_before=entries[-1].number if is_more else None,
        )

    @routes.get(
        "/log/check",
        operation_id="check_operators_log",
        summary="Whether the operators' log is as it was written",
        responses=error_responses(NotSignedIn, OperatorsOnly, OperatorRestrained),
    )
    async def check_operators_log(_operator: CurrentOperator) -> schemas.LogCheck:
        """For operators. Reads the whole log and computes every hash anew."""
        return schemas.LogCheck.model_validate(await moderation.log.check())

    return routes
