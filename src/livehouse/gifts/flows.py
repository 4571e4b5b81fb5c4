"""Suspicious flows: looked for from time to time, kept until an operator decides.

One process of all looks. What is found again is the finding that is there already, grown; what was dismissed stays
dismissed until it has grown considerably. Nothing is held because of a finding: an operator freezes, and unfreezes.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ClassVar, Final, Protocol

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter

from livehouse.accounts import AccountCard, Accounts
from livehouse.config import Settings
from livehouse.gifts import flows_store as store
from livehouse.gifts.flows_crowds import PAST_DAYS, SLICE, find_new_payers, find_peak, judge_burst
from livehouse.gifts.flows_model import (
    Flow,
    FlowAct,
    FlowRules,
    FlowState,
    Given,
    Payer,
    Suspicion,
    grown,
    has_news,
    is_same,
)
from livehouse.gifts.flows_rings import components, edge_coins_min, find_rings
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import Conflict, Forbidden, NotFound, Unavailable
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.text import clean_text
from livehouse.moderation import Moderation
from livehouse.platform.database import Database, Transaction
from livehouse.platform.tasks import Supervisor

log = structlog.get_logger(__name__)

PAGE: Final = 50
# Who gave whom in one finding, those with the most coins.
PAIRS_SHOWN_MAX: Final = 100
REASON_MAX: Final = 300
# Gifts of the last slices may still have been on their way when it was looked at them.
LOOKED_AT_AGAIN: Final = 3 * SLICE
# How far back a burst may be and still be news.
BURST_NEWS: Final = timedelta(hours=2)
# Recipients whose past is looked into at once, those with the most coins.
PEAKS_MAX: Final = 200
# Written in one transaction.
SLICES_AT_ONCE: Final = 1_000
# From where each decision leads.
MAY: Final[Mapping[FlowAct, tuple[FlowState, ...]]] = {
    "dismiss": ("open",),
    "freeze": ("open", "dismissed", "frozen"),
    "unfreeze": ("frozen",),
}


class NoSuchFlow(NotFound):
    """There is no such finding."""

    code = "no_such_flow"

    def __init__(self) -> None:
        super().__init__("There is no such finding. Load the list again.")


class FlowDecided(Conflict):
    """What is asked for does not fit how the finding stands; `state` is in the details."""

    code = "flow_decided"
    _MESSAGES: ClassVar[Mapping[FlowState, str]] = {
        "open": "Nothing is frozen because of this finding, so there is nothing to unfreeze.",
        "dismissed": "This finding was dismissed already. Freeze it if you think otherwise.",
        "frozen": "Money is frozen because of this finding. Unfreeze it first.",
    }

    def __init__(self, state: FlowState) -> None:
        super().__init__(self._MESSAGES[state], state=state)


class OwnFlow(Forbidden):
    """Nobody decides about a finding that names themselves."""

    code = "own_flow"

    def __init__(self) -> None:
        super().__init__("You are named in this finding, so you cannot decide about it. Ask another operator.")


class Purchases(Protocol):
    """Who knows when people paid for the first time."""

    async def first_purchases(self, account_ids: Collection[str], since: datetime) -> Mapping[str, datetime]:
        """When these accounts paid for the first time, of those whose first time was after `since`."""


class Freezes(Protocol):
    """Who holds money without losing it; `livehouse.payments.Freezes` is one."""

    async def check(self, reader: Transaction, account_ids: Collection[str]) -> Collection[str]:
        """Which of these accounts are frozen."""

    async def freeze(self, account_id: str, *, reason: str, operator_id: str | None) -> object:
        """Freeze somebody's money; a `Conflict` if it is frozen."""

    async def lift(self, account_id: str, *, reason: str, operator_id: str | None) -> object:
        """End somebody's freeze; a `Conflict` if there is none."""


class FlowPage(msgspec.Struct, frozen=True):
    """Some findings, and where the next page begins."""

    flows: Sequence[Flow]
    next_before: str | None


class Flows:
    """Looks for suspicious flows, shows them, and does what operators decide."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        *,
        accounts: Accounts,
        moderation: Moderation,
        purchases: Purchases,
        freezes: Freezes,
        registry: CollectorRegistry,
    ) -> None:
        self._database = database
        self._every_s = settings.flows_every_s
        self._rules = FlowRules(**{name: getattr(settings, f"flows_{name}") for name in FlowRules.__struct_fields__})
        self._clock = clock
        self._ids = ids
        self._accounts = accounts
        self._moderation = moderation
        self._purchases = purchases
        self._freezes = freezes
        self._found = Counter(
            "livehouse_flows_found", "Suspicious flows put before operators.", ["kind"], registry=registry
        )

    def start(self, supervisor: Supervisor) -> None:
        """Look from now on. One process of all does this."""
        supervisor.start("suspicious flows", self.work)

    async def work(self) -> None:
        """Look from time to time, for as long as the process lives."""
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.look()
            except Unavailable as error:
                log.warning("suspicious flows cannot be looked for", reason=error.message)

    # Looking

    async def look(self) -> int:
        """Look once; how many findings are put before operators that were not before."""
        now = self._clock.now()
        seen = [*await self._rings(now), *await self._new_payers(now), *await self._bursts(now)]
        return await self._keep(seen, now) if seen else 0

    async def _rings(self, now: datetime) -> list[Suspicion]:
        since = now - timedelta(days=self._rules.ring_days)
        weeks = weeks_between(since, now)
        async with self._database.read() as connection:
            pairs = await store.load_week_pairs(connection, weeks, edge_coins_min(self._rules))
            successors: dict[str, list[str]] = {}
            for sender_id, recipient_id in pairs:
                successors.setdefault(sender_id, []).append(recipient_id)
            # Most people are in no circle at all; only what these gave is looked at in detail.
            members = {name for part in components(successors) if len(part) > 1 for name in part}
            if not members:
                return []
            given = await store.load_given_by(connection, members, since)
            received = await store.load_week_received(connection, members, weeks)
        rings = find_rings([each for each in given if each.recipient_id in members], received, self._rules)
        if not rings.is_whole:
            log.warning("the search for rings was cut short", accounts=len(members), found=len(rings.found))
        return rings.found

    async def _new_payers(self, now: datetime) -> list[Suspicion]:
        since = now - timedelta(days=self._rules.fresh_days)
        weeks = weeks_between(since, now)
        async with self._database.read() as connection:
            pairs = await store.load_week_pairs(connection, weeks, self._rules.new_payer_coins_min)
        first = await self._purchases.first_purchases({sender_id for sender_id, _ in pairs}, since)
        if len(first) < self._rules.new_payers_min:
            return []
        async with self._database.read() as connection:
            given = await store.load_given_by(connection, first.keys(), since)
            received = await store.load_week_received(connection, {each.recipient_id for each in given}, weeks)
        return find_new_payers(given, _sent(given), received, first, self._rules)

    async def _bursts(self, now: datetime) -> list[Suspicion]:
        keep_since = now - timedelta(days=PAST_DAYS)
        async with self._database.read() as connection:
            newest = await store.load_looked_until(connection)
            # A clock that was set back must not stop the looking.
            since = keep_since if newest is None else min(newest, now) - LOOKED_AT_AGAIN
            slices = await store.sum_slices(connection, store.slice_of(since))
        # In the order of time, so that the next look begins where this one may have ended.
        rows = sorted(slices.items(), key=lambda row: row[0][::-1])
        for start in range(0, max(1, len(rows)), SLICES_AT_ONCE):
            # In parts: others want to write as well.
            async with self._database.transaction() as tx:
                await store.write_slices(tx, dict(rows[start : start + SLICES_AT_ONCE]), keep_since=keep_since)
        news_since = max(since, now - BURST_NEWS)
        coins: dict[str, int] = {}
        for (recipient_id, begins_at), amount in slices.items():
            if begins_at >= news_since - SLICE:
                coins[recipient_id] = coins.get(recipient_id, 0) + amount
        loud = sorted(coins, key=lambda name: (-coins[name], name))[:PEAKS_MAX]
        found = []
        for recipient_id in loud:
            if coins[recipient_id] < self._rules.burst_coins_min:
                break
            burst = await self._burst(recipient_id, keep_since, news_since)
            if burst is not None:
                found.append(burst)
        return found

    async def _burst(self, recipient_id: str, past_since: datetime, since: datetime) -> Suspicion | None:
        async with self._database.read() as connection:
            slices = await store.load_slices(connection, recipient_id, past_since)
            peak = find_peak(recipient_id, slices, since, self._rules)
            if peak is None:
                return None
            given = await store.load_given_within(connection, recipient_id, peak.begins_at, peak.ends_at)
        senders = {each.sender_id for each in given}
        people = await self._accounts.find_accounts(senders)
        fresh_since = peak.begins_at - timedelta(days=self._rules.fresh_days)
        first = await self._purchases.first_purchases(senders, fresh_since)
        payers = {name: Payer(account.created_at, first.get(name)) for name, account in people.items()}
        return judge_burst(peak, given, payers, self._rules)

    async def _keep(self, seen: Collection[Suspicion], now: datetime) -> int:
        """Write what was seen: as what is known already, or as new."""
        news = 0
        async with self._database.transaction() as tx:
            known = await store.load_known(tx, seen)
            for each in seen:
                before = next((flow for flow in known if is_same(flow, each)), None)
                if before is None:
                    flow = Flow(
                        **msgspec.structs.asdict(each), id=self._ids.new(), state="open", found_at=now, updated_at=now
                    )
                else:
                    flow = grown(before, each, now, self._rules)
                    known.remove(before)
                    if not has_news(before, flow):
                        known.append(before)
                        continue
                await store.write(tx, flow)
                known.append(flow)
                if before is None or before.state != flow.state:
                    news += 1
                    self._found.labels(kind=flow.kind).inc()
                    log.info("a suspicious flow was found", kind=flow.kind, flow=flow.id, coins=flow.coins)
        return news

    # For operators

    async def page(self, state: FlowState, before: str | None) -> FlowPage:
        """Findings in a state, newest first."""
        before = before if before is not None and is_id(before) else None
        async with self._database.read() as connection:
            found = await store.load_in(connection, state, before, PAGE + 1)
        return FlowPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)

    async def given_in(self, flow_id: str) -> list[Given]:
        """Who gave whom in a finding and how much of it still stands, most coins first.

        Raises:
            NoSuchFlow: there is none.
        """
        async with self._database.read() as connection:
            flow = await store.load(connection, flow_id) if is_id(flow_id) else None
            if flow is None:
                raise NoSuchFlow
            given = await store.load_given_among(connection, flow.accounts, flow.since, flow.until)
        given.sort(key=lambda each: (-each.coins, each.sender_id, each.recipient_id))
        return given[:PAIRS_SHOWN_MAX]

    async def cards_of(self, flows: Collection[Flow]) -> Mapping[str, AccountCard]:
        """The cards of everybody who is named in these."""
        named = {name for flow in flows for name in (*flow.accounts, flow.decided_by) if name is not None}
        return await self._accounts.cards(named)

    async def count_of(self, account_ids: Collection[str]) -> Mapping[str, int]:
        """How many findings that were not dismissed name each of these accounts; those with none are left out."""
        async with self._database.read() as connection:
            return await store.count_of(connection, account_ids)

    async def decide(self, flow_id: str, act: FlowAct, *, reason: str, operator_id: str) -> Flow:
        """Dismiss a finding, freeze the money of all who are named in it, or end that. It is logged.

        Freezing again freezes those who came to be named since, and those who were not reached. Whoever was frozen for
        another reason stays frozen when this finding's freeze ends, and so does whoever another frozen finding names.

        Raises:
            TextMissing, TextTooLong: the reason.
            NoSuchFlow: there is none.
            OwnFlow: the operator is named in it.
            FlowDecided: what is asked for does not fit how it stands.
        """
        reason = clean_text(reason, graphemes_max=REASON_MAX, field="reason")
        # What is frozen is written first, and what is free again last: if either ends in the middle, the finding says
        # that it is frozen, and doing it again goes on from there.
        if act == "unfreeze":
            await self._unfreeze(flow_id, reason, operator_id)
        flow = await self._write_decision(flow_id, act, reason, operator_id)
        if act == "freeze":
            await self._freeze(flow, reason, operator_id)
        return flow

    async def _access(self, tx: Transaction, flow_id: str, act: FlowAct, operator_id: str) -> Flow:
        flow = await store.lock(tx, flow_id) if is_id(flow_id) else None
        if flow is None:
            raise NoSuchFlow
        if operator_id in flow.accounts:
            raise OwnFlow
        if flow.state not in MAY[act]:
            raise FlowDecided(flow.state)
        return flow

    async def _write_decision(self, flow_id: str, act: FlowAct, reason: str, operator_id: str) -> Flow:
        async with self._database.transaction() as tx:
            flow = await self._access(tx, flow_id, act, operator_id)
            if act == "freeze":
                # Who is frozen already is so for another reason, and stays so when this one ends.
                frozen = await self._freezes.check(tx, flow.accounts.keys())
                await store.write_held(tx, flow.id, flow.accounts.keys() - set(frozen), is_held=True)
            decided = msgspec.structs.replace(
                flow,
                state="frozen" if act == "freeze" else "dismissed",
                decided_at=self._clock.now(),
                decided_by=operator_id,
                decided_coins=flow.coins,
                note=reason,
            )
            await store.write(tx, decided)
            await self._moderation.log.add(
                tx,
                operator_id=operator_id,
                act=f"flow.{act}",
                subject=flow.id,
                details={"kind": flow.kind, "coins": flow.coins, "accounts": sorted(flow.accounts), "reason": reason},
            )
        return decided

    async def _freeze(self, flow: Flow, reason: str, operator_id: str) -> None:
        async with self._database.transaction() as tx:
            held = await store.load_held(tx, flow.id)
        for account_id in sorted(held):
            # Frozen by somebody at this very moment, or gone from the platform.
            with suppress(Conflict, NotFound):
                await self._freezes.freeze(account_id, reason=reason, operator_id=operator_id)

    async def _unfreeze(self, flow_id: str, reason: str, operator_id: str) -> None:
        async with self._database.transaction() as tx:
            await self._access(tx, flow_id, "unfreeze", operator_id)
            held = await store.load_held(tx, flow_id)
            for account_id, other_id in (await store.load_frozen_too(tx, flow_id, held)).items():
                await store.write_held(tx, other_id, [account_id], is_held=True)
                await store.write_held(tx, flow_id, [account_id], is_held=False)
                held.discard(account_id)
        for account_id in sorted(held):
            # Lifted by somebody else already.
            with suppress(Conflict):
                await self._freezes.lift(account_id, reason=reason, operator_id=operator_id)
        async with self._database.transaction() as tx:
            await store.write_held(tx, flow_id, held, is_held=False)


def _sent(given: Collection[Given]) -> dict[str, int]:
    sent: dict[str, int] = {}
    for each in given:
        sent[each.sender_id] = sent.get(each.sender_id, 0) + each.coins
    return sent


def weeks_between(since: datetime, until: datetime) -> list[str]:
    """The ISO weeks that these times are in and those between, as `2026-W47`."""
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)] + [until]
    weeks = {(day.isocalendar().year, day.isocalendar().week) for day in days}
    return [f"{year}-W{week:02}" for year, week in sorted(weeks)]
