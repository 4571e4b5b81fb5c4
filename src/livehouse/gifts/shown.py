"""Combos as the room sees them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from livehouse.accounts import AccountCard
from livehouse.gifts.batch import ComboRow
from livehouse.gifts.events import CatalogueGift, ComboEnded


def show_combos(
    combos: Iterable[ComboRow],
    versions: Mapping[tuple[str, int], CatalogueGift],
    card_of: Callable[[str], AccountCard],
) -> dict[str, list[ComboEnded]]:
    """What each room hears of its combos that are over. Of one gift alone there is nothing more to say."""
    by_room: defaultdict[str, list[ComboEnded]] = defaultdict(list)
    for combo in combos:
        if combo.count > 1:
            by_room[combo.room_id].append(
                ComboEnded(
                    id=combo.id,
                    catalogue=versions[combo.catalogue_id, combo.version],
                    sender=card_of(combo.sender_id),
                    recipient=card_of(combo.recipient_id),
                    count=combo.count,
                    coins=combo.coins,
                )
            )
    return by_room
