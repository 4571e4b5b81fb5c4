"""HTTP in and out of events."""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response, status

from livehouse.accounts import CurrentAccount, MaybeAccount, NoSuchAccount, SignedIn
from livehouse.kernel.errors import BadCursor, BadInput, NotSignedIn, TooFast
from livehouse.kernel.zones import UnknownZone
from livehouse.live_access import NoLiveAccess
from livehouse.platform.http import API
from livehouse.platform.openapi import error_responses
from livehouse.platform.pictures import PictureTooLarge, PictureUnreadable
from livehouse.rooms import NoSuchRoom, RoomHasEnded, UnknownTopic
from livehouse.schedule import model, schemas, times, views
from livehouse.schedule.calendar import MEDIA_TYPE
from livehouse.schedule.calendars import NoSuchCalendar
from livehouse.schedule.service import Schedule

OriginOf = Callable[[Request], str]
"""The address of the platform as the request's sender sees it, `https://example.org`."""

Cursor = Annotated[str | None, Query(max_length=200, description="`next_cursor` of the page before.")]
Key = Annotated[
    str | None, Query(max_length=200, description="`key` of `GET /me/calendar`, for programs that cannot sign in.")
]

_MAY_NOT_SEE = (model.NoSuchEvent, model.EventForFollowers, model.EventForAdults)
_NOT_MINE = (NotSignedIn, model.NotTheEventsHost, *_MAY_NOT_SEE)
_BAD_FORM = (
    BadInput,
    model.EventTitleMissing,
    UnknownTopic,
    model.DurationInvalid,
    times.TimeUnreadable,
    UnknownZone,
    times.NoSuchHour,
    times.HourComesTwice,
    model.EventInThePast,
    model.EventTooFarAhead,
    model.EventsOverlap,
    TooFast,
)
_CALENDAR = {"description": "An iCalendar file.", "content": {"text/calendar": {}}}
# What calendars and proxies may keep for a while, and what is one person's own.
_FOR_ALL: Final = "public, max-age=300"
_OWN: Final = "private, no-cache"
# Its address names its bytes.
_KEPT: Final = "max-age=31536000, immutable"
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


class _Bodies:
    """Bodies with links that lead to where the request came from."""

    def __init__(self, origin: OriginOf) -> None:
        self._origin = origin

    def event(self, event: views.Event, request: Request) -> schemas.Event:
        return schemas.Event.of(event, url=self._origin(request) + views.share_path(event.id))

    def page(self, page: views.EventPage, request: Request) -> schemas.EventPage:
        events = [self.event(event, request) for event in page.events]
        return schemas.EventPage(events=events, next_cursor=page.next_cursor)

    def calendar(self, key: str, request: Request) -> schemas.CalendarAddresses:
        return schemas.CalendarAddresses(url=f"{self._origin(request)}{API}/calendars/{key}.ics", key=key)


def router(schedule: Schedule, origin: OriginOf) -> APIRouter:
    """The routes of events.

    Args:
        schedule: the service.
        origin: what links begin with.
    """
    everything = APIRouter()
    bodies = _Bodies(origin)
    everything.include_router(_list_routes(schedule, bodies), tags=["events"])
    everything.include_router(_calendar_routes(schedule, bodies, origin), tags=["events"])
    everything.include_router(_host_routes(schedule, bodies), tags=["events"])
    everything.include_router(_event_routes(schedule, bodies, origin), tags=["events"])
    return everything


def _list_routes(schedule: Schedule, bodies: _Bodies) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/events",
        operation_id="list_events",
        summary="What is coming up",
        responses=error_responses(BadCursor, UnknownTopic),
    )
    async def list_events(
        request: Request,
        me: MaybeAccount,
        topic: Annotated[str | None, Query(description="Only events of this topic.")] = None,
        cursor: Cursor = None,
    ) -> schemas.EventPage:
        """Events that are on or to come and that the one who asks may see, the next first: one's own and those of the
        followed, then everybody's."""
        return bodies.page(await schedule.upcoming(_id_of(me), topic=topic, cursor=cursor), request)

    @routes.get(
        "/accounts/{handle}/events",
        operation_id="list_events_of",
        summary="An account's events",
        responses=error_responses(BadCursor, NoSuchAccount),
    )
    async def list_events_of(
        handle: str,
        request: Request,
        me: MaybeAccount,
        when: Annotated[
            Literal["upcoming", "past"],
            Query(description="What is on or to come, the next first; or what is over, the latest first."),
        ] = "upcoming",
        cursor: Cursor = None,
    ) -> schemas.EventPage:
        """Those that the one who asks may see."""
        page = await schedule.of_host(handle, _id_of(me), past=when == "past", cursor=cursor)
        return bodies.page(page, request)

    @routes.get(
        "/me/events",
        operation_id="list_my_events",
        summary="One's own events",
        responses=error_responses(NotSignedIn),
    )
    async def list_my_events(request: Request, me: CurrentAccount) -> schemas.OwnEvents:
        """What one hosts and what one goes to, as far as it is on or to come, and the event that one may begin now."""
        own = await schedule.mine(me.account_id)
        return schemas.OwnEvents(
            hosting=[bodies.event(event, request) for event in own.hosting],
            going=[bodies.event(event, request) for event in own.going],
            due=None if own.due is None else bodies.event(own.due, request),
        )

    return routes


def _calendar_routes(schedule: Schedule, bodies: _Bodies, origin: OriginOf) -> APIRouter:
    routes = APIRouter()

    @routes.get(
        "/accounts/{handle}/events.ics",
        operation_id="get_calendar_of",
        summary="An account's events as a calendar",
        response_class=Response,
        responses={200: _CALENDAR, **error_responses(NoSuchAccount, NoSuchCalendar)},
    )
    async def get_calendar_of(handle: str, request: Request, key: Key = None) -> Response:
        """To subscribe to. Without a key it has what everybody may see, with one what the key's owner may see."""
        viewer_id = None if key is None else await schedule.calendars.owner_of(key)
        data = await schedule.calendars.of_host(handle, viewer_id, origin(request))
        return _calendar(data, cache=_FOR_ALL if key is None else _OWN)

    @routes.get(
        "/calendars/{key}.ics",
        operation_id="get_my_calendar_feed",
        summary="All of one's events as a calendar",
        response_class=Response,
        responses={200: _CALENDAR, **error_responses(NoSuchCalendar)},
    )
    async def get_my_calendar_feed(key: str, request: Request) -> Response:
        """To subscribe to: what the key's owner hosts and goes to."""
        account_id = await schedule.calendars.owner_of(key)
        return _calendar(await schedule.calendars.of_account(account_id, origin(request)), cache=_OWN)

    @routes.get(
        "/me/calendar",
        operation_id="get_my_calendar",
        summary="Where calendars find one's events",
        responses=error_responses(NotSignedIn),
    )
    async def get_my_calendar(request: Request, me: CurrentAccount) -> schemas.CalendarAddresses:
        """The same each time, until one asks for another."""
        return bodies.calendar(await schedule.calendars.key_of(me.account_id), request)

    @routes.post(
        "/me/calendar/renewal",
        operation_id="renew_my_calendar",
        summary="Have another address for one's calendar",
        responses=error_responses(NotSignedIn),
    )
    async def renew_my_calendar(request: Request, me: CurrentAccount) -> schemas.CalendarAddresses:
        """The addresses before hold no longer: for somebody whose address others have seen."""
        return bodies.calendar(await schedule.calendars.renew(me.account_id), request)

    return routes


def _host_routes(schedule: Schedule, bodies: _Bodies) -> APIRouter:
    routes = APIRouter()

    @routes.post(
        "/events",
        operation_id="schedule_event",
        summary="Schedule a LIVE",
        status_code=status.HTTP_201_CREATED,
        responses=error_responses(*_BAD_FORM, NotSignedIn, NoLiveAccess, model.TooManyEvents),
    )
    async def schedule_event(form: schemas.EventForm, request: Request, me: CurrentAccount) -> schemas.Event:
        """An event for the signed-in account, which needs live access as for a LIVE."""
        return bodies.event(await schedule.schedule(me.account_id, form.draft()), request)

    @routes.patch(
        "/events/{event_id}",
        operation_id="change_event",
        summary="Change an event",
        responses=error_responses(*_BAD_FORM, *_NOT_MINE, model.EventNotOpen),
    )
    async def change_event(
        event_id: str, form: schemas.EventChange, request: Request, me: CurrentAccount
    ) -> schemas.Event:
        """Change what is given; the rest stays. Whoever said that they will come is told of another time."""
        return bodies.event(await schedule.change(event_id, me.account_id, form.change()), request)

    @routes.post(
        "/events/{event_id}/cancel",
        operation_id="cancel_event",
        summary="Cancel an event",
        responses=error_responses(BadInput, *_NOT_MINE, model.EventNotOpen),
    )
    async def cancel_event(
        event_id: str, form: schemas.EventCancellation, request: Request, me: CurrentAccount
    ) -> schemas.Event:
        """It stays to be seen, with the reason; once more changes nothing."""
        return bodies.event(await schedule.cancel(event_id, me.account_id, form.reason), request)

    @routes.put(
        "/events/{event_id}/cover",
        operation_id="upload_event_cover",
        summary="Upload an event's cover",
        responses=error_responses(*_NOT_MINE, PictureUnreadable, PictureTooLarge),
        openapi_extra=_PICTURE_BODY,
    )
    async def upload_event_cover(event_id: str, request: Request, me: CurrentAccount) -> schemas.Event:
        """It is cut to 16:9 from its middle."""
        event = await schedule.upload_cover(event_id, me.account_id, await request.body())
        return bodies.event(event, request)

    @routes.put(
        "/events/{event_id}/room",
        operation_id="set_event_room",
        summary="Begin an event with a LIVE",
        responses=error_responses(
            *_NOT_MINE, model.EventNotDue, model.EventNotOpen, model.RoomTooNarrow, NoSuchRoom, RoomHasEnded
        ),
    )
    async def set_event_room(
        event_id: str, form: schemas.EventRoom, request: Request, me: CurrentAccount
    ) -> schemas.Event:
        """Make the own room the event's LIVE: the event begins when it goes on the air, or now if it is. The same once
        more changes nothing."""
        return bodies.event(await schedule.link_room(event_id, me.account_id, form.room_id), request)

    @routes.delete(
        "/events/{event_id}/room",
        operation_id="unset_event_room",
        summary="Have a LIVE without the event",
        responses=error_responses(*_NOT_MINE),
    )
    async def unset_event_room(event_id: str, request: Request, me: CurrentAccount) -> schemas.Event:
        """Take back which room the event begins with; one that has begun stays as it is."""
        return bodies.event(await schedule.unlink_room(event_id, me.account_id), request)

    return routes


def _event_routes(schedule: Schedule, bodies: _Bodies, origin: OriginOf) -> APIRouter:
    routes = APIRouter(prefix="/events/{event_id}")

    @routes.get("", operation_id="get_event", summary="An event", responses=error_responses(*_MAY_NOT_SEE))
    async def get_event(event_id: str, request: Request, me: MaybeAccount) -> schemas.Event:
        """An event that the one who asks may see, in whatever state."""
        return bodies.event(await schedule.event(event_id, _id_of(me)), request)

    @routes.put(
        "/rsvp",
        operation_id="say_going",
        summary="Say that one will come",
        responses=error_responses(NotSignedIn, *_MAY_NOT_SEE, model.EventNotOpen, model.HostIsGoing, TooFast),
    )
    async def say_going(event_id: str, request: Request, me: CurrentAccount) -> schemas.Event:
        """One is reminded a day and ten minutes before, and told when it begins; once more changes nothing."""
        return bodies.event(await schedule.say_going(event_id, me.account_id), request)

    @routes.delete(
        "/rsvp",
        operation_id="say_not_going",
        summary="Say that one will not come",
        responses=error_responses(NotSignedIn, *_MAY_NOT_SEE, TooFast),
    )
    async def say_not_going(event_id: str, request: Request, me: CurrentAccount) -> schemas.Event:
        """Once more changes nothing."""
        return bodies.event(await schedule.say_not_going(event_id, me.account_id), request)

    @routes.get(
        "/calendar.ics",
        operation_id="get_event_calendar",
        summary="An event for a calendar",
        response_class=Response,
        responses={200: _CALENDAR, **error_responses(*_MAY_NOT_SEE, NoSuchCalendar)},
    )
    async def get_event_calendar(event_id: str, request: Request, me: MaybeAccount, key: Key = None) -> Response:
        """With alarms a day and ten minutes before."""
        data = await schedule.calendar_file(event_id, _id_of(me), key, origin(request))
        return _calendar(data, cache=_OWN, file_name=f"{event_id}.ics")

    @routes.head("/cover", include_in_schema=False)
    @routes.get(
        "/cover",
        operation_id="get_event_cover",
        summary="An event's cover",
        response_class=Response,
        responses={
            200: {"description": "The picture.", "content": {"image/webp": {}}},
            **error_responses(*_MAY_NOT_SEE),
        },
    )
    async def get_event_cover(
        event_id: str,
        me: MaybeAccount,
        v: Annotated[str | None, Query(description="The version, from `cover_url`.")] = None,
    ) -> Response:
        """What the host uploaded; to be cached under its `cover_url`."""
        data, is_public = await schedule.cover(event_id, _id_of(me))
        kept = "no-cache" if v is None else _KEPT
        headers = {"Cache-Control": f"{'public' if is_public else 'private'}, {kept}"}
        return Response(data, media_type="image/webp", headers=headers)

    return routes


def _calendar(data: bytes, *, cache: str, file_name: str = "events.ics") -> Response:
    # A phone offers to add what it opens; what it downloads it puts away.
    headers = {"Cache-Control": cache, "Content-Disposition": f'inline; filename="{file_name}"'}
    return Response(data, media_type=MEDIA_TYPE, headers=headers)
