"""HTTP in and out of stream keys."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response, status

from livehouse.accounts import CurrentAccount
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.platform.http import ClientAddress
from livehouse.platform.openapi import error_responses
from livehouse.rooms import model, schemas
from livehouse.rooms.model import AutoLive
from livehouse.rooms.service import Rooms
from livehouse.rooms.stream_keys import NoStreamKey

# A key is for one pair of eyes.
_NOT_STORED = {"Cache-Control": "no-store"}


def stream_key_routes(rooms: Rooms, origin: Callable[[Request], str]) -> APIRouter:
    """The routes of one's own stream key.

    Args:
        rooms: the service.
        origin: under which name encoders reach the platform.
    """
    routes = APIRouter(prefix="/me/stream-key", tags=["hosting"])

    @routes.get(
        "",
        operation_id="get_stream_key",
        summary="My stream key",
        responses=error_responses(NotSignedIn),
    )
    async def get_stream_key(request: Request, me: CurrentAccount, address: ClientAddress) -> schemas.StreamKey:
        """Where an encoder pushes to, what is known of the key (not the key itself), and how the encoder does."""
        shown = await rooms.encoders.key_of(me.account_id, origin=origin(request), address=address)
        return schemas.StreamKey.model_validate(shown)

    @routes.post(
        "",
        operation_id="renew_stream_key",
        summary="Make a stream key",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(NotSignedIn),
    )
    async def renew_stream_key(request: Request, response: Response, me: CurrentAccount) -> schemas.NewStreamKey:
        """A new key in place of the one before; an encoder that publishes with that one is cut off."""
        response.headers.update(_NOT_STORED)
        return schemas.NewStreamKey.model_validate(await rooms.encoders.renew(me.account_id, origin=origin(request)))

    @routes.delete(
        "",
        operation_id="delete_stream_key",
        summary="Delete my stream key",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=error_responses(NotSignedIn),
    )
    async def delete_stream_key(me: CurrentAccount) -> None:
        """Nothing can be published with it from now on; the same once more changes nothing."""
        await rooms.encoders.delete(me.account_id)

    @routes.put(
        "/auto-live",
        operation_id="set_auto_live",
        summary="Let my encoder go LIVE by itself",
        responses=error_responses(
            BadInput, model.TitleMissing, model.TitleTooLong, model.UnknownTopic, NotSignedIn, NoStreamKey
        ),
    )
    async def set_auto_live(form: schemas.AutoLiveForm, request: Request, me: CurrentAccount) -> schemas.StreamKey:
        """An encoder that connects while no LIVE is prepared begins one with this title, or is turned away."""
        auto_live = None
        if form.on:
            auto_live = AutoLive(
                title=form.title, topic=form.topic, audience=form.audience, is_recorded=form.is_recorded
            )
        changed = await rooms.encoders.set_auto_live(me.account_id, auto_live, origin=origin(request))
        return schemas.StreamKey.model_validate(changed)

    return routes
