"""Top senders: of a room, kept by both ends from its events, and of a week."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from livehouse.gifts.errors import WeekInvalid
from livehouse.gifts.events import Gifted, TopSender, TopSendersChanged

SHOWN_MAX: Final = 10
# Of how many a fold knows before it looks who are the first: to sort with each gift would cost more than all the rest.
KNOWN_MAX: Final = 100
LISTED_MAX: Final = 50
_WEEK: Final = re.compile(r"([0-9]{4})-W([0-9]{2})")


def week_of(day: date) -> str:
    """The ISO week of a day, as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def check_week(value: str) -> str:
    """`value`, if it is a week.

    Raises:
        WeekInvalid: it is not.
    """
    match = _WEEK.fullmatch(value)
    if match is None:
        raise WeekInvalid
    try:
        date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        raise WeekInvalid from None
    return value


def in_order(senders: Iterable[TopSender], senders_max: int) -> list[TopSender]:
    """The first of them: who gave most, and of equals the one whose account is the oldest."""
    return sorted(senders, key=lambda sender: (-sender.coins, sender.account.id))[:senders_max]


class TopSendersFold:
    """Folds a room's events into its top senders.

    Args:
        senders: the room's top senders before the first event; events that they know of already change nothing.
    """

    def __init__(self, senders: Sequence[TopSender]) -> None:
        # The first ones, and others that a snapshot leaves out.
        self._known: dict[str, TopSender] = {}
        self._least_coins = 0
        self._keep(senders)

    def apply(self, offset: int, event: msgspec.Struct) -> None:
        """Take in the next event."""
        if isinstance(event, Gifted):
            if event.gift.sender_coins < self._least_coins:
                # As nearly every gift is in a room where many give.
                return
            sender = TopSender(event.gift.sender, event.gift.sender_coins)
            before = self._known.get(sender.account.id)
            # Totals only grow, but for a list that says so; so it does no harm to hear of a gift twice, or late.
            if before is None or before.coins < sender.coins:
                self._known[sender.account.id] = sender
                if len(self._known) > KNOWN_MAX:
                    self._keep(self._known.values())
        elif isinstance(event, TopSendersChanged):
            self._keep(event.senders)

    def _keep(self, senders: Iterable[TopSender]) -> None:
        first = in_order(senders, SHOWN_MAX)
        self._known = {sender.account.id: sender for sender in first}
        # Who has given less is not among them.
        self._least_coins = first[-1].coins if len(first) == SHOWN_MAX else 0

    def snapshot(self) -> Mapping[str, object]:
        """The top senders, by the name that they have in the answer to `join`."""
        self._keep(self._known.values())
        return {"top_senders": list(self._known.values())}
