"""Gifts: the catalogue, sending them, combos and top senders. All that other slices may use."""

from livehouse.gifts import flows_store as _flows_store  # noqa: F401  # a migration must see its tables
from livehouse.gifts import tables as _tables  # noqa: F401  # a migration must see them
