"""HTTP in and out of moderators."""

from collections.abc import Sequence

from fastapi import APIRouter

from livehouse.accounts import AccountCard, CurrentAccount, NoSuchAccount
from livehouse.kernel.errors import NotSignedIn
from livehouse.platform.openapi import error_responses
from livehouse.rooms import schemas
from livehouse.rooms.moderators import OwnModerator, TooManyModerators
from livehouse.rooms.service import Rooms


def moderator_routes(rooms: Rooms) -> APIRouter:
    """The routes of a host's moderators."""
    routes = APIRouter(prefix="/me/moderators", tags=["hosting"])

    def body(cards: Sequence[AccountCard]) -> schemas.ModeratorList:
        return schemas.ModeratorList.model_validate({"moderators": cards}, from_attributes=True)

    @routes.get(
        "",
        operation_id="list_moderators",
        summary="My moderators",
        responses=error_responses(NotSignedIn),
    )
    async def list_moderators(me: CurrentAccount) -> schemas.ModeratorList:
        """Who sees every comment of my LIVEs, as I do, in the order in which I named them."""
        return body(await rooms.moderators.of(me.account_id))

    @routes.put(
        "/{handle}",
        operation_id="name_moderator",
        summary="Name a moderator",
        responses=error_responses(NotSignedIn, NoSuchAccount, OwnModerator, TooManyModerators),
    )
    async def name_moderator(handle: str, me: CurrentAccount) -> schemas.ModeratorList:
        """From now on, in every LIVE of mine, the one that runs included; the same once more changes nothing."""
        return body(await rooms.moderators.name(me.account_id, handle))

    @routes.delete(
        "/{handle}",
        operation_id="dismiss_moderator",
        summary="Dismiss a moderator",
        responses=error_responses(NotSignedIn, NoSuchAccount),
    )
    async def dismiss_moderator(handle: str, me: CurrentAccount) -> schemas.ModeratorList:
        """They are a viewer like others again; the same once more changes nothing."""
        return body(await rooms.moderators.dismiss(me.account_id, handle))

    return routes
