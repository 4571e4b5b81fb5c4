"""The tables of sharing."""

import sqlalchemy as sa

from livehouse.kernel.ids import ID_LENGTH
from livehouse.platform.database import UtcDateTime, metadata

# One person's link to one thing; by which ways they passed it on is said beside it.
links = sa.Table(
    "share_links",
    metadata,
    sa.Column("code", sa.String(16), primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("thing_id", sa.String(ID_LENGTH), nullable=False),
    # Whose thing it is: they are shown what came of it.
    sa.Column("owner_id", sa.ForeignKey("accounts.id"), nullable=False),
    # A person as viewers are counted: an account, or a browser that is not signed in.
    sa.Column("sharer_key", sa.Text, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("kind", "thing_id", "sharer_key", name="uq_share_links_thing"),
    sa.Index("ix_share_links_owner_id", "owner_id", "made_at"),
    sa.Index("ix_share_links_sharer_key", "sharer_key"),
)

# By which ways a link was passed on, each once.
ways = sa.Table(
    "share_ways",
    metadata,
    sa.Column("code", sa.ForeignKey("share_links.code"), primary_key=True),
    sa.Column("way", sa.String(16), primary_key=True),
    sa.Column("shared_at", UtcDateTime, nullable=False),
)

# Who came to a thing by a link. Each person came once, by the link that brought them first.
arrivals = sa.Table(
    "share_arrivals",
    metadata,
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("thing_id", sa.String(ID_LENGTH), primary_key=True),
    sa.Column("viewer_key", sa.Text, primary_key=True),
    sa.Column("code", sa.ForeignKey("share_links.code"), nullable=False),
    sa.Column("way", sa.String(16), nullable=False),
    sa.Column("owner_id", sa.ForeignKey("accounts.id"), nullable=False),
    # Who it turned out to be, if they signed up or in afterwards.
    sa.Column("account_id", sa.String(ID_LENGTH)),
    sa.Column("arrived_at", UtcDateTime, nullable=False),
    sa.Column("watched_at", UtcDateTime),
    sa.Column("followed_at", UtcDateTime),
    sa.Column("signed_up_at", UtcDateTime),
    sa.Index("ix_share_arrivals_code", "code"),
    sa.Index("ix_share_arrivals_owner_id", "owner_id"),
    sa.Index("ix_share_arrivals_viewer_key", "viewer_key"),
    sa.Index("ix_share_arrivals_account_id", "account_id"),
)

# Which sites may show an account's players. No row: everyone.
embedding = sa.Table(
    "share_embedding",
    metadata,
    sa.Column("account_id", sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("who", sa.String(8), nullable=False),
    # JSON: few, and only ever read together.
    sa.Column("sites", sa.Text, nullable=False),
    sa.CheckConstraint("who IN ('everyone', 'nobody', 'listed')", name="who"),
)
