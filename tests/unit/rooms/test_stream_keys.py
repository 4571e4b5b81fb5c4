"""Stream keys, the pure part."""

from datetime import UTC, datetime, timedelta

import pytest

from livehouse.rooms.stream_keys import HELD_FOR, hash_key, held_until

NOW = datetime(2026, 3, 14, 20, tzinfo=UTC)
KEY = f"live_{'aZ0-_' * 6}ab"


def test_a_key_is_stored_as_its_hash() -> None:
    hashed = hash_key(KEY)
    assert hashed is not None
    assert len(hashed) == 64
    assert hash_key(KEY) == hashed
    assert hash_key(f"{KEY[:-1]}c") != hashed


@pytest.mark.parametrize(
    "key", ["", "live_", KEY[5:], KEY[:-1], f"{KEY}a", f"{KEY}\n", f" {KEY}", KEY.upper(), "é" * 37]
)
def test_what_cannot_be_a_key_is_not_looked_up(key: str) -> None:
    assert hash_key(key) is None


@pytest.mark.parametrize(
    ("held_at", "until"),
    [
        (None, None),
        (NOW, NOW + HELD_FOR),
        (NOW - HELD_FOR + timedelta(seconds=1), NOW + timedelta(seconds=1)),
        (NOW - HELD_FOR, None),
    ],
)
def test_how_long_an_encoder_begins_nothing(held_at: datetime | None, until: datetime | None) -> None:
    assert held_until(held_at, NOW) == until
