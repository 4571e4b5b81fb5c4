"""Replays as the one who asks sees them: stored facts, what the LIVE was, and the host's card."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from livehouse.accounts import AccountCard, Accounts
from livehouse.chat import Comment
from livehouse.gifts import Gift
from livehouse.platform.http import API
from livehouse.replays import model
from livehouse.replays.model import Marker, Missing, ReplayFacts
from livehouse.replays.timeline import seconds
from livehouse.rooms import Audience, RoomFacts


class ReplayCard(msgspec.Struct, frozen=True, kw_only=True):
    """A replay as lists show it."""

    id: str
    title: str
    topic: str
    host: AccountCard
    started_at: datetime
    duration_s: float
    cover_url: str
    views: int
    state: Literal["recording", "ready"]
    audience: Audience
    is_hidden: bool
    expires_at: datetime
    deletes_early_on: date | None


class Replay(ReplayCard, frozen=True, kw_only=True):
    """A replay in full, as one certain person sees it."""

    playlist_url: str
    download_url: str | None
    bytes: int
    missing: Sequence[Missing]
    markers: Sequence[Marker]
    may_edit: bool


class ReplayPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list of replays."""

    replays: list[ReplayCard]
    next_before: str | None


class OwnReplayPage(ReplayPage, frozen=True, kw_only=True):
    """A part of one's own replays, and what all of them take."""

    bytes: int
    bytes_max: int | None


class CommentMoment(msgspec.Struct, frozen=True):
    """A comment and its place in the replay."""

    at_s: float
    comment: Comment


class GiftMoment(msgspec.Struct, frozen=True):
    """A gift and its place in the replay."""

    at_s: float
    gift: Gift


class Moments(msgspec.Struct, frozen=True):
    """What was said and given in a part of a replay."""

    comments: list[CommentMoment]
    gifts: list[GiftMoment]


class Views:
    """Puts together what is told of replays."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def cards(self, listed: Sequence[ReplayFacts], rooms: Mapping[str, RoomFacts]) -> list[ReplayCard]:
        """The replays as lists show them, in the order given."""
        hosts = await self._accounts.cards([facts.host_id for facts in listed])
        return [ReplayCard(**_card(facts, rooms[facts.id], hosts[facts.host_id])) for facts in listed]

    async def one(
        self, facts: ReplayFacts, room: RoomFacts, missing: Sequence[Missing], account_id: str | None
    ) -> Replay:
        """The replay as this account sees it."""
        is_host = model.is_host(facts, account_id)
        address = f"{API}/replays/{facts.id}"
        return Replay(
            **_card(facts, room, await self._accounts.card(facts.host_id)),
            playlist_url=f"{address}/index.m3u8",
            download_url=f"{address}/download" if is_host and facts.state == "ready" else None,
            bytes=facts.size_bytes,
            missing=missing,
            markers=facts.markers
            if is_host
            else [msgspec.structs.replace(one, diamonds=None) for one in facts.markers],
            may_edit=is_host,
        )


def _card(facts: ReplayFacts, room: RoomFacts, host: AccountCard) -> dict[str, Any]:
    return {
        "id": facts.id,
        "title": facts.title,
        "topic": room.topic,
        "host": host,
        "started_at": facts.started_at,
        "duration_s": seconds(facts.duration_us),
        "cover_url": cover_url(facts),
        "views": facts.views,
        "state": "ready" if facts.state == "ready" else "recording",
        "audience": room.audience,
        "is_hidden": facts.is_hidden,
        "expires_at": facts.expires_at,
        "deletes_early_on": facts.deletes_early_on,
    }


def cover_url(facts: ReplayFacts) -> str:
    """The path of a picture of it: its own where there is one, until then the LIVE's."""
    if facts.has_cover:
        return f"{API}/replays/{facts.id}/cover"
    return f"{API}/rooms/{facts.id}/cover"
