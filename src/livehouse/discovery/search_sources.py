"""Where what is found comes from: each slice's things, as it tells of them now, as entries of the index.

An entry says what everybody may know of; who may see it is asked again whenever it is found.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Protocol

from livehouse.accounts import Account, Accounts
from livehouse.discovery.search_store import Entry, Kind
from livehouse.discovery.search_text import Query, field_words, has_kanji, plain_kanji, read_query, reading_words
from livehouse.discovery.search_topics import topic_words
from livehouse.kernel.later import load
from livehouse.moderation import Moderation
from livehouse.platform.steps import Step
from livehouse.replays import Replays
from livehouse.rooms import Rooms
from livehouse.schedule import Schedule
from livehouse.videos import Videos

FIRST_ID: Final = ""


class Source(Protocol):
    """Things of one kind."""

    kind: Kind

    async def after(self, ref_id: str | None, ids_max: int) -> list[str]:
        """The ids of things to be found after this one, in their order; all of the rest if there are fewer."""

    async def of_owner(self, owner_id: str) -> list[str]:
        """The ids of an owner's things, also of those that are not to be found."""

    async def read(self, ref_ids: Collection[str]) -> Mapping[str, Entry]:
        """Those of these that are to be found, as they are now."""


class Faces:
    """Who may be shown to anybody: not who is banned, or is deleting their account."""

    def __init__(self, accounts: Accounts, moderation: Moderation) -> None:
        self._accounts = accounts
        self._moderation = moderation

    async def shown(self, account_ids: Collection[str], *together_with: Step[Any]) -> dict[str, Account]:
        """Those of the accounts that are, by id. What else is to be read is read in the same visit to the database."""
        decided = self._moderation.decided_about(account_ids)
        found = await self._accounts.find_accounts(account_ids, decided, *together_with)
        present = [account_id for account_id, account in found.items() if not account.is_leaving]
        standings = await self._moderation.standings_of(present, decided=decided.result)
        return {account_id: found[account_id] for account_id in present if standings[account_id].state != "banned"}


def make_sources(
    *,
    accounts: Accounts,
    moderation: Moderation,
    rooms: Rooms,
    videos: Videos,
    replays: Replays,
    schedule: Schedule,
) -> tuple[Source, ...]:
    """All of them, what is live first."""
    faces = Faces(accounts, moderation)
    return (
        RoomSource(rooms, faces),
        PersonSource(accounts, faces),
        EventSource(schedule, faces),
        VideoSource(videos),
        ReplaySource(replays),
    )


async def words_of(text: str, *, is_name: bool = False) -> tuple[str, ...]:
    """The words of a field that somebody wrote, and how its kanji are read."""
    words = field_words(text, is_name=is_name)
    if has_kanji(text):
        await load("livehouse.discovery.search_kanji")
        from livehouse.discovery.search_kanji import readings_from_words

        words += reading_words(readings_from_words(plain_kanji(text)))
    return tuple(dict.fromkeys(words))


async def query_of(text: str) -> Query:
    """What a person who typed this looks for, kanji also as others may have written them in kana."""
    query = read_query(text)
    if not any(map(has_kanji, query.words)):
        return query
    await load("livehouse.discovery.search_kanji")
    from livehouse.discovery.search_kanji import reading_of

    return query.with_kana(reading_of(word) if has_kanji(word) else "" for word in query.words)


async def names_of(handle: str, nickname: str) -> tuple[tuple[str, ...], ...]:
    """The fields that somebody is found by."""
    return await words_of(handle, is_name=True), await words_of(nickname, is_name=True)


def topic_fields(topic: str) -> tuple[tuple[str, ...], ...]:
    """The fields that a thing is found by for its topic: the empty one keeps them behind what it is called."""
    return (), topic_words(topic)


class PersonSource:
    """Accounts."""

    kind: Kind = "person"

    def __init__(self, accounts: Accounts, faces: Faces) -> None:
        self._accounts = accounts
        self._faces = faces

    async def after(self, ref_id: str | None, ids_max: int) -> list[str]:
        """See `Source`."""
        return await self._accounts.ids_after(ref_id, ids_max)

    async def of_owner(self, owner_id: str) -> list[str]:
        """See `Source`."""
        return [owner_id]

    async def read(self, ref_ids: Collection[str]) -> Mapping[str, Entry]:
        """See `Source`."""
        return {
            account.id: Entry(
                kind="person",
                ref_id=account.id,
                owner_id=account.id,
                fields=await names_of(account.handle, account.nickname),
                tier=account.followers.bit_length(),
            )
            for account in (await self._faces.shown(ref_ids)).values()
        }


class RoomSource:
    """LIVEs that are on the air."""

    kind: Kind = "room"

    def __init__(self, rooms: Rooms, faces: Faces) -> None:
        self._rooms = rooms
        self._faces = faces

    async def after(self, ref_id: str | None, ids_max: int) -> list[str]:
        """See `Source`."""
        return [facts.id for facts in await self._rooms.on_air_after(ref_id or FIRST_ID, ids_max)]

    async def of_owner(self, owner_id: str) -> list[str]:
        """See `Source`; one that is not in the index is put there when it begins."""
        return []

    async def read(self, ref_ids: Collection[str]) -> Mapping[str, Entry]:
        """See `Source`."""
        facts = [room for room in await self._rooms.load_facts(list(ref_ids)) if room.is_on_air]
        hosts = await self._faces.shown({room.host_id for room in facts})
        return {
            room.id: Entry(
                kind="room",
                ref_id=room.id,
                owner_id=room.host_id,
                fields=(
                    await words_of(room.title),
                    *await names_of(hosts[room.host_id].handle, hosts[room.host_id].nickname),
                    *topic_fields(room.topic),
                ),
                tier=hosts[room.host_id].followers.bit_length(),
            )
            for room in facts
            if room.host_id in hosts
        }


class EventSource:
    """LIVEs that are scheduled."""

    kind: Kind = "event"

    def __init__(self, schedule: Schedule, faces: Faces) -> None:
        self._schedule = schedule
        self._faces = faces

    async def after(self, ref_id: str | None, ids_max: int) -> list[str]:
        """See `Source`."""
        found: list[str] = []
        while len(found) < ids_max:
            page = await self._schedule.to_come(found[-1] if found else ref_id or FIRST_ID)
            if not page:
                break
            found += [facts.id for facts in page]
        return found[:ids_max]

    async def of_owner(self, owner_id: str) -> list[str]:
        """See `Source`; those of somebody who may not go LIVE are cancelled for good."""
        return []

    async def read(self, ref_ids: Collection[str]) -> Mapping[str, Entry]:
        """See `Source`."""
        facts = await self._schedule.of_those_to_come(ref_ids)
        hosts = await self._faces.shown({event.host_id for event in facts})
        return {
            event.id: Entry(
                kind="event",
                ref_id=event.id,
                owner_id=event.host_id,
                fields=(
                    await words_of(event.title),
                    *await names_of(hosts[event.host_id].handle, hosts[event.host_id].nickname),
                    *topic_fields(event.topic),
                ),
                tier=event.going.bit_length(),
            )
            for event in facts
            if event.host_id in hosts
        }


class VideoSource:
    """Videos that are for everybody."""

    kind: Kind = "video"

    def __init__(self, videos: Videos) -> None:
        self._videos = videos

    async def after(self, ref_id: str | None, ids_max: int) -> list[str]:
        """See `Source`."""
        return await self._videos.public_ids_after(ref_id, ids_max)

    async def of_owner(self, owner_id: str) -> list[str]:
        """See `Source`."""
        return await self._videos.ids_of(owner_id)

    async def read(self, ref_ids: Collection[str]) -> Mapping[str, Entry]:
        """See `Source`."""
        return {
            video.id: Entry(
                kind="video",
                ref_id=video.id,
                owner_id=video.author.id,
                fields=(await words_of(video.caption), *await names_of(video.author.handle, video.author.nickname)),
                tier=_watched(video.views),
            )
            for video in await self._videos.shown_to(list(ref_ids), None)
        }


class ReplaySource:
    """LIVEs that were recorded."""

    kind: Kind = "replay"

    def __init__(self, replays: Replays) -> None:
        self._replays = replays

    async def after(self, ref_id: str | None, ids_max: int) -> list[str]:
        """See `Source`."""
        return await self._replays.ids_after(ref_id, ids_max)

    async def of_owner(self, owner_id: str) -> list[str]:
        """See `Source`."""
        return await self._replays.ids_of(owner_id)

    async def read(self, ref_ids: Collection[str]) -> Mapping[str, Entry]:
        """See `Source`."""
        return {
            replay.id: Entry(
                kind="replay",
                ref_id=replay.id,
                owner_id=replay.host.id,
                fields=(
                    await words_of(replay.title),
                    *await names_of(replay.host.handle, replay.host.nickname),
                    *topic_fields(replay.topic),
                ),
                tier=_watched(replay.views),
            )
            for replay in await self._replays.listed(list(ref_ids))
        }


def _watched(views: int) -> int:
    # In steps of four, or what is new would stand behind everything that is not.
    return views.bit_length() // 2


def all_words(entry: Entry) -> Sequence[str]:
    """Every word of an entry."""
    return [word for words in entry.fields for word in words]
