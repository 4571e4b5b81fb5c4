"""Gifts as people give them, and as those do who mean no gift: seeded crowds for what looks for the difference."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from livehouse.gifts.flows_crowds import PAST_DAYS, SLICE, Slice, find_new_payers, find_peak, judge_burst
from livehouse.gifts.flows_model import FlowRules, Given, Payer, Suspicion
from livehouse.gifts.flows_rings import edge_coins_min, find_rings

NOW = datetime(2026, 3, 14, 22, 0, tzinfo=UTC)


@dataclass(frozen=True)
class RawGift:
    sender: str
    recipient: str
    coins: int
    at: datetime


@dataclass
class World:
    """Who there is and who gave what, in the month before `NOW`."""

    random: Random
    gifts: list[RawGift] = field(default_factory=list)
    payers: dict[str, Payer] = field(default_factory=dict)

    def person(self, name: str, *, age_days: float, paying_days: float | None = None) -> str:
        paid_at = None if paying_days is None else NOW - timedelta(days=paying_days)
        self.payers[name] = Payer(NOW - timedelta(days=age_days), paid_at)
        return name

    def give(self, sender: str, recipient: str, coins: int, days_ago: float) -> None:
        self.gifts.append(RawGift(sender, recipient, max(1, coins), NOW - timedelta(days=days_ago)))

    def fan_coins(self) -> int:
        """What a fan gives on an evening: 50 typically, 150 on average, 1,000 and more one in forty."""
        return int(self.random.lognormvariate(3.9, 1.5)) + 1

    # Honest people

    def fans(self, host: str, count: int, *, nights: Iterable[float], new_share: float = 0.2) -> None:
        """A host's public; some came only this week, and most gave to somebody else as well."""
        names = [f"{host}-fan-{number}" for number in range(count)]
        for name in names:
            is_new = self.random.random() < new_share
            age = self.random.uniform(0.05, 6.5) if is_new else self.random.uniform(8, 900)
            self.person(name, age_days=age, paying_days=age * self.random.random())
        for night in nights:
            for name in names:
                if self.payers[name].created_at < NOW - timedelta(days=night) and self.random.random() < 0.5:
                    self.give(name, host, self.fan_coins(), night - self.random.uniform(0, 1.5) / 24)

    def honest_month(self) -> None:
        """Hosts of every size, a big night, a viral first night, couples, friends who host, and one who has money."""
        random = self.random
        for number in range(12):
            host = self.person(f"host-{number}", age_days=random.uniform(20, 700))
            self.fans(host, random.randrange(3, 60), nights=[random.uniform(0.2, 28) for _ in range(8)])
        star = self.person("star", age_days=500)
        self.fans(star, 250, nights=[1, 8, 15, 22])
        # The big night: everybody at once, with ten times as much as usual.
        for number in range(250):
            name = f"star-fan-{number}"
            if self.payers[name].created_at < NOW - timedelta(hours=2):
                self.give(name, star, 6 * self.fan_coins(), random.uniform(0, 0.02))
        debut = self.person("debut", age_days=3)
        self.fans(debut, 300, nights=[0.1], new_share=0.9)
        for number in range(6):
            one, other = (self.person(f"couple-{number}-{side}", age_days=random.uniform(5, 300)) for side in "ab")
            for _ in range(random.randrange(1, 25)):
                self.give(one, other, self.fan_coins(), random.uniform(0, 28))
                self.give(other, one, self.fan_coins(), random.uniform(0, 28))
        friends = [f"host-{number}" for number in range(4)]
        for one in friends:
            for other in friends:
                if one != other:
                    self.give(one, other, 3 * self.fan_coins(), random.uniform(0, 28))
        whale = self.person("whale", age_days=400, paying_days=300)
        self.give(whale, star, 90_000, 0.01)
        self.give(whale, "host-5", 30_000, 3.0)
        newcomer = self.person("new whale", age_days=2, paying_days=2)
        self.give(newcomer, "host-6", 25_000, 0.5)

    # Others

    def ring(self, members: int, coins: int, passed_on: float) -> None:
        names = [self.person(f"ring-{number}", age_days=self.random.uniform(1, 90)) for number in range(members)]
        for place, name in enumerate(names):
            part = int(coins * passed_on**place)
            for _ in range(4):
                self.give(name, names[(place + 1) % members], part // 4, self.random.uniform(0, 25))

    def stolen_cards(self, accounts: int, coins: int) -> None:
        host = self.person("fence", age_days=40)
        self.fans(host, 10, nights=[4, 11, 18])
        for number in range(accounts):
            name = self.person(f"card-{number}", age_days=self.random.uniform(0.1, 2), paying_days=0.05)
            self.give(name, host, int(coins * self.random.uniform(0.7, 1.3)), self.random.uniform(0.001, 0.006))

    def straw_payers(self, accounts: int, coins: int) -> None:
        host = self.person("straw host", age_days=25)
        self.fans(host, 12, nights=[3, 10])
        for number in range(accounts):
            name = self.person(f"straw-{number}", age_days=self.random.uniform(4, 200), paying_days=5)
            for _ in range(5):
                self.give(name, host, int(coins / 5 * self.random.uniform(0.8, 1.2)), self.random.uniform(0.5, 4.5))

    # What is made of it

    def given(self, since: datetime, until: datetime = NOW) -> list[Given]:
        pairs: dict[tuple[str, str], list[RawGift]] = defaultdict(list)
        for gift in self.gifts:
            if since <= gift.at < until:
                pairs[gift.sender, gift.recipient].append(gift)
        return [
            Given(
                sender_id=sender,
                recipient_id=recipient,
                coins=sum(gift.coins for gift in gifts),
                diamonds=sum(gift.coins for gift in gifts) // 2,
                gifts=len(gifts),
                first_at=min(gift.at for gift in gifts),
                last_at=max(gift.at for gift in gifts),
            )
            for (sender, recipient), gifts in pairs.items()
        ]

    def suspicions(self, rules: FlowRules) -> list[Suspicion]:
        """All that is found, as the service puts the parts together."""
        month = self.given(NOW - timedelta(days=rules.ring_days))
        found = find_rings(
            [each for each in month if each.coins >= edge_coins_min(rules)], sums(month, "recipient_id"), rules
        ).found
        week = self.given(NOW - timedelta(days=rules.fresh_days))
        recently = {
            name: payer.first_purchase_at
            for name, payer in self.payers.items()
            if payer.first_purchase_at is not None and payer.first_purchase_at > NOW - timedelta(days=rules.fresh_days)
        }
        found += find_new_payers(week, sums(week, "sender_id"), sums(week, "recipient_id"), recently, rules)
        slices: dict[str, dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
        for gift in self.gifts:
            if gift.at >= NOW - timedelta(days=PAST_DAYS):
                slices[gift.recipient][floor(gift.at)] += gift.coins
        for recipient, coins_at in slices.items():
            every = [Slice(at, coins) for at, coins in coins_at.items()]
            peak = find_peak(recipient, every, NOW - timedelta(hours=2), rules)
            if peak is not None:
                inside = [one for one in self.given(peak.begins_at, peak.ends_at) if one.recipient_id == recipient]
                burst = judge_burst(peak, inside, self.payers, rules)
                found += [] if burst is None else [burst]
        return found


def floor(at: datetime) -> datetime:
    return at - (at - datetime(2026, 1, 1, tzinfo=UTC)) % SLICE


def sums(given: Iterable[Given], by: str) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for each in given:
        total[getattr(each, by)] += each.coins
    return total
