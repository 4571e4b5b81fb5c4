"""Notifications: in the app and by Web Push. All that other slices may use."""

from livehouse.notifications import tables as _tables  # noqa: F401  # a migration must see them
from livehouse.notifications.events import NotificationsChanged
from livehouse.notifications.house import Messenger
from livehouse.notifications.push_keys import KEY_PATTERN, PushKey

__all__ = ["KEY_PATTERN", "Messenger", "NotificationsChanged", "PushKey"]
