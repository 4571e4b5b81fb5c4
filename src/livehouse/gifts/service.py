"""Gifts: everything that can be done with them. The parts do the work; this is where they are put together."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta

import msgspec
from prometheus_client import CollectorRegistry

from livehouse.accounts import AccountDeleted, Accounts
from livehouse.config import Settings
from livehouse.gifts import store
from livehouse.gifts.batch import Ask, GiftRow, GiftRules
from livehouse.gifts.board import Board
from livehouse.gifts.catalogue import Catalogue, is_gift_id
from livehouse.gifts.combos import ComboKeeper
from livehouse.gifts.errors import GiftCountInvalid, GiftUnknown, RecipientNotOnStage
from livehouse.gifts.events import GiftSentResult, SendGift, TopSender
from livehouse.gifts.metrics import GiftMetrics
from livehouse.gifts.people import People
from livehouse.gifts.ports import Freezes, HostAlone, Payouts, Stage, Wallets
from livehouse.gifts.reversals import Reversals
from livehouse.gifts.spending import PACE_WINDOW_S, SpendingRules
from livehouse.gifts.spendings import Spendings
from livehouse.gifts.till import Till
from livehouse.gifts.top_senders import LISTED_MAX, TopSendersFold, check_week, week_of
from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotSignedIn
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.keys import check_key
from livehouse.kernel.pace import Pace
from livehouse.ledger import Ledger
from livehouse.live_access import LiveAccess
from livehouse.moderation import Moderation
from livehouse.platform.database import Database
from livehouse.platform.events import Events
from livehouse.platform.tasks import Supervisor
from livehouse.realtime import CommandRouter, Hub, Peer
from livehouse.rooms import NotTheHost, Rooms


class WeekList(msgspec.Struct, frozen=True, kw_only=True):
    """Who gave most to somebody in a week."""

    week: str
    senders: list[TopSender]


class Gifts:
    """The slice's service; also the part that it adds to rooms (`RoomPart`).

    Args:
        stage: who may be sent gifts beside the host.
    """

    def __init__(
        self,
        *,
        database: Database,
        hub: Hub,
        rooms: Rooms,
        accounts: Accounts,
        live_access: LiveAccess,
        moderation: Moderation,
        ledger: Ledger,
        freezes: Freezes,
        wallets: Wallets,
        payouts: Payouts,
        clock: Clock,
        ids: Ids,
        settings: Settings,
        registry: CollectorRegistry,
        stage: Stage | None = None,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._accounts = accounts
        self._clock = clock
        self._count_max = settings.gift_count_max
        self._combo = timedelta(seconds=settings.gift_combo_s)
        metrics = GiftMetrics(registry)
        self._people = People(clock, accounts, live_access, moderation)
        self._board = Board(database, hub, rooms, accounts)
        self.catalogue = Catalogue(database, clock, moderation)
        self.spendings = Spendings(
            database,
            clock,
            accounts=accounts,
            live_access=live_access,
            moderation=moderation,
            freezes=freezes,
            raised_after=timedelta(hours=settings.spending_raise_hours),
        )
        self.reversals = Reversals(database, clock, ledger=ledger, freezes=freezes, wallets=wallets, payouts=payouts)
        self._keeper = ComboKeeper(database, clock, accounts, self.catalogue, metrics)
        self._till = Till(
            database,
            clock,
            ids,
            ledger=ledger,
            rooms=rooms,
            people=self._people,
            catalogue=self.catalogue,
            stage=stage or HostAlone(),
            freezes=freezes,
            rules=GiftRules(
                share_bps=settings.gifts_share_bps,
                combo=self._combo,
                spending=SpendingRules(
                    pace=Pace(per_s=settings.gifts_per_10_s / PACE_WINDOW_S, burst=settings.gifts_per_10_s),
                    leap_coins=settings.spending_leap_coins,
                    leap_factor=settings.spending_leap_factor,
                    cool_off=timedelta(minutes=settings.cool_off_minutes),
                ),
            ),
            metrics=metrics,
            per_commit_max=settings.gifts_per_commit_max,
            begin_every_s=settings.gifts_begin_every_ms / 1_000,
            waiting_max=settings.gifts_waiting_max,
        )

    # Putting together, starting

    def subscribe(self, events: Events) -> None:
        """Hear of what is committed."""
        self._people.subscribe(events)
        self._board.subscribe(events)
        self.reversals.subscribe(events)
        events.subscribe(AccountDeleted, self._forget)

    async def _forget(self, event: AccountDeleted) -> None:
        # What was given stays, under an account that has no name any more: it is in the books of others.
        await self.spendings.forget(event.account_id)

    def register(self, router: CommandRouter) -> None:
        """Let the channel call the gifts' command."""
        router.register("gift", SendGift, self.gift)

    async def start(self, supervisor: Supervisor) -> None:
        """Have a catalogue, and begin to take gifts. Needs the outbox running."""
        await self.catalogue.start()
        supervisor.start("gifts till", self._till.work)
        supervisor.start("gifts combos", self._keeper.work)
        supervisor.start("gifts board", self._board.work)

    async def settle_combos(self) -> int:
        """Do once what is done twice a second: settle the combos that are over; how many these were."""
        return await self._keeper.settle()

    # Sending

    def gift(self, peer: Peer, command: SendGift) -> "asyncio.Future[GiftSentResult]":
        """Send a gift in the peer's room; what becomes of it.

        Being in the room is what allows to send: whom its audience leaves out cannot join.

        Raises:
            NotSignedIn, NotInRoom, NotOnAir, RoomHasEnded, GiftCountInvalid, BadIdempotencyKey, GiftUnknown, GiftsBusy:
                as they say.
        """
        account_id = peer.identity.account_id
        if account_id is None:
            raise NotSignedIn("Sign in to send gifts.")
        place = self._rooms.access_place(peer)
        return self._till.submit(self._ask(account_id, place.room_id, place.host_id, command))

    async def send(self, sender_id: str, room_id: str, form: SendGift) -> GiftSentResult:
        """Send a gift in a room that the sender may watch, and wait until it is written.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: the room.
            GiftCountInvalid, BadIdempotencyKey, GiftUnknown: the form.
            GiftsBusy, and what `Batch.judge` raises: it was not sent.
        """
        host_id = await self._rooms.host_of(room_id, sender_id)
        return await self._till.submit(self._ask(sender_id, room_id, host_id, form))

    def _ask(self, sender_id: str, room_id: str, host_id: str, form: SendGift) -> Ask:
        # A truth value is a whole number to Python.
        if type(form.count) is not int or not 1 <= form.count <= self._count_max:
            raise GiftCountInvalid(self._count_max)
        check_key(form.key)
        if not is_gift_id(form.gift):
            # Nor does it get into a batch, which others would be in as well.
            raise GiftUnknown
        if form.to is not None and not is_id(form.to):
            raise RecipientNotOnStage
        return Ask(
            sender_id=sender_id,
            room_id=room_id,
            host_id=host_id,
            recipient_id=form.to or host_id,
            catalogue_id=form.gift,
            count=form.count,
            price_coins=form.price_coins,
            key=form.key,
        )

    @property
    def count_max(self) -> int:
        """How many of a gift one command may send."""
        return self._count_max

    @property
    def combo_window_ms(self) -> int:
        """Within how many milliseconds the same gift again makes a combo go on."""
        return round(self._combo.total_seconds() * 1000)

    # Who gave most

    async def top_senders(self, room_id: str, account_id: str | None) -> list[TopSender]:
        """Who gave most in a room, for somebody who may watch it.

        Raises:
            NoSuchRoom, FollowersOnly, AdultsOnly: as they say.
        """
        await self._rooms.host_of(room_id, account_id)
        return await self._present(await self._board.top_senders(room_id, LISTED_MAX))

    async def totals(self, room_id: str, account_id: str) -> Mapping[str, int]:
        """How many gifts were sent in a room so far, and their diamonds; for its host.

        Raises:
            NoSuchRoom, NotTheHost: as they say.
        """
        if await self._rooms.host_of(room_id, account_id) != account_id:
            raise NotTheHost("Only the host can see what the gifts came to.")
        return await self._board.tally(room_id)

    async def top_senders_of_week(self, handle: str, week: str | None) -> WeekList:
        """Who gave most to the account of this handle in a week (ISO 8601, UTC); in this one if none is named.

        Raises:
            NoSuchAccount: nobody has this handle.
            WeekInvalid: this is none.
        """
        named = week_of(self._clock.now().date()) if week is None else check_week(week)
        recipient = (await self._accounts.profile(handle, viewer_id=None)).account
        async with self._database.read() as connection:
            found = await store.load_week_senders(connection, recipient.id, named, LISTED_MAX)
        cards = await self._accounts.cards([sender_id for sender_id, _ in found])
        senders = [TopSender(cards[sender_id], coins) for sender_id, coins in found if sender_id in cards]
        return WeekList(week=named, senders=await self._present(senders))

    async def _present(self, senders: list[TopSender]) -> list[TopSender]:
        present = await self._accounts.present([sender.account.id for sender in senders])
        return [sender for sender in senders if sender.account.id in present]

    # For its owner

    async def export(self, account_id: str) -> Mapping[str, object]:
        """What an account has sent and received, and how it spends, for its owner."""
        async with self._database.read() as connection:
            sent = await store.load_sent(connection, account_id)
            received = await store.load_received(connection, account_id)
        return {
            "sent": [_exported(row, with_id=row.recipient_id, name="to") for row in sent],
            "received": [
                {**_exported(row, with_id=row.sender_id, name="from"), "diamonds": row.diamonds} for row in received
            ],
            "spending": await self.spendings.of(account_id),
        }

    # A part of rooms

    @property
    def told_again(self) -> Collection[str]:
        """The top senders: viewers of a fast room are spared some of the gifts that they come from."""
        return ("top_senders",)

    async def load(self, room_id: str) -> TopSendersFold:
        """The top senders of a room so far."""
        return await self._board.load(room_id)

    async def tally(self, room_id: str) -> Mapping[str, int]:
        """How many gifts were sent in the room, and their diamonds."""
        return await self._board.tally(room_id)


def _exported(row: GiftRow, *, with_id: str, name: str) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        name: with_id,
        "room": row.room_id,
        "gift": row.catalogue_id,
        "count": row.count,
        "coins": row.coins,
        "is_taken_back": row.reversal_id is not None,
    }
