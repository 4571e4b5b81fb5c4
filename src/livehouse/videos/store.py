"""The videos' tables, and the SQL of videos, their uploads, likes and comments."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import Transaction, UtcDateTime, metadata
from livehouse.platform.steps import among
from livehouse.videos.film import Film
from livehouse.videos.model import RefusalCode, StoredRendition, VideoFacts, Visibility

videos = sa.Table(
    "videos",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("author_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("caption", sa.Text, nullable=False),
    sa.Column("visibility", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("uploaded_bytes", sa.BigInteger, nullable=False),
    sa.Column("refusal", sa.String(32)),
    sa.Column("first_id", sa.String(ID_LENGTH)),
    sa.Column("repost_of", sa.String(ID_LENGTH)),
    sa.Column("length_s", sa.Double),
    sa.Column("width", sa.Integer),
    sa.Column("height", sa.Integer),
    # JSON: few, and only ever read together.
    sa.Column("renditions", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("published_at", UtcDateTime),
    # What the feed is ordered by: the day, then everybody's first video of it, everybody's second, …
    sa.Column("published_on", sa.Date),
    sa.Column("turn", sa.Integer, nullable=False),
    # By which the same file and the same film are known again.
    sa.Column("sha256", sa.LargeBinary),
    sa.Column("fingerprint", sa.LargeBinary),
    # Kept beside what they count, and changed only together with it.
    sa.Column("views", sa.BigInteger, nullable=False),
    sa.Column("play_s", sa.Double, nullable=False),
    sa.Column("likes", sa.BigInteger, nullable=False),
    sa.Column("comments", sa.BigInteger, nullable=False),
    sa.Column("shares", sa.BigInteger, nullable=False),
    # Viewers of each second, four bytes each.
    sa.Column("seconds", sa.LargeBinary, nullable=False),
    sa.CheckConstraint("state IN ('uploading', 'processing', 'ready', 'refused')", name="state"),
    sa.CheckConstraint("visibility IN ('public', 'followers', 'private')", name="visibility"),
    sa.CheckConstraint("(state = 'ready') = (published_at IS NOT NULL)", name="published_at"),
    sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refusal"),
    sa.Index("ix_videos_author_id", "author_id", "id"),
    sa.Index("ix_videos_feed", "visibility", "published_on", "turn", "id"),
    sa.Index("ix_videos_length_s", "length_s"),
)

# The parts of an upload, in the order of their offsets; each is a file until the video is made of them.
parts = sa.Table(
    "video_parts",
    metadata,
    sa.Column("video_id", sa.ForeignKey("videos.id"), primary_key=True),
    sa.Column("offset_bytes", sa.BigInteger, primary_key=True),
    sa.Column("file_key", sa.Text, nullable=False),
)

likes = sa.Table(
    "video_likes",
    metadata,
    sa.Column("video_id", sa.ForeignKey("videos.id"), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_video_likes_account_id", "account_id"),
)

comments = sa.Table(
    "video_comments",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("video_id", sa.ForeignKey("videos.id"), nullable=False),
    sa.Column("author_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_video_comments_video_id", "video_id", "id"),
    sa.Index("ix_video_comments_author_id", "author_id"),
)

_FACTS: Final = [videos.c[name] for name in VideoFacts.__struct_fields__]


class StoredComment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote under a video."""

    id: str
    video_id: str
    author_id: str
    text: str
    at: datetime


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A public video as far as a ranking needs it; `play_s` is all that was watched of it."""

    id: str
    author_id: str
    published_at: datetime
    length_s: float
    views: int
    play_s: float
    likes: int


def _facts(row: sa.Row[Any]) -> VideoFacts:
    values = dict(row._mapping)
    values["renditions"] = msgspec.json.decode(values["renditions"], type=tuple[StoredRendition, ...])
    return VideoFacts(**values)


# Videos


async def insert_video(tx: Transaction, video: VideoFacts) -> None:
    """Write a new video."""
    values = msgspec.structs.asdict(video)
    values["renditions"] = msgspec.json.encode(video.renditions).decode()
    await tx.execute(videos.insert().values(**values, seconds=b""))


async def load_video(connection: AsyncConnection, video_id: str) -> VideoFacts | None:
    """The video, if there is one."""
    row = (await connection.execute(sa.select(*_FACTS).where(videos.c.id == video_id))).one_or_none()
    return None if row is None else _facts(row)


async def lock_video(tx: Transaction, video_id: str, *, is_to_go: bool = False) -> VideoFacts | None:
    """The video, held against other writers until the transaction ends.

    Args:
        tx: the transaction.
        video_id: which one.
        is_to_go: it will be deleted, so nothing new may refer to it either.
    """
    query = sa.select(*_FACTS).where(videos.c.id == video_id).with_for_update(key_share=not is_to_go)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _facts(row)


async def update_video(tx: Transaction, video_id: str, **changes: object) -> None:
    """Change what is given."""
    await tx.execute(videos.update().where(videos.c.id == video_id).values(**changes))


async def publish_video(
    tx: Transaction, video: VideoFacts, *, sha256: bytes, fingerprint: bytes, published_at: datetime
) -> None:
    """Write that `video` is ready, as it is from now on; counts which one of its author's day it is."""
    day = published_at.date()
    earlier = await tx.execute(
        sa.select(sa.func.coalesce(sa.func.max(videos.c.turn), 0)).where(
            videos.c.author_id == video.author_id, videos.c.published_on == day
        )
    )
    await update_video(
        tx,
        video.id,
        state="ready",
        length_s=video.length_s,
        width=video.width,
        height=video.height,
        renditions=msgspec.json.encode(video.renditions).decode(),
        repost_of=video.repost_of,
        published_at=published_at,
        published_on=day,
        turn=int(earlier.scalar_one()) + 1,
        sha256=sha256,
        fingerprint=fingerprint,
    )


async def refuse_video(tx: Transaction, video_id: str, code: RefusalCode, *, first_id: str | None = None) -> None:
    """Write why the video is refused."""
    await update_video(tx, video_id, state="refused", refusal=code, first_id=first_id)


async def delete_video(tx: Transaction, video_id: str) -> None:
    """Remove the video and all that hangs on it, but not what was watched (`play_store`)."""
    for table in (parts, likes, comments):
        await tx.execute(table.delete().where(table.c.video_id == video_id))
    await tx.execute(videos.delete().where(videos.c.id == video_id))


async def find_first_upload(connection: AsyncConnection, author_id: str, sha256: bytes) -> str | None:
    """The author's video that is ready and came as this very file."""
    query = sa.select(videos.c.id).where(
        videos.c.author_id == author_id, videos.c.sha256 == sha256, videos.c.state == "ready"
    )
    found: str | None = (await connection.execute(query.order_by(videos.c.id).limit(1))).scalar_one_or_none()
    return found


async def load_films(
    connection: AsyncConnection, *, longer_s: float, shorter_s: float, before_id: str, after_id: str, rows_max: int
) -> list[tuple[str, Film]]:
    """(author, film) of ready videos of about a length, of ids between `after_id` and `before_id`, oldest first."""
    query = (
        sa.select(videos.c.author_id, videos.c.id, videos.c.length_s, videos.c.fingerprint)
        .where(
            videos.c.state == "ready",
            videos.c.length_s >= longer_s,
            videos.c.length_s <= shorter_s,
            videos.c.id > after_id,
            videos.c.id < before_id,
        )
        .order_by(videos.c.id)
        .limit(rows_max)
    )
    return [
        (row.author_id, Film(id=row.id, length_s=row.length_s, fingerprint=row.fingerprint))
        for row in await connection.execute(query)
    ]


# Lists


async def load_videos_of(
    connection: AsyncConnection,
    author_id: str,
    *,
    visibilities: Collection[Visibility] | None,
    before_id: str | None,
    rows_max: int,
) -> list[VideoFacts]:
    """An author's videos, newest first: those that are ready and of these visibilities, or all there are if None."""
    query = sa.select(*_FACTS).where(videos.c.author_id == author_id)
    if visibilities is not None:
        query = query.where(videos.c.state == "ready", videos.c.visibility.in_(list(visibilities)))
    if before_id is not None:
        query = query.where(videos.c.id < before_id)
    return [_facts(row) for row in await connection.execute(query.order_by(videos.c.id.desc()).limit(rows_max))]


async def load_candidates(connection: AsyncConnection, rows_max: int) -> list[Candidate]:
    """Public videos: the newest day first, in it everybody's first one, everybody's second, …, newest first."""
    query = (
        sa.select(*(videos.c[name] for name in Candidate.__struct_fields__))
        .where(videos.c.visibility == "public", videos.c.state == "ready")
        .order_by(videos.c.published_on.desc(), videos.c.turn, videos.c.id.desc())
        .limit(rows_max)
    )
    return [Candidate(**row._mapping) for row in await connection.execute(query)]


async def load_public_ids_after(connection: AsyncConnection, video_id: str | None, rows_max: int) -> list[str]:
    """Videos that are ready and for everybody, after this id, in the order of their ids."""
    query = sa.select(videos.c.id).where(videos.c.visibility == "public", videos.c.state == "ready")
    if video_id is not None:
        query = query.where(videos.c.id > video_id)
    return list((await connection.execute(query.order_by(videos.c.id).limit(rows_max))).scalars())


async def load_public(connection: AsyncConnection, video_ids: Collection[str]) -> list[VideoFacts]:
    """Those of these videos that are ready and for everybody."""
    query = sa.select(*_FACTS).where(
        videos.c.id.in_(list(video_ids)), videos.c.visibility == "public", videos.c.state == "ready"
    )
    return [_facts(row) for row in await connection.execute(query)]


async def load_videos_by(
    connection: AsyncConnection, author_ids: Collection[str], *, before_id: str | None, rows_max: int
) -> list[VideoFacts]:
    """What these authors show their followers, newest first."""
    query = sa.select(*_FACTS).where(
        among(videos.c.author_id, "author_ids"), videos.c.state == "ready", videos.c.visibility != "private"
    )
    if before_id is not None:
        query = query.where(videos.c.id < before_id)
    query = query.order_by(videos.c.id.desc()).limit(rows_max)
    return [_facts(row) for row in await connection.execute(query, {"author_ids": list(author_ids)})]


async def count_videos_since(
    connection: AsyncConnection | Transaction, author_id: str, since: datetime
) -> tuple[int, int]:
    """(unfinished uploads, videos begun since) of an author."""
    query = sa.select(
        sa.func.count().filter(videos.c.state == "uploading").label("unfinished"),
        sa.func.count().filter(videos.c.created_at >= since).label("begun"),
    ).where(videos.c.author_id == author_id)
    row = (await connection.execute(query)).one()
    return int(row.unfinished), int(row.begun)


async def load_ids_of(connection: AsyncConnection, author_id: str) -> list[str]:
    """Every video of an author, in whatever state."""
    return list((await connection.execute(sa.select(videos.c.id).where(videos.c.author_id == author_id))).scalars())


async def load_stale_uploads(connection: AsyncConnection, before: datetime, rows_max: int) -> list[str]:
    """Uploads that were begun before and never finished."""
    query = sa.select(videos.c.id).where(videos.c.state == "uploading", videos.c.created_at < before).limit(rows_max)
    return list((await connection.execute(query)).scalars())


# Uploads


async def insert_part(tx: Transaction, video_id: str, offset_bytes: int, file_key: str) -> None:
    """Note a part that has arrived."""
    await tx.execute(parts.insert().values(video_id=video_id, offset_bytes=offset_bytes, file_key=file_key))


async def load_part_keys(connection: AsyncConnection, video_id: str) -> list[str]:
    """The keys of an upload's parts, in order."""
    query = sa.select(parts.c.file_key).where(parts.c.video_id == video_id).order_by(parts.c.offset_bytes)
    return list((await connection.execute(query)).scalars())


async def take_parts(tx: Transaction, video_id: str) -> list[str]:
    """Forget an upload's parts; the keys of their files."""
    keys = await tx.execute(parts.delete().where(parts.c.video_id == video_id).returning(parts.c.file_key))
    return list(keys.scalars())


# Likes, comments


async def add_like(tx: Transaction, video_id: str, account_id: str, at: datetime) -> bool:
    """Note the like and count it; False if it was there. The video must be locked."""
    statement = tx.insert(likes).values(video_id=video_id, account_id=account_id, at=at)
    added = await tx.execute(statement.on_conflict_do_nothing().returning(likes.c.account_id))
    if added.scalar_one_or_none() is None:
        return False
    await update_video(tx, video_id, likes=videos.c.likes + 1)
    return True


async def remove_like(tx: Transaction, video_id: str, account_id: str) -> bool:
    """Remove the like and count it down; False if there was none. The video must be locked."""
    removed = await tx.execute(likes.delete().where(likes.c.video_id == video_id, likes.c.account_id == account_id))
    if removed.rowcount == 0:
        return False
    await update_video(tx, video_id, likes=videos.c.likes - 1)
    return True


async def load_liked(connection: AsyncConnection, account_id: str, video_ids: Iterable[str]) -> set[str]:
    """Which of these videos the account likes."""
    query = sa.select(likes.c.video_id).where(likes.c.account_id == account_id, likes.c.video_id.in_(list(video_ids)))
    return set((await connection.execute(query)).scalars())


async def load_likes_of(connection: AsyncConnection, account_id: str) -> list[tuple[str, datetime]]:
    """(video, time) of everything that an account likes."""
    rows = await connection.execute(sa.select(likes.c.video_id, likes.c.at).where(likes.c.account_id == account_id))
    return [(row.video_id, row.at) for row in rows]


async def count_likes_by_others(
    connection: AsyncConnection, author_id: str, video_ids: Iterable[str]
) -> dict[str, int]:
    """How many people other than the author like each of these videos."""
    query = (
        sa.select(likes.c.video_id, sa.func.count())
        .where(likes.c.video_id.in_(list(video_ids)), likes.c.account_id != author_id)
        .group_by(likes.c.video_id)
    )
    return {row[0]: int(row[1]) for row in await connection.execute(query)}


async def insert_comment(tx: Transaction, comment: StoredComment) -> None:
    """Note the comment and count it. The video must be locked."""
    await tx.execute(comments.insert().values(**msgspec.structs.asdict(comment)))
    await update_video(tx, comment.video_id, comments=videos.c.comments + 1)


async def delete_comment(tx: Transaction, video_id: str, comment_id: str) -> None:
    """Remove the comment and count it down; nothing happens if it is gone. The video must be locked."""
    removed = await tx.execute(comments.delete().where(comments.c.id == comment_id, comments.c.video_id == video_id))
    if removed.rowcount:
        await update_video(tx, video_id, comments=videos.c.comments - 1)


async def load_comment(connection: AsyncConnection, video_id: str, comment_id: str) -> StoredComment | None:
    """The comment, if there is one."""
    query = sa.select(comments).where(comments.c.id == comment_id, comments.c.video_id == video_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else StoredComment(**row._mapping)


async def load_comments(
    connection: AsyncConnection, video_id: str, *, before_id: str | None, rows_max: int
) -> list[StoredComment]:
    """A video's comments, newest first."""
    query = sa.select(comments).where(comments.c.video_id == video_id)
    if before_id is not None:
        query = query.where(comments.c.id < before_id)
    rows = await connection.execute(query.order_by(comments.c.id.desc()).limit(rows_max))
    return [StoredComment(**row._mapping) for row in rows]


async def load_comments_by(connection: AsyncConnection, author_id: str) -> list[StoredComment]:
    """Everything that an account wrote under videos, oldest first."""
    query = sa.select(comments).where(comments.c.author_id == author_id).order_by(comments.c.id)
    return [StoredComment(**row._mapping) for row in await connection.execute(query)]


async def load_traces_of(
    connection: AsyncConnection, account_id: str
) -> tuple[Sequence[str], Sequence[tuple[str, str]]]:
    """What an account has left at videos: (videos that it likes, (video, comment) that it wrote)."""
    liked = [video_id for video_id, _ in await load_likes_of(connection, account_id)]
    written = [(comment.video_id, comment.id) for comment in await load_comments_by(connection, account_id)]
    return liked, written
