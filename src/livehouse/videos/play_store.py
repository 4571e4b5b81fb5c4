"""The tables of what was watched, and all SQL that touches them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.videos.plays import Play, View
from livehouse.videos.store import videos

# One time that somebody watches; needed while its reports come, and forgotten soon after.
plays = sa.Table(
    "video_plays",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("video_id", sa.ForeignKey("videos.id"), nullable=False),
    sa.Column("viewer_key", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("began_at", UtcDateTime, nullable=False),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("watched_s", sa.Double, nullable=False),
    sa.Index("ix_video_plays_viewer_key", "viewer_key"),
    sa.Index("ix_video_plays_video_id", "video_id"),
    sa.Index("ix_video_plays_began_at", "began_at"),
)

# One person's day with one video.
views = sa.Table(
    "video_views",
    metadata,
    sa.Column("video_id", sa.ForeignKey("videos.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    # A person as viewers are counted: an account, or a browser that is not signed in.
    sa.Column("viewer_key", sa.Text, primary_key=True),
    sa.Column("is_account", sa.Boolean, nullable=False),
    # What the browser is known by when nobody is signed in, if it ever looked on as a stranger.
    sa.Column("browser_key", sa.Text),
    # A keyed hash; where somebody was is nobody's business.
    sa.Column("network", sa.String(32), nullable=False),
    sa.Column("play_s", sa.Double, nullable=False),
    # A bit for each second that they saw.
    sa.Column("seconds", sa.LargeBinary, nullable=False),
    sa.Column("is_view", sa.Boolean, nullable=False),
    sa.Column("why_not", sa.String(16)),
    sa.Index("ix_video_views_viewer_key", "viewer_key"),
)

# The browsers in which somebody has been signed in while they posted or watched their own videos.
author_browsers = sa.Table(
    "video_author_browsers",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("browser_key", sa.Text, primary_key=True),
)


# A question names at most so many people.
KEYS_AT_ONCE: Final = 500


class ViewKey(msgspec.Struct, frozen=True, order=True):
    """Which person's which day with which video."""

    video_id: str
    day: date
    viewer_key: str


class NewPlay(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who begins to watch, and whether it counts."""

    id: str
    video_id: str
    viewer_key: str
    is_account: bool
    browser_key: str | None
    network: str
    day: date
    began_at: datetime
    why_not: str | None


class DayOfViews(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of one day of a video."""

    day: date
    views: int
    play_s: float


async def note_author_browser(tx: Transaction, account_id: str, browser_key: str) -> None:
    """Remember that the account has been signed in in this browser."""
    statement = tx.insert(author_browsers).values(account_id=account_id, browser_key=browser_key)
    await tx.execute(statement.on_conflict_do_nothing())


async def is_author_browser(connection: AsyncConnection, account_id: str, browser_keys: Collection[str]) -> bool:
    """Whether the account has been signed in in one of these browsers."""
    query = sa.select(author_browsers.c.browser_key).where(
        author_browsers.c.account_id == account_id, author_browsers.c.browser_key.in_(list(browser_keys))
    )
    return (await connection.execute(query.limit(1))).scalar_one_or_none() is not None


async def find_viewer_key(
    connection: AsyncConnection, video_id: str, day: date, *, viewer_key: str, browser_key: str | None
) -> str:
    """Under which key this person's day with the video is counted: the one from before they signed in or out."""
    known = [viewer_key] if browser_key is None else [viewer_key, browser_key]
    rows = await connection.execute(
        sa.select(views.c.viewer_key).where(
            views.c.video_id == video_id,
            views.c.day == day,
            sa.or_(views.c.viewer_key.in_(known), views.c.browser_key.in_(known)),
        )
    )
    found = sorted(rows.scalars(), key=lambda key: key != viewer_key)
    return found[0] if found else viewer_key


async def count_from_network(
    connection: AsyncConnection, video_id: str, day: date, network: str, *, but: str
) -> tuple[int, int]:
    """(accounts, strangers) other than `but` who watched the video from this network that day and count."""
    rows = await connection.execute(
        sa.select(views.c.is_account, sa.func.count())
        .where(
            views.c.video_id == video_id,
            views.c.day == day,
            views.c.network == network,
            views.c.viewer_key != but,
            views.c.why_not.is_(None),
        )
        .group_by(views.c.is_account)
    )
    counted = {bool(row[0]): int(row[1]) for row in rows}
    return counted.get(True, 0), counted.get(False, 0)


async def insert_play(tx: Transaction, play: NewPlay) -> None:
    """Note that somebody begins to watch; what they watched until now ends."""
    await tx.execute(
        plays.update()
        .where(plays.c.viewer_key == play.viewer_key, plays.c.closed_at.is_(None))
        .values(closed_at=play.began_at)
    )
    await tx.execute(
        plays.insert().values(
            id=play.id,
            video_id=play.video_id,
            viewer_key=play.viewer_key,
            day=play.day,
            began_at=play.began_at,
            watched_s=0.0,
        )
    )
    statement = tx.insert(views).values(
        video_id=play.video_id,
        day=play.day,
        viewer_key=play.viewer_key,
        is_account=play.is_account,
        browser_key=play.browser_key,
        network=play.network,
        play_s=0.0,
        seconds=b"",
        is_view=False,
        why_not=play.why_not,
    )
    # Whether somebody's day with a video counts is judged once, when it begins.
    await tx.execute(statement.on_conflict_do_nothing())


async def lock_plays(tx: Transaction, play_ids: Collection[str]) -> dict[str, tuple[Play, date]]:
    """Those of the plays that are known, each with its day, held until the transaction ends."""
    query = sa.select(plays).where(plays.c.id.in_(list(play_ids))).order_by(plays.c.id).with_for_update()
    return {
        row.id: (
            Play(
                id=row.id,
                video_id=row.video_id,
                viewer_key=row.viewer_key,
                began_at=row.began_at,
                closed_at=row.closed_at,
                watched_s=row.watched_s,
            ),
            row.day,
        )
        for row in await tx.execute(query)
    }


async def load_first_began(tx: Transaction, keys: Collection[ViewKey]) -> dict[ViewKey, datetime]:
    """When each of these people first began to watch the video that day, as far as their plays are remembered."""
    rows = await tx.execute(
        sa.select(plays.c.video_id, plays.c.day, plays.c.viewer_key, sa.func.min(plays.c.began_at).label("first"))
        .where(
            plays.c.viewer_key.in_({key.viewer_key for key in keys}),
            plays.c.video_id.in_({key.video_id for key in keys}),
        )
        .group_by(plays.c.video_id, plays.c.day, plays.c.viewer_key)
    )
    began = {ViewKey(row.video_id, row.day, row.viewer_key): row.first for row in rows}
    return {key: began[key] for key in keys if key in began}


async def lock_views(tx: Transaction, keys: Collection[ViewKey]) -> dict[ViewKey, View]:
    """These people's days, held until the transaction ends."""
    query = (
        sa.select(views)
        .where(
            sa.tuple_(views.c.video_id, views.c.day, views.c.viewer_key).in_(
                [(key.video_id, key.day, key.viewer_key) for key in keys]
            )
        )
        .order_by(views.c.video_id, views.c.day, views.c.viewer_key)
        .with_for_update()
    )
    return {
        ViewKey(row.video_id, row.day, row.viewer_key): View(
            seconds=row.seconds, play_s=row.play_s, why_not=row.why_not
        )
        for row in await tx.execute(query)
    }


async def lock_seconds(tx: Transaction, video_ids: Collection[str]) -> dict[str, tuple[float, bytes]]:
    """(length, viewers of each second) of those videos that are there, held until the transaction ends."""
    query = (
        sa.select(videos.c.id, videos.c.length_s, videos.c.seconds)
        .where(videos.c.id.in_(list(video_ids)))
        .order_by(videos.c.id)
        .with_for_update(key_share=True)
    )
    return {row.id: (row.length_s or 0.0, row.seconds) for row in await tx.execute(query)}


async def update_plays(tx: Transaction, watched: Mapping[str, float]) -> None:
    """Write how much was watched in each play."""
    statement = plays.update().where(plays.c.id == sa.bindparam("play_id")).values(watched_s=sa.bindparam("watched"))
    await tx.execute(statement, [{"play_id": key, "watched": watched_s} for key, watched_s in watched.items()])


async def update_views(tx: Transaction, changed: Mapping[ViewKey, View]) -> None:
    """Write these people's days."""
    statement = (
        views.update()
        .where(
            views.c.video_id == sa.bindparam("video"),
            views.c.day == sa.bindparam("on_day"),
            views.c.viewer_key == sa.bindparam("viewer"),
        )
        .values(play_s=sa.bindparam("play"), seconds=sa.bindparam("seen"), is_view=sa.bindparam("counted"))
    )
    rows = [
        {
            "video": key.video_id,
            "on_day": key.day,
            "viewer": key.viewer_key,
            "play": view.play_s,
            "seen": view.seconds,
            "counted": view.is_view,
        }
        for key, view in changed.items()
    ]
    await tx.execute(statement, rows)


async def add_to_video(tx: Transaction, video_id: str, *, views: int, play_s: float, seconds: bytes) -> None:
    """Count what a video gained; `seconds` is the whole of its viewers of each second."""
    await tx.execute(
        videos.update()
        .where(videos.c.id == video_id)
        .values(views=videos.c.views + views, play_s=videos.c.play_s + play_s, seconds=seconds)
    )


async def load_seconds(connection: AsyncConnection, video_ids: Iterable[str]) -> dict[str, bytes]:
    """The viewers of each second of these videos."""
    query = sa.select(videos.c.id, videos.c.seconds).where(videos.c.id.in_(list(video_ids)))
    return {row.id: row.seconds for row in await connection.execute(query)}


async def load_days(connection: AsyncConnection, video_id: str) -> list[DayOfViews]:
    """What counts of each day of a video, oldest first."""
    rows = await connection.execute(
        sa.select(views.c.day, sa.func.count(), sa.func.sum(views.c.play_s))
        .where(views.c.video_id == video_id, views.c.is_view, views.c.why_not.is_(None))
        .group_by(views.c.day)
        .order_by(views.c.day)
    )
    return [DayOfViews(day=row[0], views=int(row[1]), play_s=float(row[2])) for row in rows]


async def load_left_out(connection: AsyncConnection, video_id: str) -> dict[str, int]:
    """How many views of a video do not count, by the reason."""
    rows = await connection.execute(
        sa.select(views.c.why_not, sa.func.count())
        .where(views.c.video_id == video_id, views.c.is_view, views.c.why_not.is_not(None))
        .group_by(views.c.why_not)
    )
    return {str(row[0]): int(row[1]) for row in rows}


async def load_viewers(connection: AsyncConnection, video_ids: Collection[str]) -> list[tuple[str, str]]:
    """(video, viewer) of everybody who watched these videos and counts, each pair once."""
    rows = await connection.execute(
        sa.select(views.c.video_id, views.c.viewer_key)
        .where(views.c.video_id.in_(list(video_ids)), views.c.is_view, views.c.why_not.is_(None))
        .distinct()
    )
    return [(row.video_id, row.viewer_key) for row in rows]


async def count_strangers(connection: AsyncConnection, video_ids: Collection[str]) -> dict[str, tuple[int, float]]:
    """How many of the views of these videos that count are by people who were not signed in, and their seconds."""
    rows = await connection.execute(
        sa.select(views.c.video_id, sa.func.count(), sa.func.sum(views.c.play_s))
        .where(views.c.video_id.in_(list(video_ids)), views.c.is_view, views.c.why_not.is_(None), ~views.c.is_account)
        .group_by(views.c.video_id)
    )
    return {row[0]: (int(row[1]), float(row[2])) for row in rows}


async def load_watched_by(
    connection: AsyncConnection, video_id: str, viewer_keys: Collection[str], watched_s_min: float
) -> set[str]:
    """Those of these viewers who have watched the video for so long, under their own key or their browser's."""
    keys, found = list(viewer_keys), set[str]()
    for first in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[first : first + KEYS_AT_ONCE]
        for column in (views.c.viewer_key, views.c.browser_key):
            query = (
                sa.select(column)
                .where(views.c.video_id == video_id, column.in_(some))
                .group_by(column)
                .having(sa.func.sum(views.c.play_s) >= watched_s_min)
            )
            found.update((await connection.execute(query)).scalars())
    return found


async def load_views_by(connection: AsyncConnection, viewer_key: str) -> list[dict[str, Any]]:
    """What an account watched, day by day."""
    rows = await connection.execute(
        sa.select(views.c.video_id, views.c.day, views.c.play_s)
        .where(views.c.viewer_key == viewer_key)
        .order_by(views.c.day, views.c.video_id)
    )
    return [dict(row._mapping) for row in rows]


async def forget_browsers(tx: Transaction, account_id: str) -> None:
    """Forget in which browsers an account has been signed in."""
    await tx.execute(author_browsers.delete().where(author_browsers.c.account_id == account_id))
    await tx.execute(views.update().where(views.c.viewer_key == account_id).values(browser_key=None))


async def delete_plays_before(tx: Transaction, before: datetime) -> None:
    """Forget plays whose reports have long come."""
    await tx.execute(plays.delete().where(plays.c.began_at < before))


async def delete_watched(tx: Transaction, video_id: str) -> None:
    """Forget all that was watched of a video."""
    await tx.execute(plays.delete().where(plays.c.video_id == video_id))
    await tx.execute(views.delete().where(views.c.video_id == video_id))
