"""What can be shared, looked up in the slices that have it and told in one shape."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from livehouse.accounts import AccountCard, Accounts, Avatars
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound
from livehouse.moderation import Moderation
from livehouse.platform.http import API
from livehouse.replays import Replays
from livehouse.rooms import Room, Rooms
from livehouse.schedule import Schedule
from livehouse.sharing.model import Address, Kind, NoSuchThing, watched_enough_s
from livehouse.videos import Video, Videos

# The pictures of a LIVE that is on and of one that is over differ, and so have their addresses to.
PICTURE_S: Final = 60
UPRIGHT: Final = (9, 16)
State = Literal["soon", "live", "interrupted", "over", "cancelled", "ready"]


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something with a page of its own, as one certain person sees it.

    `is_for_all` says whether everybody may see it; `text` is what its owner wrote beside the title; `size` is the shape
    of its picture, width and height. `at` is on the clock of an event's host, else in UTC.
    """

    kind: Kind
    id: str
    path: str
    owner: AccountCard
    title: str
    text: str = ""
    state: State
    is_for_all: bool
    picture_version: str
    picture_url: str
    at: datetime | None = None
    length_s: float | None = None
    viewers: int | None = None
    followers: int | None = None
    going: int | None = None
    film_url: str | None = None
    size: tuple[int, int] = UPRIGHT

    @property
    def is_on_air(self) -> bool:
        """Whether it is a LIVE that is on now."""
        return self.state in ("live", "interrupted")

    @property
    def preview_path(self) -> str:
        """Of the picture that previews of links show."""
        return f"{API}/previews/{self.kind}/{self.id}?v={self.picture_version}"


class Things:
    """Looks them up."""

    def __init__(
        self,
        *,
        rooms: Rooms,
        videos: Videos,
        replays: Replays,
        schedule: Schedule,
        accounts: Accounts,
        avatars: Avatars,
        moderation: Moderation,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._videos = videos
        self._replays = replays
        self._schedule = schedule
        self._accounts = accounts
        self._avatars = avatars
        self._moderation = moderation
        self._clock = clock
        self._kinds: dict[Kind, Callable[[str, str | None], Awaitable[Thing]]] = {
            "live": self._live,
            "video": self._video,
            "replay": self._replay,
            "event": self._event,
            "profile": self._profile,
        }
        self._pictures: dict[Kind, Callable[[Thing], Awaitable[bytes | None]]] = {
            "live": self._live_picture,
            "video": self._video_picture,
            "replay": self._replay_picture,
            "event": self._event_picture,
            "profile": self._profile_picture,
        }

    async def access(self, kind: Kind, thing_id: str, account_id: str | None) -> Thing:
        """The thing, for somebody whom it is for.

        Raises:
            NoSuchThing: there is none, or it is hidden from this person.
            Forbidden: it is for others; one of the subclasses says for whom.
        """
        look_up = self._kinds.get(kind)
        if look_up is None:
            raise NoSuchThing
        try:
            thing = await look_up(thing_id, account_id)
        except NotFound:
            raise NoSuchThing from None
        # A ban ends what is on the air, so nobody is banned who is; and this is on the way to the first picture.
        if not (thing.is_on_air or thing.owner.id == account_id or await self._is_shown(thing.owner.id)):
            raise NoSuchThing
        return thing

    async def access_at(self, address: Address) -> Thing:
        """What everybody sees at an address.

        Raises:
            NoSuchThing, Forbidden: as `access` says.
        """
        thing_id = await self.id_at(address)
        if thing_id is None:
            raise NoSuchThing
        thing = await self.access(address.kind, thing_id, None)
        if not thing.is_for_all:
            raise NoSuchThing
        return thing

    async def id_at(self, address: Address) -> str | None:
        """The id of what an address names; None for the profile of nobody."""
        if address.kind != "profile":
            return address.name
        try:
            return (await self._accounts.access_by_handle(address.name)).id
        except NotFound:
            return None

    async def picture(self, thing: Thing) -> bytes | None:
        """The thing's own picture as a JPEG, PNG or WebP; None where there is only a drawing."""
        return await self._pictures[thing.kind](thing)

    async def watched_by(self, thing: Thing, viewer_keys: Collection[str]) -> set[str]:
        """Those of the viewers who have watched it for long enough to say so."""
        enough_s = watched_enough_s(thing.length_s)
        if thing.kind == "live":
            return await self._rooms.watched_by(thing.id, viewer_keys, enough_s)
        if thing.kind == "video":
            return await self._videos.watched_by(thing.id, viewer_keys, enough_s)
        if thing.kind == "replay":
            return await self._replays.viewed_by(thing.id, viewer_keys)
        return set()

    async def _is_shown(self, account_id: str) -> bool:
        if not await self._accounts.present([account_id]):
            return False
        return (await self._moderation.standing_of(account_id)).state != "banned"

    async def _live(self, room_id: str, account_id: str | None) -> Thing:
        room: Room = await self._rooms.room(room_id, account_id)
        states: dict[str, State] = {"preparing": "soon", "live": "live", "interrupted": "interrupted", "ended": "over"}
        return Thing(
            kind="live",
            id=room.id,
            path=f"/live/{room.id}",
            owner=room.host,
            title=room.title,
            state=states[room.state],
            is_for_all=room.audience == "everyone" and room.state != "preparing",
            picture_version=self._version(room.cover_url, room.state),
            picture_url=room.cover_url,
            at=room.started_at,
            viewers=room.viewers,
        )

    async def _live_picture(self, thing: Thing) -> bytes | None:
        cover, _ = await self._rooms.cover(thing.id, None, None)
        return None if cover.media_type == "image/svg+xml" else cover.data

    async def _video(self, video_id: str, account_id: str | None) -> Thing:
        video = await self._videos.video(video_id, account_id)
        if video.state != "ready":
            raise NoSuchThing
        return Thing(
            kind="video",
            id=video.id,
            path=f"/videos/{video.id}",
            owner=video.author,
            title=video.caption,
            state="ready",
            is_for_all=video.visibility == "public",
            picture_version="p",
            picture_url=video.poster_url or "",
            at=video.published_at,
            length_s=video.length_s,
            film_url=_smallest(video),
            size=_shape(video.width, video.height),
        )

    async def _video_picture(self, thing: Thing) -> bytes | None:
        return await self._videos.poster(thing.id)

    async def _replay(self, replay_id: str, account_id: str | None) -> Thing:
        replay = await self._replays.replay(replay_id, account_id)
        return Thing(
            kind="replay",
            id=replay.id,
            path=f"/replay/{replay.id}",
            owner=replay.host,
            title=replay.title,
            state="ready",
            is_for_all=replay.audience == "everyone" and not replay.is_hidden,
            picture_version=self._version(replay.cover_url, replay.state),
            picture_url=replay.cover_url,
            at=replay.started_at,
            length_s=replay.duration_s,
        )

    async def _replay_picture(self, thing: Thing) -> bytes | None:
        try:
            return await self._replays.cover(thing.id, None)
        except NotFound:
            return await self._live_picture(thing)

    async def _event(self, event_id: str, account_id: str | None) -> Thing:
        event = await self._schedule.event(event_id, account_id)
        states: dict[str, State] = {"live": "live", "over": "over", "missed": "over", "cancelled": "cancelled"}
        return Thing(
            kind="event",
            id=event.id,
            path=f"/event/{event.id}",
            owner=event.host,
            title=event.title,
            text=event.description,
            state=states.get(event.state, "soon"),
            is_for_all=event.audience == "everyone",
            picture_version=self._version(event.cover_url or "", event.state),
            picture_url=event.cover_url or "",
            at=_on_the_clock_of(event.zone, event.starts_at),
            going=event.going,
        )

    async def _event_picture(self, thing: Thing) -> bytes | None:
        try:
            return (await self._schedule.cover(thing.id, None))[0]
        except NotFound:
            return None

    async def _profile(self, account_id: str, _viewer_id: str | None) -> Thing:
        account = await self._accounts.access_account(account_id)
        card = await self._accounts.card(account_id)
        return Thing(
            kind="profile",
            id=account_id,
            path=f"/@{card.handle}",
            owner=card,
            title=card.nickname,
            text=account.bio,
            state="ready",
            is_for_all=True,
            picture_version=account.avatar_id or "d",
            picture_url=card.avatar_url,
            followers=account.followers,
            size=(1, 1),
        )

    async def _profile_picture(self, thing: Thing) -> bytes | None:
        avatar = await self._avatars.access_avatar(thing.id)
        return None if avatar.media_type == "image/svg+xml" else avatar.data

    def _version(self, cover_url: str, state: str) -> str:
        """What an address of a picture says of it: those who make previews keep what they fetched for weeks."""
        named = cover_url.rpartition("v=")[2]
        if state in ("live", "interrupted"):
            return f"{int(self._clock.now().timestamp()) // PICTURE_S}"
        return named if len(named) <= 32 else "p"


def _on_the_clock_of(zone: str, at: datetime) -> datetime:
    """The moment as the clocks of a zone show it; in UTC if this machine knows of no such zone any more."""
    try:
        return at.astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:
        return at


def _smallest(video: Video) -> str | None:
    renditions = sorted(video.renditions, key=lambda rendition: rendition.bitrate)
    return renditions[0].url if renditions else None


def _shape(width_px: int | None, height_px: int | None) -> tuple[int, int]:
    return (width_px, height_px) if width_px and height_px else UPRIGHT
