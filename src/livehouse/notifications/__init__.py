"""Notifications: in the app and by Web Push. All that other slices may use."""

from livehouse.notifications import tables as _tables  # noqa: F401  # a migration must see them
