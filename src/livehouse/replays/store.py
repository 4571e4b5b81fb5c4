"""All SQL of replays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.platform.database import Transaction
from livehouse.replays.model import Kept, Marker, PieceFacts, ReplayFacts
from livehouse.replays.tables import highlights, inits, pieces, replays, views

Reader = AsyncConnection | Transaction

_FACTS: Final = [replays.c[name] for name in ReplayFacts.__struct_fields__]
_PIECE: Final = [pieces.c[name] for name in PieceFacts.__struct_fields__]
# A question names at most so many people.
KEYS_AT_ONCE: Final = 500
# What can be seen of replays: something of them is there, and it was not deleted.
_SEEN: Final = sa.and_(replays.c.state != "deleted", replays.c.pieces > 0)


class StoredHighlight(msgspec.Struct, frozen=True, kw_only=True):
    """A highlight that was asked for."""

    from_us: int
    until_us: int
    video_id: str


def _facts(row: sa.Row[Any]) -> ReplayFacts:
    values = dict(row._mapping)
    values["markers"] = msgspec.json.decode(values["markers"], type=tuple[Marker, ...])
    return ReplayFacts(**values)


def _piece(row: sa.Row[Any]) -> PieceFacts:
    return PieceFacts(**row._mapping)


# Replays


async def insert_replay(tx: Transaction, replay: ReplayFacts) -> bool:
    """Write a new replay; False if there is one of this LIVE."""
    values = msgspec.structs.asdict(replay)
    values["markers"] = msgspec.json.encode(replay.markers).decode()
    inserted = await tx.execute(tx.insert(replays).values(**values).on_conflict_do_nothing().returning(replays.c.id))
    return inserted.scalar_one_or_none() is not None


async def load_replay(reader: Reader, replay_id: str) -> ReplayFacts | None:
    """The replay, if there is one."""
    row = (await reader.execute(sa.select(*_FACTS).where(replays.c.id == replay_id))).one_or_none()
    return None if row is None else _facts(row)


async def lock_replay(tx: Transaction, replay_id: str) -> ReplayFacts | None:
    """The replay, held against other writers until the transaction ends."""
    query = sa.select(*_FACTS).where(replays.c.id == replay_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _facts(row)


async def load_unfinished(reader: Reader) -> list[ReplayFacts]:
    """Replays that are recorded now, or were when a process died, and those that were deleted meanwhile."""
    rows = await reader.execute(sa.select(*_FACTS).where(replays.c.state != "ready").order_by(replays.c.id))
    return [_facts(row) for row in rows.all()]


async def update_replay(tx: Transaction, replay_id: str, **changes: object) -> None:
    """Change what is given."""
    if "markers" in changes:
        changes["markers"] = msgspec.json.encode(changes["markers"]).decode()
    await tx.execute(replays.update().where(replays.c.id == replay_id).values(**changes))


async def update_replays(tx: Transaction, replay_ids: Collection[str], **changes: object) -> None:
    """Change what is given of these."""
    await tx.execute(replays.update().where(replays.c.id.in_(list(replay_ids))).values(**changes))


async def delete_contents(tx: Transaction, replay_id: str) -> None:
    """Remove all that hangs on the replay."""
    for table in (pieces, inits, views, highlights):
        await tx.execute(table.delete().where(table.c.replay_id == replay_id))


async def delete_replay(tx: Transaction, replay_id: str) -> None:
    """Remove the replay with all that hangs on it."""
    await delete_contents(tx, replay_id)
    await tx.execute(replays.delete().where(replays.c.id == replay_id))


async def load_of_host(
    reader: Reader, host_id: str, *, with_hidden: bool, before_id: str | None, rows_max: int
) -> list[ReplayFacts]:
    """A host's replays that can be seen, the newest first."""
    query = sa.select(*_FACTS).where(replays.c.host_id == host_id, _SEEN)
    if not with_hidden:
        query = query.where(replays.c.is_hidden.is_(False))
    if before_id is not None:
        query = query.where(replays.c.id < before_id)
    return [_facts(row) for row in (await reader.execute(query.order_by(replays.c.id.desc()).limit(rows_max))).all()]


_LISTED: Final = sa.and_(replays.c.state == "ready", replays.c.is_hidden.is_(False), replays.c.pieces > 0)


async def load_ids_after(reader: Reader, replay_id: str | None, rows_max: int) -> list[str]:
    """Replays that are ready and not hidden, after this id, in the order of their ids."""
    query = sa.select(replays.c.id).where(_LISTED)
    if replay_id is not None:
        query = query.where(replays.c.id > replay_id)
    return list((await reader.execute(query.order_by(replays.c.id).limit(rows_max))).scalars())


async def load_listed(reader: Reader, replay_ids: Collection[str]) -> list[ReplayFacts]:
    """Those of these that are ready and not hidden."""
    rows = await reader.execute(sa.select(*_FACTS).where(_LISTED, replays.c.id.in_(list(replay_ids))))
    return [_facts(row) for row in rows.all()]


async def load_ids_of_host(reader: Reader, host_id: str) -> list[str]:
    """All replays of a host."""
    return list((await reader.execute(sa.select(replays.c.id).where(replays.c.host_id == host_id))).scalars())


async def sum_bytes(reader: Reader, host_id: str | None = None) -> int:
    """What a host's replays take on the disk, or all of them."""
    query = sa.select(sa.func.coalesce(sa.func.sum(replays.c.size_bytes), 0))
    if host_id is not None:
        query = query.where(replays.c.host_id == host_id)
    return int((await reader.execute(query)).scalar_one())


async def load_kept(reader: Reader) -> list[Kept]:
    """Of every replay what says whether it has to make room."""
    query = sa.select(
        replays.c.id,
        replays.c.host_id,
        replays.c.started_at.label("began_at"),
        replays.c.size_bytes,
        replays.c.deletes_early_at,
        (replays.c.state != "ready").label("is_recording"),
    )
    return [Kept(**row._mapping) for row in (await reader.execute(query)).all()]


async def load_expired(reader: Reader, now: datetime, rows_max: int) -> list[str]:
    """Replays whose time is over."""
    query = sa.select(replays.c.id).where(replays.c.state == "ready", replays.c.expires_at <= now).limit(rows_max)
    return list((await reader.execute(query)).scalars())


async def load_to_warn(reader: Reader, before: datetime, rows_max: int) -> list[ReplayFacts]:
    """Replays that go before this time, and of which the host was not told."""
    query = (
        sa.select(*_FACTS)
        .where(replays.c.state == "ready", replays.c.expires_at <= before, replays.c.warned_at.is_(None))
        .order_by(replays.c.expires_at)
        .limit(rows_max)
    )
    return [_facts(row) for row in (await reader.execute(query)).all()]


# Pieces


async def insert_piece(tx: Transaction, replay_id: str, piece: PieceFacts) -> None:
    """Note a piece whose file is there, and count it. The replay must be locked."""
    await tx.execute(pieces.insert().values(replay_id=replay_id, **msgspec.structs.asdict(piece)))
    await tx.execute(
        replays.update()
        .where(replays.c.id == replay_id)
        .values(
            duration_us=replays.c.duration_us + piece.duration_us,
            size_bytes=replays.c.size_bytes + piece.size_bytes,
            pieces=replays.c.pieces + 1,
            head_bytes=None,
        )
    )


async def load_pieces(reader: Reader, replay_id: str) -> list[PieceFacts]:
    """All pieces of a replay, in order."""
    query = sa.select(*_PIECE).where(pieces.c.replay_id == replay_id).order_by(pieces.c.number)
    return [_piece(row) for row in (await reader.execute(query)).all()]


async def load_pieces_between(reader: Reader, replay_id: str, from_us: int, until_us: int) -> list[PieceFacts]:
    """The pieces that have something of this part of a replay, and the one after it, in order."""
    query = (
        sa.select(*_PIECE)
        .where(
            pieces.c.replay_id == replay_id,
            pieces.c.position_us <= until_us,
            pieces.c.position_us + pieces.c.duration_us > from_us,
        )
        .order_by(pieces.c.number)
    )
    return [_piece(row) for row in (await reader.execute(query)).all()]


async def load_gaps(reader: Reader, replay_id: str) -> list[PieceFacts]:
    """The pieces before which something is missing, in order."""
    query = (
        sa.select(*_PIECE)
        .where(pieces.c.replay_id == replay_id, pieces.c.gap_reason.is_not(None))
        .order_by(pieces.c.number)
    )
    return [_piece(row) for row in (await reader.execute(query)).all()]


async def load_piece(reader: Reader, replay_id: str, number: int) -> PieceFacts | None:
    """One piece, if there is such."""
    query = sa.select(*_PIECE).where(pieces.c.replay_id == replay_id, pieces.c.number == number)
    row = (await reader.execute(query)).one_or_none()
    return None if row is None else _piece(row)


async def load_last_piece(reader: Reader, replay_id: str) -> PieceFacts | None:
    """The last piece so far."""
    query = sa.select(*_PIECE).where(pieces.c.replay_id == replay_id).order_by(pieces.c.number.desc()).limit(1)
    row = (await reader.execute(query)).one_or_none()
    return None if row is None else _piece(row)


async def insert_init(tx: Transaction, replay_id: str, number: int, data: bytes) -> None:
    """Note what players need before pieces from now on; nothing happens if it is there."""
    statement = tx.insert(inits).values(replay_id=replay_id, number=number, data=data)
    await tx.execute(statement.on_conflict_do_nothing())


async def load_inits(reader: Reader, replay_id: str) -> dict[int, bytes]:
    """What players need before pieces, by its number."""
    rows = await reader.execute(sa.select(inits.c.number, inits.c.data).where(inits.c.replay_id == replay_id))
    return {row.number: bytes(row.data) for row in rows.all()}


async def load_init(reader: Reader, replay_id: str, number: int) -> bytes | None:
    """One of these."""
    query = sa.select(inits.c.data).where(inits.c.replay_id == replay_id, inits.c.number == number)
    data = (await reader.execute(query)).scalar_one_or_none()
    return None if data is None else bytes(data)


# Views, highlights


async def add_view(tx: Transaction, replay_id: str, viewer_key: str) -> bool:
    """Count that somebody watched it; False if they did before. The replay must be locked."""
    statement = tx.insert(views).values(replay_id=replay_id, viewer_key=viewer_key)
    added = await tx.execute(statement.on_conflict_do_nothing().returning(views.c.viewer_key))
    if added.scalar_one_or_none() is None:
        return False
    await tx.execute(replays.update().where(replays.c.id == replay_id).values(views=replays.c.views + 1))
    return True


async def load_viewed(reader: Reader, viewer_key: str) -> Sequence[str]:
    """Which replays somebody watched."""
    query = sa.select(views.c.replay_id).where(views.c.viewer_key == viewer_key).order_by(views.c.replay_id)
    return list((await reader.execute(query)).scalars())


async def load_viewed_by(reader: Reader, replay_id: str, viewer_keys: Collection[str]) -> set[str]:
    """Those of these viewers who watched it."""
    keys, found = list(viewer_keys), set[str]()
    for first in range(0, len(keys), KEYS_AT_ONCE):
        some = views.c.viewer_key.in_(keys[first : first + KEYS_AT_ONCE])
        found.update(
            (await reader.execute(sa.select(views.c.viewer_key).where(views.c.replay_id == replay_id, some))).scalars()
        )
    return found


async def forget_viewer(tx: Transaction, viewer_key: str, stand_in: str) -> None:
    """Have it known no longer who watched; that somebody did stays counted."""
    await tx.execute(views.update().where(views.c.viewer_key == viewer_key).values(viewer_key=stand_in))


async def load_highlight(reader: Reader, replay_id: str, key: str) -> StoredHighlight | None:
    """What was asked for by this key."""
    query = sa.select(highlights.c.from_us, highlights.c.until_us, highlights.c.video_id).where(
        highlights.c.replay_id == replay_id, highlights.c.key == key
    )
    row = (await reader.execute(query)).one_or_none()
    return None if row is None else StoredHighlight(**row._mapping)


async def load_videos_of_part(reader: Reader, replay_id: str, from_us: int, until_us: int) -> list[str]:
    """The videos that were made of exactly this part."""
    query = sa.select(highlights.c.video_id).where(
        highlights.c.replay_id == replay_id, highlights.c.from_us == from_us, highlights.c.until_us == until_us
    )
    return list((await reader.execute(query)).scalars())


async def insert_highlight(tx: Transaction, replay_id: str, key: str, highlight: StoredHighlight) -> bool:
    """Note what was asked for by this key; False if something was."""
    statement = tx.insert(highlights).values(replay_id=replay_id, key=key, **msgspec.structs.asdict(highlight))
    added = await tx.execute(statement.on_conflict_do_nothing().returning(highlights.c.key))
    return added.scalar_one_or_none() is not None


async def delete_highlight(tx: Transaction, replay_id: str, key: str) -> None:
    """Forget what was asked for by this key."""
    await tx.execute(highlights.delete().where(highlights.c.replay_id == replay_id, highlights.c.key == key))
