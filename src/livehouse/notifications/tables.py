"""The tables of notifications. Other modules hold the statements; a migration must see these."""

import sqlalchemy as sa

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import UtcDateTime, metadata

KIND_LENGTH = 20
KEY_LENGTH = 80
SHA256_LENGTH = 64
ZONE_LENGTH = 64

notifications = sa.Table(
    "notifications",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False),
    # What it is about: nobody is told twice of the same.
    sa.Column("key", sa.String(KEY_LENGTH), nullable=False),
    sa.Column("kind", sa.String(KIND_LENGTH), nullable=False),
    # Its place in the list: an id that is made anew each time that something comes to it.
    sa.Column("place", sa.String(ID_LENGTH), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("read_at", UtcDateTime),
    # One that is only for the account's devices, by its owner's wish, is not in the list.
    sa.Column("is_shown", sa.Boolean, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    # Who did it last, and the last few who did.
    sa.Column("actor_id", sa.String(ID_LENGTH), index=True),
    sa.Column("actor_ids", sa.JSON, nullable=False),
    sa.Column("room_id", sa.String(ID_LENGTH)),
    sa.Column("event_id", sa.String(ID_LENGTH)),
    sa.Column("video_id", sa.String(ID_LENGTH)),
    sa.Column("title", sa.Text),
    sa.Column("text", sa.Text),
    # What kind of its kind: a notice's own, how long before an event.
    sa.Column("detail", sa.String(40)),
    # When an event begins; until when a notice holds.
    sa.Column("until", UtcDateTime),
    sa.UniqueConstraint("account_id", "key"),
    sa.Index(None, "account_id", "place"),
)
UNREAD = notifications.c.read_at.is_(None)
# Few of all are ever in it, and a count of them is on every page.
sa.Index("ix_notifications_unread", notifications.c.account_id, sqlite_where=UNREAD, postgresql_where=UNREAD)
# By which those of an event are found that something else has made needless.
sa.Index(
    "ix_notifications_event_id",
    notifications.c.event_id,
    notifications.c.account_id,
    sqlite_where=notifications.c.event_id.is_not(None),
    postgresql_where=notifications.c.event_id.is_not(None),
)
# By which old ones are found.
sa.Index("ix_notifications_place", notifications.c.place)

# What was counted in a notification that gathers several, so that none counts twice.
causes = sa.Table(
    "notification_causes",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("cause", sa.String(KEY_LENGTH), primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
)

# What somebody wishes for other than the usual.
wishes = sa.Table(
    "notification_settings",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("switches", sa.JSON, nullable=False),
    sa.Column("is_quiet", sa.Boolean, nullable=False),
    # Minutes of the day in the zone.
    sa.Column("quiet_from", sa.Integer, nullable=False),
    sa.Column("quiet_until", sa.Integer, nullable=False),
    sa.Column("zone", sa.String(ZONE_LENGTH), nullable=False),
)

# One device each, by the session that it is signed in with.
subscriptions = sa.Table(
    "push_subscriptions",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("session_id", sa.String(ID_LENGTH), nullable=False, unique=True),
    sa.Column("endpoint", sa.Text, nullable=False),
    # An address is too long for an index of its own.
    sa.Column("endpoint_sha256", sa.String(SHA256_LENGTH), nullable=False, unique=True),
    sa.Column("p256dh", sa.String(88), nullable=False),
    sa.Column("auth", sa.String(24), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # Deliveries in a row that came to nothing.
    sa.Column("failures", sa.Integer, nullable=False),
)

# What waits to be pushed to a device.
deliveries = sa.Table(
    "push_deliveries",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("subscription_id", sa.ForeignKey("push_subscriptions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("notification_id", sa.ForeignKey("notifications.id", ondelete="CASCADE"), nullable=False),
    # When it may be tried (again); while somebody tries, when others may believe that they died over it.
    sa.Column("next_at", UtcDateTime, nullable=False, index=True),
    # After which it is of no use any more.
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.UniqueConstraint("subscription_id", "notification_id"),
    sa.Index(None, "notification_id"),
)
