"""Gifts: the catalogue, sending them, combos and top senders. All that other slices may use."""
