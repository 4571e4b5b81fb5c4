"""HTTP in and out of rooms."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from livehouse.accounts import CurrentAccount, MaybeAccount, NoSuchAccount, SignedIn
from livehouse.kernel.errors import BadInput, NotSignedIn
from livehouse.live_access import NoLiveAccess
from livehouse.platform.openapi import error_responses
from livehouse.platform.pictures import PictureTooLarge, PictureUnreadable
from livehouse.platform.qr import SVG_POLICY
from livehouse.rooms import model, schemas
from livehouse.rooms.events import Room
from livehouse.rooms.moderator_routes import moderator_routes
from livehouse.rooms.service import Rooms
from livehouse.rooms.stream_key_routes import stream_key_routes
from livehouse.rooms.stream_keys import LiveFromEncoder
from livehouse.rooms.views import share_path

OriginOf = Callable[[Request], str]
"""The address of the platform as the request's sender sees it, `https://example.org`."""

_MAY_NOT_WATCH = (model.FollowersOnly, model.AdultsOnly, model.NoSuchRoom)
_NOT_MY_ROOM = (NotSignedIn, model.NotTheHost, *_MAY_NOT_WATCH)
# Opened by itself, an SVG is a page; this one may do nothing.
_PICTURE_BODY = {
    "requestBody": {
        "required": True,
        "description": "The file itself; what it is is read from its bytes.",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}}
            for media_type in ("image/png", "image/jpeg", "image/webp")
        },
    }
}


def _id_of(me: SignedIn | None) -> str | None:
    return None if me is None else me.account_id


def router(rooms: Rooms, origin: OriginOf) -> APIRouter:
    """The routes of rooms.

    Args:
        rooms: the service.
        origin: what share links begin with, and under which name the relay is reached.
    """
    everything = APIRouter()
    everything.include_router(_listing_routes(rooms), tags=["rooms"])
    everything.include_router(_host_routes(rooms, origin), tags=["hosting"])
    everything.include_router(moderator_routes(rooms))
    everything.include_router(stream_key_routes(rooms, origin))
    everything.include_router(_room_routes(rooms, origin), tags=["rooms"])
    return everything


def _body(room: Room, request: Request, origin: OriginOf) -> schemas.Room:
    return schemas.Room.of(room, url=origin(request) + share_path(room.id))


def _listing_routes(rooms: Rooms) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/rooms",
        operation_id="list_rooms",
        summary="What is on now",
        responses=error_responses(model.UnknownTopic),
    )
    async def list_rooms(
        me: MaybeAccount,
        topic: Annotated[str | None, Query(description="Only rooms of this topic.")] = None,
        followed: Annotated[bool, Query(description="Only rooms whose hosts the one who asks follows.")] = False,
    ) -> schemas.RoomList:
        """Rooms that are live or interrupted and that the one who asks may watch, the most watched first."""
        cards = await rooms.on_air(_id_of(me), topic=topic, followed=followed)
        return schemas.RoomList(rooms=[schemas.RoomCard.model_validate(card) for card in cards])

    @routes.get(
        "/accounts/{handle}/live",
        operation_id="get_live_room_of",
        summary="Is this account live?",
        responses=error_responses(NoSuchAccount),
    )
    async def get_live_room_of(handle: str, me: MaybeAccount) -> schemas.MaybeRoomCard:
        """The room in which the account is live, if the one who asks may watch it."""
        card = await rooms.live_room_of(handle, _id_of(me))
        return schemas.MaybeRoomCard(room=None if card is None else schemas.RoomCard.model_validate(card))

    return routes


def _host_routes(rooms: Rooms, origin: OriginOf) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/rooms",
        operation_id="create_room",
        summary="Prepare a LIVE",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(
            BadInput,
            model.TitleMissing,
            model.TitleTooLong,
            model.UnknownTopic,
            NotSignedIn,
            NoLiveAccess,
            model.AlreadyLive,
        ),
    )
    async def create_room(form: schemas.RoomForm, request: Request, me: CurrentAccount) -> schemas.Room:
        """A room for the signed-in account. One that it was preparing before is ended; one on the air is in the way."""
        room = await rooms.create(
            me.account_id,
            title=form.title,
            topic=form.topic,
            audience=form.audience,
            source=form.source,
            is_recorded=form.is_recorded,
        )
        return _body(room, request, origin)

    @routes.get(
        "/rooms/mine",
        operation_id="get_my_room",
        summary="My LIVE that has not ended",
        responses=error_responses(NotSignedIn),
    )
    async def get_my_room(request: Request, me: CurrentAccount) -> schemas.MaybeRoom:
        """The room that the signed-in account prepares or hosts now, from whichever device."""
        room = await rooms.mine(me.account_id)
        return schemas.MaybeRoom(room=None if room is None else _body(room, request, origin))

    @routes.put(
        "/rooms/{room_id}/cover",
        operation_id="upload_cover",
        summary="Upload a cover",
        responses=error_responses(PictureUnreadable, *_NOT_MY_ROOM, model.RoomHasEnded, PictureTooLarge),
        openapi_extra=_PICTURE_BODY,
    )
    async def upload_cover(room_id: str, request: Request, me: CurrentAccount) -> schemas.Room:
        """Cut to 9:16 from the middle, made 720 × 1280, without the metadata that the camera wrote."""
        room = await rooms.upload_cover(room_id, me.account_id, await request.body())
        return _body(room, request, origin)

    @routes.post(
        "/rooms/{room_id}/publisher",
        operation_id="issue_publisher_ticket",
        summary="A ticket to publish",
        responses=error_responses(*_NOT_MY_ROOM, model.RoomHasEnded, LiveFromEncoder),
    )
    async def issue_publisher_ticket(room_id: str, request: Request, me: CurrentAccount) -> schemas.Ticket:
        """What the host's browser connects to the relay with. Ask for a new one for every new connection."""
        ticket = await rooms.publisher_ticket(room_id, me.account_id, session_id=me.session_id, origin=origin(request))
        return schemas.Ticket.model_validate(ticket)

    @routes.post(
        "/rooms/{room_id}/start",
        operation_id="start_room",
        summary="Go LIVE",
        responses=error_responses(*_NOT_MY_ROOM, model.RoomHasEnded, model.NoPicture),
    )
    async def start_room(room_id: str, request: Request, me: CurrentAccount) -> schemas.Room:
        """Put the room on the air, once its picture arrives; the same once more changes nothing."""
        return _body(await rooms.go_live(room_id, me.account_id), request, origin)

    @routes.post(
        "/rooms/{room_id}/end",
        operation_id="end_room",
        summary="End the LIVE",
        responses=error_responses(*_NOT_MY_ROOM),
    )
    async def end_room(room_id: str, request: Request, me: CurrentAccount) -> schemas.Summary:
        """End the room for everybody; the same once more changes nothing."""
        summary = await rooms.end(room_id, me.account_id)
        return schemas.Summary.of(summary, url=origin(request) + share_path(room_id))

    @routes.get(
        "/rooms/{room_id}/summary",
        operation_id="get_summary",
        summary="What the LIVE came to",
        responses=error_responses(*_NOT_MY_ROOM),
    )
    async def get_summary(room_id: str, request: Request, me: CurrentAccount) -> schemas.Summary:
        """The numbers of one's own LIVE, so far or in the end."""
        summary = await rooms.summary(room_id, me.account_id)
        return schemas.Summary.of(summary, url=origin(request) + share_path(room_id))

    return routes


def _room_routes(rooms: Rooms, origin: OriginOf) -> APIRouter:
    routes = APIRouter(prefix="/rooms/{room_id}")

    @routes.get(
        "",
        operation_id="get_room",
        summary="A LIVE",
        responses=error_responses(*_MAY_NOT_WATCH),
    )
    async def get_room(room_id: str, request: Request, me: MaybeAccount) -> schemas.Room:
        """A room that was or is on the air; one that is being prepared is its host's business alone."""
        return _body(await rooms.room(room_id, _id_of(me)), request, origin)

    @routes.post(
        "/viewer",
        operation_id="issue_viewer_ticket",
        summary="A ticket to watch",
        responses=error_responses(*_MAY_NOT_WATCH, model.NotOnAir, model.RoomHasEnded),
    )
    async def issue_viewer_ticket(room_id: str, request: Request, me: MaybeAccount) -> schemas.Ticket:
        """What a browser connects to the relay with. Ask for a new one for every new connection."""
        ticket = await rooms.viewer_ticket(room_id, _id_of(me), origin=origin(request))
        return schemas.Ticket.model_validate(ticket)

    @routes.get(
        "/clock",
        operation_id="get_media_clock",
        summary="How late it is",
        responses=error_responses(*_MAY_NOT_WATCH, model.NotOnAir, model.RoomHasEnded),
    )
    async def get_media_clock(room_id: str, response: Response, me: MaybeAccount) -> schemas.MediaClock:
        """By which a player finds its real delay: `now - (zero + timestamp)` of the picture that it shows."""
        response.headers["Cache-Control"] = "no-store"
        return schemas.MediaClock.model_validate(await rooms.media_clock(room_id, _id_of(me)))

    @routes.head("/cover", include_in_schema=False)
    @routes.get(
        "/cover",
        operation_id="get_cover",
        summary="A LIVE's cover",
        response_class=Response,
        responses={
            200: {
                "description": "The picture.",
                "content": {"image/webp": {}, "image/jpeg": {}, "image/svg+xml": {}},
            },
            **error_responses(*_MAY_NOT_WATCH),
        },
    )
    async def get_cover(
        room_id: str,
        me: MaybeAccount,
        v: Annotated[str | None, Query(description="The version, from `cover_url`.")] = None,
    ) -> Response:
        """What the host uploaded, else a frame of the stream, else a drawing; to be cached under its `cover_url`."""
        cover, is_public = await rooms.cover(room_id, _id_of(me), v)
        kept = f"max-age={cover.cached_s}" if cover.cached_s else "no-cache"
        if cover.is_final:
            kept += ", immutable"
        headers = {
            "Cache-Control": f"{'public' if is_public else 'private'}, {kept}",
            "Content-Security-Policy": SVG_POLICY,
        }
        return Response(cover.data, media_type=cover.media_type, headers=headers)

    return routes
