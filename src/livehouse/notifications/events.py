"""What the channel carries of notifications. The docstrings are printed in docs/protocol.md."""

import msgspec


class NotificationsChanged(msgspec.Struct, frozen=True, tag="notifications", tag_field="type"):
    """What this account was told has changed: `unread` of it are new. On every connection that it has.

    The notifications themselves are `GET /me/notifications`.
    """

    unread: int
