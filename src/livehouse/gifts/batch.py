"""What a batch of gifts comes to. Pure: the till brings what is known and writes what changes.

Gifts are judged one after another on what the ones before them left. One that is refused leaves everything as it was,
but for how its sender spends: that somebody tried too often or too much is remembered.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from livehouse.accounts import AccountCard
from livehouse.gifts import errors
from livehouse.gifts.events import CatalogueGift, Combo, Gift, GiftSentResult
from livehouse.gifts.spending import Spender, SpendingRules
from livehouse.kernel.keys import IdempotencyKeyReused
from livehouse.kernel.money import BASIS_POINTS
from livehouse.ledger import Line, Transfer
from livehouse.live_access import TooYoungForGifts
from livehouse.moderation import Banned, Standing, Suspended
from livehouse.payments import MoneyFrozen, earned, gift_coins, gift_diamonds, wallet
from livehouse.rooms import NoSuchRoom, RoomFacts, check_on_air

SENT: Final = "gift.sent"

ComboKey = tuple[str, str, str, str]
"""Sender, room, recipient, gift."""


class Ask(msgspec.Struct, frozen=True):
    """A gift that somebody asks to send."""

    sender_id: str
    room_id: str
    host_id: str
    recipient_id: str
    catalogue_id: str
    count: int
    price_coins: int
    key: str

    @property
    def is_to_host(self) -> bool:
        """Whether it is for the host, and not for a guest."""
        return self.recipient_id == self.host_id


@dataclass(frozen=True, slots=True)
class Person:
    """What matters of a sender or a recipient. `gift_on` is the day from which they may use gifts."""

    card: AccountCard
    gift_on: date
    gift_age: int
    standing: Standing
    is_leaving: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A gift of the catalogue as it is now."""

    gift: CatalogueGift
    version: int


class GiftRow(msgspec.Struct):
    """A gift as it is stored."""

    id: str
    sender_id: str
    key: str
    room_id: str
    host_id: str
    recipient_id: str
    catalogue_id: str
    version: int
    count: int
    price_coins: int
    diamonds: int
    share_bps: int
    combo_id: str
    combo_count: int
    sender_coins: int
    balance_coins: int
    at: datetime
    transfer_id: str
    reversal_id: str | None = None
    reversed_for: str | None = None

    @property
    def coins(self) -> int:
        """What it cost."""
        return self.count * self.price_coins

    def answers(self, ask: Ask) -> bool:
        """Whether it is what `ask` asks for."""
        return (
            self.room_id == ask.room_id
            and self.recipient_id == ask.recipient_id
            and self.catalogue_id == ask.catalogue_id
            and self.count == ask.count
            and self.price_coins == ask.price_coins
        )


class ComboRow(msgspec.Struct):
    """A combo as it is stored."""

    id: str
    sender_id: str
    room_id: str
    recipient_id: str
    catalogue_id: str
    version: int
    count: int
    coins: int
    started_at: datetime
    ends_at: datetime
    settled_at: datetime | None = None

    @property
    def key(self) -> ComboKey:
        """What its gifts have in common."""
        return (self.sender_id, self.room_id, self.recipient_id, self.catalogue_id)


@dataclass(slots=True)
class Balance:
    """What a sender can spend: coins in the wallet, and less than 0 of them owed."""

    wallet_coins: int
    debt_coins: int = 0


@dataclass(slots=True)
class Known:
    """What a batch is judged by; what may change is held against others until the batch is written.

    `sent` are the gifts that came under the same keys before. `usual_coins` is what those spend on a day of spending
    whose day may leap now; `carries` are ten-thousandths of a diamond.
    """

    sent: dict[tuple[str, str], GiftRow]
    people: Mapping[str, Person]
    rooms: Mapping[str, RoomFacts]
    on_stage: AbstractSet[tuple[str, str]]
    offers: Mapping[str, Offer]
    versions: Mapping[tuple[str, int], CatalogueGift]
    spenders: Mapping[str, Spender]
    usual_coins: Mapping[str, float]
    frozen: AbstractSet[str]
    balances: Mapping[str, Balance]
    carries: dict[str, int]
    room_coins: dict[tuple[str, str], int]
    combos: dict[ComboKey, ComboRow]


@dataclass(slots=True)
class Changes:
    """What a batch adds and moves on."""

    gifts: list[GiftRow] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    # By the combo's id: those that begin, those that go on, and those that are over.
    combos_new: dict[str, ComboRow] = field(default_factory=dict)
    combos_on: dict[str, ComboRow] = field(default_factory=dict)
    combos_over: dict[str, ComboRow] = field(default_factory=dict)
    carries: set[str] = field(default_factory=set)
    spenders: set[str] = field(default_factory=set)
    shown: defaultdict[str, list[Gift]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class GiftRules:
    """What holds for everybody. `share_bps` is the platform's part, in basis points."""

    share_bps: int
    combo: timedelta
    spending: SpendingRules


class Batch:
    """Judges gifts by what is known, and keeps what they change."""

    def __init__(self, known: Known, rules: GiftRules, *, now: datetime, new_id: Callable[[], str]) -> None:
        self._known = known
        self._rules = rules
        self.now = now
        self._today = now.date()
        self._new_id = new_id
        self.changes = Changes()

    def judge(self, ask: Ask) -> GiftSentResult:
        """The gift as it is sent.

        Raises:
            IdempotencyKeyReused, TooYoungForGifts, Suspended, Banned, MoneyFrozen, NoSuchRoom, NotOnAir, RoomHasEnded,
            GiftToOneself, RecipientNotOnStage, RecipientRestrained, GiftUnknown, GiftRetired, GiftPriceChanged,
            TooManyGifts, CoolingOff, SpendingLimitReached, NotEnoughCoins: in this order; it was not sent.
        """
        known = self._known
        before = known.sent.get((ask.sender_id, ask.key))
        if before is not None:
            if not before.answers(ask):
                raise IdempotencyKeyReused
            return GiftSentResult(self._shown(before), before.balance_coins)
        self._check_sender(ask.sender_id)
        room = known.rooms.get(ask.room_id)
        if room is None:
            raise NoSuchRoom
        check_on_air(room)
        self._check_recipient(ask)
        offer = self._offer(ask)
        coins = ask.count * offer.gift.price_coins
        spender = known.spenders[ask.sender_id]
        self.changes.spenders.add(ask.sender_id)
        spender.check_pace(self._rules.spending, self.now)
        spender.check_limits(coins)
        balance = known.balances[ask.sender_id]
        if coins > (spendable := balance.wallet_coins + balance.debt_coins):
            raise errors.NotEnoughCoins(max(0, spendable), coins)
        spender.check_leap(self._rules.spending, coins, known.usual_coins.get(ask.sender_id, 0.0), self.now)
        return self._send(ask, offer, coins)

    def card_of(self, account_id: str) -> AccountCard:
        """What others see of somebody who sends or receives here."""
        return self._known.people[account_id].card

    # What may keep a gift from being sent

    def _check_sender(self, sender_id: str) -> None:
        sender = self._known.people[sender_id]
        if self._today < sender.gift_on:
            raise TooYoungForGifts(sender.gift_age, sender.gift_on)
        if sender.standing.state == "banned":
            raise Banned(sender.standing.reason or "")
        if sender.standing.state == "suspended" and sender.standing.until is not None:
            raise Suspended(sender.standing.until, sender.standing.reason or "")
        if sender_id in self._known.frozen:
            raise MoneyFrozen

    def _check_recipient(self, ask: Ask) -> None:
        recipient_id = ask.recipient_id
        if recipient_id == ask.sender_id:
            raise errors.GiftToOneself
        if not ask.is_to_host and (ask.room_id, recipient_id) not in self._known.on_stage:
            raise errors.RecipientNotOnStage
        recipient = self._known.people.get(recipient_id)
        if recipient is None or recipient.is_leaving or recipient.standing.state in ("suspended", "banned"):
            raise errors.RecipientRestrained
        if self._today < recipient.gift_on:
            raise TooYoungForGifts.of_recipient()

    def _offer(self, ask: Ask) -> Offer:
        offer = self._known.offers.get(ask.catalogue_id)
        if offer is None:
            raise errors.GiftUnknown
        if not offer.gift.is_active:
            raise errors.GiftRetired
        if offer.gift.price_coins != ask.price_coins:
            raise errors.GiftPriceChanged(offer.gift.price_coins)
        return offer

    # Sending it

    def _send(self, ask: Ask, offer: Offer, coins: int) -> GiftSentResult:
        known, changes = self._known, self.changes
        sender_id, room_id, recipient_id = ask.sender_id, ask.room_id, ask.recipient_id
        gift_id = self._new_id()
        known.spenders[sender_id].spend(coins)
        balance = known.balances[sender_id]
        balance.wallet_coins -= coins
        given = known.room_coins.get((room_id, sender_id), 0) + coins
        known.room_coins[room_id, sender_id] = given
        diamonds = self._diamonds(recipient_id, coins)
        combo = self._combo(ask, offer, coins, gift_id)
        row = GiftRow(
            id=gift_id,
            sender_id=sender_id,
            key=ask.key,
            room_id=room_id,
            host_id=ask.host_id,
            recipient_id=recipient_id,
            catalogue_id=ask.catalogue_id,
            version=offer.version,
            count=ask.count,
            price_coins=offer.gift.price_coins,
            diamonds=diamonds,
            share_bps=self._rules.share_bps,
            combo_id=combo.id,
            combo_count=combo.count,
            sender_coins=given,
            balance_coins=balance.wallet_coins,
            at=self.now,
            transfer_id="",
        )
        known.sent[sender_id, ask.key] = row
        changes.gifts.append(row)
        changes.transfers.append(_transfer(row))
        shown = self._shown(row)
        changes.shown[room_id].append(shown)
        return GiftSentResult(shown, balance.wallet_coins)

    def _diamonds(self, recipient_id: str, coins: int) -> int:
        """What the recipient gets; the fraction that is left is carried on."""
        parts = coins * (BASIS_POINTS - self._rules.share_bps)
        carry = self._known.carries[recipient_id]
        diamonds = max(0, (parts + carry) // BASIS_POINTS)
        self._known.carries[recipient_id] = carry + parts - diamonds * BASIS_POINTS
        self.changes.carries.add(recipient_id)
        return diamonds

    def _combo(self, ask: Ask, offer: Offer, coins: int, gift_id: str) -> ComboRow:
        key = (ask.sender_id, ask.room_id, ask.recipient_id, ask.catalogue_id)
        changes, combo = self.changes, self._known.combos.get(key)
        if combo is not None and combo.ends_at < self.now:
            combo.settled_at = self.now
            changes.combos_over[combo.id] = combo
            combo = None
        if combo is None:
            combo = ComboRow(
                id=gift_id,
                sender_id=ask.sender_id,
                room_id=ask.room_id,
                recipient_id=ask.recipient_id,
                catalogue_id=ask.catalogue_id,
                version=offer.version,
                count=0,
                coins=0,
                started_at=self.now,
                ends_at=self.now,
            )
            self._known.combos[key] = changes.combos_new[combo.id] = combo
        elif combo.id not in changes.combos_new:
            changes.combos_on[combo.id] = combo
        combo.count += ask.count
        combo.coins += coins
        combo.ends_at = self.now + self._rules.combo
        return combo

    def _shown(self, row: GiftRow) -> Gift:
        people = self._known.people
        return Gift(
            id=row.id,
            catalogue=self._known.versions[row.catalogue_id, row.version],
            sender=people[row.sender_id].card,
            recipient=people[row.recipient_id].card,
            is_to_host=row.recipient_id == row.host_id,
            count=row.count,
            coins=row.coins,
            combo=Combo(row.combo_id, row.combo_count),
            at=row.at,
            sender_coins=row.sender_coins,
        )


def parts_of(row: GiftRow) -> int:
    """What a gift left to be carried on, in ten-thousandths of a diamond; less than 0 if it used up what was."""
    return row.coins * (BASIS_POINTS - row.share_bps) - row.diamonds * BASIS_POINTS


def _transfer(row: GiftRow) -> Transfer:
    lines = [
        Line(wallet(row.sender_id).name, -row.coins),
        Line(gift_coins(row.recipient_id).name, row.coins),
    ]
    if row.diamonds > 0:
        lines.append(Line(gift_diamonds(row.recipient_id).name, -row.diamonds))
        lines.append(Line(earned(row.recipient_id).name, row.diamonds))
    return Transfer(f"gift:{row.id}", SENT, tuple(lines), details_of(row))


def details_of(row: GiftRow) -> dict[str, Any]:
    """What the books say of a gift."""
    return {
        "gift": row.id,
        "catalogue": row.catalogue_id,
        "count": row.count,
        "coins": row.coins,
        "share_bps": row.share_bps,
        "sender": row.sender_id,
        "recipient": row.recipient_id,
        "host": row.host_id,
        "room": row.room_id,
    }
