"""HTTP in and out of live access."""

from datetime import date
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import CurrentAccount
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.live_access.errors import TermsChanged
from livehouse.live_access.judgement import Judgement
from livehouse.live_access.service import LiveAccess as LiveAccessService
from livehouse.platform.openapi import error_responses


class Requirement(BaseModel):
    """One thing that is asked of who wants to go live, and where the account stands."""

    model_config = ConfigDict(from_attributes=True)

    id: Literal["age", "terms"]
    met: bool
    needed: int | str = Field(description="Completed years for the age, a version for the terms.")
    actual: int | str | None = Field(description="The same of this account; null if there is nothing yet.")
    what_to_do: str | None = Field(description="A sentence for the person; null once it is met.")
    met_on: date | None = Field(description="The day from which it is met, past or to come, where that is known.")


class LiveAccess(BaseModel):
    """Whether the account may go live, and why."""

    model_config = ConfigDict(from_attributes=True)

    allowed: bool
    policy_version: str
    requirements: list[Requirement]


class TermsForm(BaseModel):
    """Which version of the LIVE terms one accepts."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field(description="As named by `needed` of the requirement `terms`.")


def router(live_access: LiveAccessService) -> APIRouter:
    """The routes of live access."""
    routes = APIRouter(prefix="/live-access", tags=["live access"])

    def body(judgement: Judgement) -> LiveAccess:
        return LiveAccess.model_validate(judgement)

    @routes.get(
        "",
        operation_id="get_live_access",
        summary="May I go live?",
        responses=error_responses(NotSignedIn),
    )
    async def get_live_access(me: CurrentAccount) -> LiveAccess:
        """Each requirement: what it asks, where the account stands, and what to do about it."""
        return body(await live_access.access_live(me.account_id))

    @routes.post(
        "/terms",
        operation_id="accept_live_terms",
        summary="Accept the LIVE terms",
        responses=error_responses(BadInput, NotSignedIn, TermsChanged),
    )
    async def accept_live_terms(form: TermsForm, me: CurrentAccount) -> LiveAccess:
        """Accept the version in force; answers like the question whether one may go live."""
        return body(await live_access.accept_terms(me.account_id, form.version))

    return routes
