"""Both ends fold the same events into the same top senders."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts import AccountCard
from livehouse.gifts.errors import WeekInvalid
from livehouse.gifts.events import Combo, Gift, Gifted, TopSender, TopSendersChanged
from livehouse.gifts.seed import SEED
from livehouse.gifts.top_senders import KNOWN_MAX, SHOWN_MAX, TopSendersFold, check_week, week_of

CARDS = [AccountCard(f"{number:026}", f"fan{number}", f"Fan {number}", "/a") for number in range(14)]


def gifted(sender: int, total: int) -> Gifted:
    return Gifted(
        Gift(
            id="0" * 26,
            catalogue=SEED[0],
            sender=CARDS[sender],
            recipient=CARDS[-1],
            is_to_host=True,
            count=1,
            coins=1,
            combo=Combo("0" * 26, 1),
            at=datetime(2026, 3, 14, tzinfo=UTC),
            sender_coins=total,
        )
    )


senders = st.integers(0, len(CARDS) - 1)
ranked = st.builds(TopSender, st.sampled_from(CARDS), st.integers(1, 50))
events = st.lists(
    st.one_of(
        st.builds(gifted, senders, st.integers(1, 50)),
        st.lists(ranked, max_size=SHOWN_MAX, unique_by=lambda sender: sender.account.id).map(TopSendersChanged),
    ),
    max_size=40,
)


def listed(fold: TopSendersFold) -> list[tuple[str, int]]:
    shown: Any = fold.snapshot()["top_senders"]
    return [(sender.account.handle, sender.coins) for sender in shown]


@given(events, st.data())
def test_a_snapshot_and_what_follows_make_the_same_as_a_later_snapshot(
    happened: list[Any], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(happened)))
    whole = TopSendersFold([])
    for offset, event in enumerate(happened[:at]):
        whole.apply(offset, event)
    shown: Any = whole.snapshot()["top_senders"]
    later = TopSendersFold(shown)
    for offset, event in enumerate(happened[at:], start=at):
        whole.apply(offset, event)
        later.apply(offset, event)
    assert listed(later) == listed(whole)
    assert len(listed(whole)) <= SHOWN_MAX
    assert listed(whole) == sorted(listed(whole), key=lambda pair: (-pair[1], int(pair[0][3:])))


def test_gifts_told_twice_or_late_change_nothing_and_a_whole_list_replaces_all() -> None:
    fold = TopSendersFold([])
    for sender, total in ((1, 5), (2, 5), (1, 9), (1, 5), (1, 9)):
        fold.apply(0, gifted(sender, total))
    assert listed(fold) == [("fan1", 9), ("fan2", 5)]
    fold.apply(0, TopSendersChanged([TopSender(CARDS[2], 5)]))
    assert listed(fold) == [("fan2", 5)]


def test_the_eleventh_is_listed_as_soon_as_they_give_more_than_the_tenth() -> None:
    fold = TopSendersFold([TopSender(card, 10) for card in CARDS[:10]])
    fold.apply(0, gifted(11, 10))
    assert "fan11" not in dict(listed(fold))
    fold.apply(0, gifted(11, 11))
    assert listed(fold)[0] == ("fan11", 11)
    assert "fan9" not in dict(listed(fold))


def test_of_many_who_give_little_the_first_are_listed_and_the_others_forgotten() -> None:
    fold = TopSendersFold([])
    for turn in range(1, 4):
        for number in range(3 * KNOWN_MAX):
            card = msgspec.structs.replace(CARDS[0], id=f"{number:026}", handle=f"fan{number}")
            fold.apply(0, Gifted(msgspec.structs.replace(gifted(0, 1).gift, sender=card, sender_coins=turn * number)))
        first = range(3 * KNOWN_MAX - 1, 3 * KNOWN_MAX - 1 - SHOWN_MAX, -1)
        assert listed(fold) == [(f"fan{number}", turn * number) for number in first]


def test_weeks_are_those_of_iso_8601() -> None:
    assert week_of(datetime(2026, 1, 1, tzinfo=UTC).date()) == "2026-W01"
    assert week_of(datetime(2027, 1, 1, tzinfo=UTC).date()) == "2026-W53"
    assert check_week("2026-W53") == "2026-W53"
    for wrong in ("2025-W53", "2026-W00", "2026-11", "2026-W1", "", "0000-W01", "٢٠٢٦-W01"):
        with pytest.raises(WeekInvalid):
            check_week(wrong)
