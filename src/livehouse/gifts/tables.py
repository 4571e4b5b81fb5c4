"""The gifts' tables."""

from typing import Any, Final

import sqlalchemy as sa

from livehouse.kernel.ids import ID_LENGTH
from livehouse.kernel.keys import KEY_MAX
from livehouse.platform.database import UtcDateTime, metadata

CATALOGUE_ID_MAX: Final = 40

WEEK_LENGTH: Final = 8
"""As `2026-W47`."""

catalogue = sa.Table(
    "gift_catalogue",
    metadata,
    sa.Column("id", sa.String(CATALOGUE_ID_MAX), primary_key=True),
    # Which of its versions is in force; the earlier ones stay, since gifts were sent as them.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)

versions = sa.Table(
    "gift_versions",
    metadata,
    sa.Column("catalogue_id", sa.ForeignKey("gift_catalogue.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("name_ja", sa.Text, nullable=False),
    sa.Column("tier", sa.String(10), nullable=False),
    sa.Column("price_coins", sa.Integer, nullable=False),
    sa.Column("art", sa.String(40), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint("price_coins > 0", name="price_coins"),
)

# One row for each gift that was accepted. Ids ascend with time.
gifts = sa.Table(
    "gifts",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("sender_id", sa.String(ID_LENGTH), nullable=False),
    # What the sender called it, so that sending it twice charges once.
    sa.Column("key", sa.String(KEY_MAX), nullable=False),
    sa.Column("room_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("host_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("recipient_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("catalogue_id", sa.String(CATALOGUE_ID_MAX), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("price_coins", sa.Integer, nullable=False),
    sa.Column("diamonds", sa.BigInteger, nullable=False),
    sa.Column("share_bps", sa.Integer, nullable=False),
    sa.Column("combo_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("combo_count", sa.Integer, nullable=False),
    # What its sender had given in this room, and had left, after it.
    sa.Column("sender_coins", sa.BigInteger, nullable=False),
    sa.Column("balance_coins", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    # The transfer by which it stands: the first one, or the one that gave it back after it was taken back.
    sa.Column("transfer_id", sa.String(ID_LENGTH), nullable=False),
    # While it is taken back: by which transfer, and because of which purchase.
    sa.Column("reversal_id", sa.String(ID_LENGTH)),
    sa.Column("reversed_for", sa.String(ID_LENGTH)),
    # The key first: gifts are looked for by the keys of a batch.
    sa.UniqueConstraint("key", "sender_id"),
    sa.Index(None, "sender_id", "id"),
    sa.CheckConstraint("count > 0", name="count"),
)
# Few gifts are ever taken back.
sa.Index(
    None,
    gifts.c.reversed_for,
    sqlite_where=gifts.c.reversed_for.is_not(None),
    postgresql_where=gifts.c.reversed_for.is_not(None),
)

# What is left of a diamond after those that a recipient was given, in ten-thousandths.
carries = sa.Table(
    "gift_carries",
    metadata,
    sa.Column("recipient_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("carry", sa.BigInteger, nullable=False),
)

# Same sender, room, recipient and gift within moments of each other.
combos = sa.Table(
    "gift_combos",
    metadata,
    sa.Column("id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("sender_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("room_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("recipient_id", sa.String(ID_LENGTH), nullable=False),
    sa.Column("catalogue_id", sa.String(CATALOGUE_ID_MAX), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("coins", sa.BigInteger, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    sa.Column("settled_at", UtcDateTime),
)
OPEN: Final = combos.c.settled_at.is_(None)
# At most one goes on of each kind; few are ever in these indexes.
sa.Index(
    "uq_gift_combos_open",
    combos.c.sender_id,
    combos.c.room_id,
    combos.c.recipient_id,
    combos.c.catalogue_id,
    unique=True,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
sa.Index("ix_gift_combos_open_ends_at", combos.c.ends_at, sqlite_where=OPEN, postgresql_where=OPEN)

# What somebody gave in a room, in a week to somebody, and on a day in all: sums of what stands in `gifts`.
room_senders = sa.Table(
    "gift_room_senders",
    metadata,
    sa.Column("room_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("sender_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("coins", sa.BigInteger, nullable=False),
)

week_senders = sa.Table(
    "gift_week_senders",
    metadata,
    sa.Column("recipient_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("week", sa.String(WEEK_LENGTH), primary_key=True),
    sa.Column("sender_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("coins", sa.BigInteger, nullable=False),
)

room_totals = sa.Table(
    "gift_room_totals",
    metadata,
    sa.Column("room_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("catalogue_id", sa.String(CATALOGUE_ID_MAX), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("coins", sa.BigInteger, nullable=False),
    sa.Column("diamonds", sa.BigInteger, nullable=False),
)

days = sa.Table(
    "gift_days",
    metadata,
    sa.Column("sender_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("coins", sa.BigInteger, nullable=False),
)

# How somebody spends: the limits that they set themselves, and what keeps them from spending in a rush.
spenders = sa.Table(
    "gift_spenders",
    metadata,
    sa.Column("account_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("day_coins", sa.BigInteger, nullable=False),
    # Of the month of `day`.
    sa.Column("month_coins", sa.BigInteger, nullable=False),
    # None is no limit.
    sa.Column("limit_day", sa.BigInteger),
    sa.Column("limit_month", sa.BigInteger),
    # What the owner wants instead, from `pending_from` on; None while they want nothing else.
    sa.Column("pending_day", sa.BigInteger),
    sa.Column("pending_month", sa.BigInteger),
    sa.Column("pending_from", UtcDateTime),
    # What may be spent on `day` before it is a leap; None while it is as always.
    sa.Column("leap_coins", sa.BigInteger),
    sa.Column("cooling_off_until", UtcDateTime),
    # The state of the pace of sending (`kernel.pace`), in seconds since 1970.
    sa.Column("paced_s", sa.Double, nullable=False),
)


def fields_of(row: sa.Row[Any]) -> tuple[Any, ...]:
    """A row's fields, in the order of the table's columns."""
    return tuple(row)
