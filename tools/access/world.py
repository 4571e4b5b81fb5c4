"""Ninety days of a platform: people come, watch, follow and post, and some of them cheat. Decided by its seed alone."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate
from random import Random

from tools.access import plan as assumed
from tools.access.people import CHEATS, HONEST, Kind, Person
from tools.access.plan import DAYS, Plan, Ring
from tools.access.posts import Studio

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)


class World:
    """Everybody, and what they do on each day."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self._plan = plan
        self._random = Random(seed)  # noqa: S311  # a world that can be made again, no secret
        self._studio = Studio(self._random)
        self.people: list[Person] = []
        self._events: list[list[Callable[[int], None]]] = [[] for _ in range(DAYS)]
        self._populate()
        self.hosts = [person for person in self.people if person.kind in HONEST or person.kind in CHEATS]
        self._weights = list(accumulate(host.appeal for host in self.hosts))

    def days(self) -> Iterator[datetime]:
        """Live through the days, one after the other; the end of each."""
        for day in range(DAYS):
            for event in self._events[day]:
                event(day)
            for person in self.people:
                self._live(person, day)
            yield BEGIN + timedelta(days=day + 1)

    def _live(self, person: Person, day: int) -> None:
        joined = (person.created_at - BEGIN).days
        if joined > day:
            return
        random = self._random
        # Whoever makes an account does so to see something.
        is_first = joined == day and person.activity > 0
        if is_first or random.random() < person.activity:
            person.days_watched += 1
            if person.kind not in ("bot", "puppet"):
                self._look_around(person, day)
        if person.kind in CHEATS or person.kind in HONEST:
            self._studio.post(person, self._at(day))

    def _look_around(self, person: Person, day: int) -> None:
        for host in self._random.choices(self.hosts, cum_weights=self._weights, k=assumed.LOOKS_PER_DAY):
            if host.created_at <= self._at(day, 0):
                at = max(self._at(day), person.created_at)
                person.follow(host, at)
                if self._random.random() < assumed.FOLLOW_BACK * (len(host.followers) < 200):
                    host.follow(person, at)

    def _at(self, day: int, seconds: float | None = None) -> datetime:
        return BEGIN + timedelta(days=day, seconds=self._random.random() * 86_400 if seconds is None else seconds)

    # Who there is

    def _populate(self) -> None:
        plan = self._plan
        for _ in range(plan.viewers):
            self._add("viewer", self._some_day())
        for _ in range(plan.creators):
            self._add("creator", self._some_day(), appeal=self._appeal())
        for _ in range(plan.classes):
            self._add_crowd("class", assumed.CLASS_SIZE, stays=0.9, are_friends=True)
        for _ in range(plan.assemblies):
            self._add_crowd("assembly", assumed.ASSEMBLY_SIZE, stays=assumed.ASSEMBLY_STAYS, are_friends=False)
        for ring in plan.rings:
            self._add_ring(ring)
        self._add_bursts()
        self._add_drips()
        for _ in range(plan.self_players):
            host = self._add_cheat("self-play")
            for _ in range(assumed.PUPPETS):
                puppet = self._add("puppet", (host.created_at - BEGIN).days, network=host.network, activity=0.0)
                self._on((puppet.created_at - BEGIN).days, partial(self._buy, puppet, host))
        for _ in range(plan.reposters):
            self._add_cheat("repost")

    def _add(
        self,
        kind: Kind,
        day: int,
        *,
        appeal: float = 0.0,
        network: str | None = None,
        activity: float | None = None,
        created_at: datetime | None = None,
    ) -> Person:
        random = self._random
        number = len(self.people)
        if activity is None:
            activity = assumed.PASSER_BY_ACTIVITY
            if random.random() >= assumed.PASSERS_BY or appeal:
                activity = random.uniform(*assumed.ACTIVITY)
        region = random.choices(*zip(*self._plan.regions, strict=True))[0]
        person = Person(
            number=number,
            id=f"{number:05}",
            kind=kind,
            region=region,
            birth_date=self._birth_date(),
            created_at=self._at(day) if created_at is None else created_at,
            # A tenth are with a provider that puts many of its customers behind one address.
            network=network or (f"provider {random.randrange(12)}" if random.random() < 0.1 else f"home {number}"),
            is_confirmed=random.random() < (assumed.BOTS_CONFIRMED if kind in ("bot", "puppet") else assumed.CONFIRM),
            activity=activity,
            appeal=appeal,
            craft=random.betavariate(3, 3),
        )
        self.people.append(person)
        return person

    def _birth_date(self) -> date:
        age_years = 15.6 if self._random.random() < assumed.UNDER_AGE else self._random.uniform(16.5, 60)
        return (BEGIN - timedelta(days=(age_years + self._random.uniform(-0.4, 0.4)) * 365.25)).date()

    def _some_day(self) -> int:
        """A third is there from the first day on, the others come as time goes by."""
        return 0 if self._random.random() < 1 / 3 else self._random.randrange(DAYS - 5)

    def _appeal(self) -> float:
        return math.exp(self._random.gauss(0, assumed.APPEAL_SIGMA))

    def _on(self, day: int, event: Callable[[int], None]) -> None:
        if 0 <= day < DAYS:
            self._events[day].append(event)

    # Honest crowds

    def _add_crowd(self, kind: Kind, size: int, *, stays: float, are_friends: bool) -> None:
        """A host, and people who all sign up within an hour in the host's network and follow them there and then."""
        day = self._random.randrange(10, 60)
        host = self._add(kind, day - 5, appeal=self._appeal(), network=f"{kind} {len(self.people)}")
        evening = self._at(day, 64_800)
        crowd = []
        for _ in range(size):
            person = self._add(
                "pupil",
                day,
                network=host.network,
                created_at=evening + timedelta(seconds=self._random.random() * 3_600),
                activity=self._random.uniform(*assumed.ACTIVITY) if self._random.random() < stays else 0.001,
            )
            crowd.append(person)

        def follow(_: int) -> None:
            for person in crowd:
                at = person.created_at + timedelta(minutes=5)
                person.follow(host, at)
                if are_friends:
                    host.follow(person, at)
                    for friend in crowd:
                        if self._random.random() < 0.7:
                            person.follow(friend, at)

        self._on(day, follow)

    # Cheats

    def _add_cheat(self, kind: Kind) -> Person:
        return self._add(kind, self._random.randrange(20), appeal=self._appeal() * assumed.CHEATS_APPEAL)

    def _add_ring(self, ring: Ring) -> None:
        """Everybody follows their share of the others and is followed back, over the first two thirds of the time."""
        members = [self._add_cheat("ring") for _ in range(ring.size)]
        pairs = [
            (one, other)
            for number, one in enumerate(members)
            for other in members[:number]
            if self._random.random() < ring.share
        ]
        self._random.shuffle(pairs)
        begin, span = 20, DAYS * 2 // 3 - 20
        per_day = math.ceil(len(pairs) / span)
        for number in range(span):
            self._on(
                begin + number,
                partial(self._trade, pairs[number * per_day : (number + 1) * per_day]),
            )
        for member in members:
            self._on(begin, partial(self._follow_stars, member))

    def _trade(self, pairs: Sequence[tuple[Person, Person]], day: int) -> None:
        for one, other in pairs:
            at = self._at(day)
            one.follow(other, at, is_faked=True)
            other.follow(one, at + timedelta(hours=1), is_faked=True)

    def _follow_stars(self, member: Person, day: int) -> None:
        for host in self._random.choices(self.hosts, cum_weights=self._weights, k=assumed.RING_NOISE_FOLLOWS):
            member.follow(host, self._at(day))

    def _bot_activity(self) -> float:
        """On how many of their days bots watch something: most of them never."""
        chance = self._random.random()
        if chance < assumed.BOTS_CAREFUL:
            return 0.2
        return 0.005 if chance < assumed.BOTS_CAREFUL + assumed.BOTS_LIGHT else 0.0

    def _add_bursts(self) -> None:
        """Sellers make some hundreds of accounts in an hour, which follow whoever pays, that day or soon after."""
        plan = self._plan
        batches = max(2, plan.burst_bots // 300)
        bots: list[Person] = []
        for batch in range(batches):
            day = 5 + batch * (DAYS - 40) // batches
            for _ in range(plan.burst_bots // batches + (batch < plan.burst_bots % batches)):
                at = self._at(day, 3_600 + self._random.random() * 3_600)
                bots.append(self._add("bot", day, created_at=at, activity=self._bot_activity()))
        for _ in range(plan.burst_buyers):
            buyer = self._add_cheat("burst")
            day = self._random.randrange(DAYS - 30, DAYS - 10)
            bought = self._random.sample(bots, min(len(bots), self._random.randint(*assumed.BURST_BOUGHT)))
            self._on(day, partial(self._buy_all, bought, buyer))

    def _add_drips(self) -> None:
        """A farm makes its accounts in small batches over two months and delivers them some each day."""
        plan = self._plan
        bots: list[Person] = []
        while len(bots) < plan.drip_bots:
            day = len(bots) * 60 // plan.drip_bots
            for _ in range(min(assumed.DRIP_BATCH, plan.drip_bots - len(bots))):
                network = f"farm {self._random.randrange(assumed.DRIP_NETWORKS)}"
                bots.append(self._add("bot", day, network=network, activity=self._bot_activity()))
        for _ in range(plan.drip_buyers):
            buyer = self._add_cheat("drip")
            count = min(len(bots), self._random.randint(*assumed.DRIP_BOUGHT))
            for bot in self._random.sample(bots, count):
                made = (bot.created_at - BEGIN).days
                day = self._random.randrange(max(20, made + 1), DAYS - 3)
                self._on(day, partial(self._buy, bot, buyer))

    def _buy_all(self, bots: Sequence[Person], buyer: Person, day: int) -> None:
        for bot in bots:
            self._buy(bot, buyer, day)

    def _buy(self, bot: Person, buyer: Person, day: int) -> None:
        bot.follow(buyer, max(self._at(day), bot.created_at), is_faked=True)
