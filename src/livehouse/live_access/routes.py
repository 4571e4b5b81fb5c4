"""HTTP in and out of live access, for the person concerned."""

from fastapi import APIRouter, status

from livehouse.accounts import CurrentAccount
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.kernel.text import TextMissing, TextTooLong
from livehouse.live_access import operator_routes, schemas
from livehouse.live_access.errors import NoSuchReview, ReviewNotNeeded, ReviewTooSoon, ReviewWaiting, TermsChanged
from livehouse.live_access.gate import Gate
from livehouse.platform.openapi import error_responses


def router(gate: Gate) -> APIRouter:
    """The routes of live access."""
    everything = APIRouter()
    everything.include_router(_own_routes(gate), prefix="/live-access", tags=["live access"])
    everything.include_router(_notice_routes(gate), prefix="/me/notices", tags=["me"])
    everything.include_router(operator_routes.router(gate), prefix="/operators", tags=["operators"])
    return everything


def _own_routes(gate: Gate) -> APIRouter:
    routes = APIRouter()

    async def body(account_id: str) -> schemas.LiveAccess:
        examined = await gate.access.examine(account_id)
        await gate.brink.note(account_id, examined.judgement, notify=False)
        last = await gate.reviews.last(account_id)
        return schemas.LiveAccess.of(examined, last, gate.application(examined.judgement, last))

    @routes.get(
        "",
        operation_id="get_live_access",
        summary="May I go live?",
        responses=error_responses(NotSignedIn),
    )
    async def get_live_access(me: CurrentAccount) -> schemas.LiveAccess:
        """Each requirement: what it asks, where the account stands, and what to do about it."""
        return await body(me.account_id)

    @routes.get(
        "/quality",
        operation_id="get_quality",
        summary="What my posts say of me",
        responses=error_responses(NotSignedIn),
    )
    async def get_quality(me: CurrentAccount) -> schemas.QualityReport:
        """Every post with its score and retention curve, the indicators with their trend, good points and areas."""
        return schemas.QualityReport.whole((await gate.access.examine(me.account_id)).report)

    @routes.post(
        "/terms",
        operation_id="accept_live_terms",
        summary="Accept the LIVE terms",
        responses=error_responses(BadInput, NotSignedIn, TermsChanged),
    )
    async def accept_live_terms(form: schemas.TermsForm, me: CurrentAccount) -> schemas.LiveAccess:
        """Accept the version in force; answers like the question whether one may go live."""
        await gate.access.accept_terms(me.account_id, form.version)
        return await body(me.account_id)

    @routes.post(
        "/review",
        operation_id="apply_for_review",
        summary="Apply for a review",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput, TextMissing, TextTooLong, NotSignedIn, ReviewNotNeeded, ReviewWaiting, ReviewTooSoon
        ),
    )
    async def apply_for_review(form: schemas.ReviewForm, me: CurrentAccount) -> schemas.LiveAccess:
        """Ask the operators for access that followers and quality do not open."""
        await gate.reviews.apply(me.account_id, form.note)
        return await body(me.account_id)

    @routes.delete(
        "/review",
        operation_id="withdraw_review",
        summary="Withdraw the application",
        responses=error_responses(NotSignedIn, NoSuchReview),
    )
    async def withdraw_review(me: CurrentAccount) -> schemas.LiveAccess:
        """Take back the application that waits; nothing of it is kept."""
        await gate.reviews.withdraw(me.account_id)
        return await body(me.account_id)

    return routes


def _notice_routes(gate: Gate) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "",
        operation_id="list_notices",
        summary="What the platform told me",
        responses=error_responses(NotSignedIn),
    )
    async def list_notices(me: CurrentAccount) -> schemas.NoticeList:
        """The last notices, newest first. While one is connected, each comes over the channel as well."""
        return schemas.NoticeList.model_validate({"notices": await gate.notices.newest(me.account_id)})

    @routes.put(
        "/read",
        operation_id="mark_notices_read",
        summary="Take notices as read",
        responses=error_responses(BadInput, NotSignedIn),
    )
    async def mark_notices_read(form: schemas.NoticesReadForm, me: CurrentAccount) -> schemas.NoticeList:
        """This notice and all before it; the last ones as they are then."""
        return schemas.NoticeList.model_validate({"notices": await gate.notices.mark_read(me.account_id, form.id)})

    return routes
