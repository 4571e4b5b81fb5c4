"""The replays' tables."""

import sqlalchemy as sa

from livehouse.kernel.ids import ID_LENGTH
from livehouse.kernel.keys import KEY_MAX
from livehouse.platform.database import UtcDateTime, metadata

replays = sa.Table(
    "replays",
    metadata,
    # The room's.
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("host_id", sa.ForeignKey("accounts.id"), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("is_hidden", sa.Boolean, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    # Sums of the pieces, changed only together with them.
    sa.Column("duration_us", sa.BigInteger, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("pieces", sa.Integer, nullable=False),
    sa.Column("views", sa.BigInteger, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("deletes_early_at", UtcDateTime),
    sa.Column("warned_at", UtcDateTime),
    sa.Column("end_gap_us", sa.BigInteger, nullable=False),
    sa.Column("end_gap_reason", sa.String(16)),
    # JSON: few, and only ever read together.
    sa.Column("markers", sa.Text, nullable=False),
    sa.Column("has_cover", sa.Boolean, nullable=False),
    sa.Column("head_bytes", sa.BigInteger),
    sa.CheckConstraint("state IN ('recording', 'ready', 'deleted')", name="state"),
    sa.CheckConstraint("(state = 'ready') = (ended_at IS NOT NULL)", name="ended_at"),
    sa.Index("ix_replays_host_id", "host_id", "id"),
    sa.Index("ix_replays_expires_at", "expires_at"),
)
# Few are recorded at a time.
sa.Index(
    "ix_replays_unfinished",
    replays.c.state,
    sqlite_where=replays.c.state != "ready",
    postgresql_where=replays.c.state != "ready",
)

# A few seconds each, in the order in which they were.
pieces = sa.Table(
    "replay_pieces",
    metadata,
    sa.Column("replay_id", sa.ForeignKey("replays.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at_us", sa.BigInteger, nullable=False),
    sa.Column("position_us", sa.BigInteger, nullable=False),
    sa.Column("duration_us", sa.BigInteger, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),
    sa.Column("init", sa.Integer, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("media_bytes", sa.BigInteger, nullable=False),
    sa.Column("gap_us", sa.BigInteger, nullable=False),
    sa.Column("gap_reason", sa.String(16)),
    sa.Column("likes", sa.BigInteger, nullable=False),
    sa.Column("viewers", sa.Integer, nullable=False),
    sa.CheckConstraint("(gap_us > 0) = (gap_reason IS NOT NULL)", name="gap"),
)

# What players need before the frames: about a kilobyte, and another one where the picture's size or the codec changed.
inits = sa.Table(
    "replay_inits",
    metadata,
    sa.Column("replay_id", sa.ForeignKey("replays.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

views = sa.Table(
    "replay_views",
    metadata,
    sa.Column("replay_id", sa.ForeignKey("replays.id"), primary_key=True),
    # A person as viewers are counted: an account, or a browser that is not signed in.
    sa.Column("viewer_key", sa.Text, primary_key=True),
    sa.Index("ix_replay_views_viewer_key", "viewer_key"),
)

# By what key which video was asked for, so that asking twice makes one.
highlights = sa.Table(
    "replay_highlights",
    metadata,
    sa.Column("replay_id", sa.ForeignKey("replays.id"), primary_key=True),
    sa.Column("key", sa.String(KEY_MAX), primary_key=True),
    sa.Column("from_us", sa.BigInteger, nullable=False),
    sa.Column("until_us", sa.BigInteger, nullable=False),
    sa.Column("video_id", sa.String(ID_LENGTH), nullable=False),
)
