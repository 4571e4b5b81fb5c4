"""Accounts: making them, finding them, their profiles, and who follows whom."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from livehouse.accounts import follow_store, rules, search_store, store
from livehouse.accounts.audience import Audience
from livehouse.accounts.events import AccountChanged, AccountFollowed, AccountSignedUp, AccountUnfollowed
from livehouse.accounts.genuine import GenuineFollowers
from livehouse.accounts.model import (
    Account,
    AccountCard,
    AccountPage,
    EmailTaken,
    HandleTaken,
    Language,
    ListedAccount,
    NewAccount,
    NoSuchAccount,
    OperatorsOnly,
    OwnAccount,
    Profile,
    ProfileLink,
)
from livehouse.accounts.password_policy import check_password
from livehouse.accounts.passwords import Passwords
from livehouse.accounts.profile_rules import check_links, check_topics, make_cursor, read_cursor
from livehouse.config import Settings
from livehouse.kernel.clock import Clock
from livehouse.kernel.ids import Ids, is_id
from livehouse.kernel.text import clean_line, clean_text
from livehouse.platform.database import Database, Transaction
from livehouse.platform.limits import RateLimitItemPerHour, RateLimitItemPerMinute, RateLimits, network_of
from livehouse.platform.networks import Networks
from livehouse.platform.recent_reads import RecentReads
from livehouse.platform.steps import Step

# A card changes rarely and is needed with every comment.
CARDS_TTL_S: Final = 30.0
CARDS_MAX: Final = 20_000


class Accounts:
    """What can be done with accounts; sessions, avatars and what people do with their own have services of their own.

    Args:
        networks: hashes the network from which an account is made; if None, that is not kept.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        ids: Ids,
        passwords: Passwords,
        limits: RateLimits,
        networks: Networks | None = None,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._ids = ids
        self._passwords = passwords
        self._limits = limits
        self._networks = networks
        self._sign_up_limit = RateLimitItemPerHour(settings.sign_up_per_hour)
        self._handle_limit = RateLimitItemPerMinute(settings.handle_checks_per_minute)
        self._cards: RecentReads[str, AccountCard] = RecentReads(clock, ttl_s=CARDS_TTL_S, entries_max=CARDS_MAX)
        self.audience = Audience(
            database, clock, is_confirmation_possible=settings.smtp_url is not None or settings.show_outbox
        )
        self._operator_guards: list[Callable[[str], Awaitable[None]]] = []

    def guard_operators(self, check: Callable[[str], Awaitable[None]]) -> None:
        """Let a slice above refuse operators: what `check(account_id)` raises keeps the operator from operating."""
        self._operator_guards.append(check)

    async def create(self, new: NewAccount) -> Account:
        """Make an account, from the command line or the demo: by the same rules, without limits.

        Its e-mail address counts as confirmed: whoever makes accounts for others vouches for it.

        Raises:
            BadInput: one of its subclasses, naming the field.
            HandleTaken, EmailTaken: somebody has it.
        """

        async def admit() -> None:
            return

        return await self._create(new, admit, confirmed_at=self._clock.now())

    async def sign_up(
        self, new: NewAccount, *, address: str, origin: str = "", browser_key: str | None = None
    ) -> Account:
        """Make an account for somebody at `address`. Emits `AccountSignedUp`.

        Args:
            new: what was typed.
            address: where the person is in the network.
            origin: the address of the platform as the person sees it.
            browser_key: what their browser is known by as a viewer.

        Raises:
            TooFast: `sign_up_per_hour` is reached. Hearing that an e-mail address is taken counts as well, so that
                nobody can learn of many addresses whether they are known here.
            And what `create` raises.
        """
        limit, keys = self._sign_up_limit, ("sign-up", network_of(address))
        message = "Many accounts were made from your network in the last hour. Try again later."

        async def admit() -> None:
            await self._limits.hit(limit, *keys, message=message)

        await self._limits.check(limit, *keys, message=message)
        network = None if self._networks is None else self._networks.hash(address)
        return await self._create(new, admit, network=network, origin=origin, browser_key=browser_key)

    async def _create(
        self,
        new: NewAccount,
        admit: Callable[[], Awaitable[None]],
        *,
        confirmed_at: datetime | None = None,
        network: str | None = None,
        origin: str = "",
        browser_key: str | None = None,
    ) -> Account:
        settings = self._settings
        now = self._clock.now()
        if not new.accept_terms:
            raise rules.TermsNotAccepted("Accept the terms to have an account here.", field="accept_terms")
        handle = self._check_spelling(new.handle)
        email = rules.check_email(new.email)
        password = check_password(
            new.password,
            length_min=settings.password_min,
            length_max=settings.password_max,
            handle=handle,
            email=email,
        )
        birth_date = rules.check_birth_date(new.birth_date, today=now.date(), age_min=settings.account_age_min)
        region = rules.check_region(new.region)
        nickname = handle
        if new.nickname is not None and new.nickname.strip():
            nickname = clean_line(new.nickname, graphemes_max=settings.nickname_max, field="nickname")
        # Asked before the costly hash; the database has the last word when two are equally fast.
        async with self._database.read() as connection:
            is_handle_taken, is_email_taken = await store.find_taken(
                connection, handle=handle, email=email, kept_since=self._handles_kept_since()
            )
        if is_handle_taken:
            raise HandleTaken
        if is_email_taken:
            await admit()
            raise EmailTaken
        async with self._passwords.turn() as turn:
            await admit()
            password_hash = await turn.hash(password)
        account = Account(
            id=self._ids.new(),
            handle=handle,
            email=email,
            nickname=nickname,
            bio="",
            birth_date=birth_date,
            region=region,
            avatar_id=None,
            followers=0,
            following=0,
            created_at=now,
            email_confirmed_at=confirmed_at,
            language=new.language or "en",
            sign_up_network=network,
        )
        async with self._database.transaction() as tx:
            await store.insert_account(tx, account, password_hash)
            tx.emit(AccountChanged(account_id=account.id))
            if confirmed_at is None:
                tx.emit(AccountSignedUp(account_id=account.id, origin=origin, browser_key=browser_key))
        return account

    async def check_handle(self, handle: str, *, address: str) -> None:
        """Let through a handle under which somebody at `address` could make an account now.

        Raises:
            HandleInvalid, HandleReserved, HandleTaken: nobody could.
            TooFast: `handle_checks_per_minute` is reached.
        """
        message = "Many handles were asked for from your network in the last minute. Wait a little, then try again."
        await self._limits.hit(self._handle_limit, "handle", network_of(address), message=message)
        spelled = self._check_spelling(handle)
        async with self._database.read() as connection:
            if await store.find_by_handle(connection, spelled) is not None or await store.is_kept(
                connection, spelled, kept_since=self._handles_kept_since(), for_account_id=None
            ):
                raise HandleTaken

    def _handles_kept_since(self) -> datetime:
        return self._clock.now() - timedelta(days=self._settings.old_handle_days)

    def _check_spelling(self, handle: str) -> str:
        settings = self._settings
        return rules.check_handle(handle, length_min=settings.handle_min, length_max=settings.handle_max)

    async def access_account(self, account_id: str) -> Account:
        """The account of this id.

        Raises:
            NoSuchAccount: there is none.
        """
        found = await self._database.ask(store.find_by_ids([account_id])) if is_id(account_id) else []
        if not found:
            raise NoSuchAccount
        return found[0].at(self._clock.now())

    async def find_accounts(self, account_ids: Iterable[str], *together_with: Step[Any]) -> dict[str, Account]:
        """These accounts, by id; unknown ids are left out. What else is to be read is read in the same visit."""
        wanted = set(account_ids)
        if not wanted and not together_with:
            return {}
        now = self._clock.now()
        found = await self._database.ask(store.find_by_ids(wanted), *together_with)
        return {account.id: account.at(now) for account in found}

    async def access_operator(self, account_id: str) -> Account:
        """The account of this id, if it is an operator's.

        Raises:
            NoSuchAccount: there is none.
            OperatorsOnly: it is not.
            And what the guards raise.
        """
        account = await self.access_account(account_id)
        if not account.is_operator:
            raise OperatorsOnly
        for check in self._operator_guards:
            await check(account_id)
        return account

    async def access_by_handle(self, handle: str) -> Account:
        """The account that has this handle or had it last, in any case, with or without @.

        Raises:
            NoSuchAccount: there is none.
        """
        account = await self.find_by_handle(handle)
        if account is None:
            raise NoSuchAccount
        return account

    async def find_by_handle(self, handle: str) -> Account | None:
        """The account that has this handle or had it last, in any case, with or without @."""
        readable, _ = rules.read_login(handle)
        if readable is None:
            return None
        async with self._database.read() as connection:
            account = await store.find_by_handle(connection, readable)
            if account is None:
                account = await store.find_by_old_handle(connection, readable)
        return None if account is None else account.at(self._clock.now())

    async def _access_present(self, handle: str) -> Account:
        """Like `access_by_handle`, for those who look at it: an account that is being deleted is gone for them."""
        account = await self.access_by_handle(handle)
        if account.is_leaving:
            raise NoSuchAccount
        return account

    async def search(self, query: str, *, accounts_max: int) -> list[Account]:
        """The accounts that `query` may mean, for operators, the best match first: by handle, name, address or id."""
        async with self._database.read() as connection:
            found = await search_store.find_ids(connection, query.strip(), accounts_max)
            accounts = [await store.find_by_id(connection, account_id) for account_id in found]
        now = self._clock.now()
        return [account.at(now) for account in accounts if account is not None]

    async def operators(self) -> list[Account]:
        """Those who run the platform."""
        async with self._database.read() as connection:
            return await store.read_operators(connection)

    async def set_operator(self, tx: Transaction, account_id: str, *, is_operator: bool) -> None:
        """Let somebody run the platform, or no longer, together with what else `tx` does."""
        await store.set_operator(tx, account_id, is_operator=is_operator)

    async def card(self, account_id: str) -> AccountCard:
        """What others see of an account; remembered for a while.

        Raises:
            NoSuchAccount: there is none.
        """

        async def read() -> AccountCard | None:
            return (await self._database.ask(store.cards_of([account_id]))).get(account_id)

        card = await self._cards.get(account_id, read)
        if card is None:
            raise NoSuchAccount
        return card

    async def cards(self, account_ids: Iterable[str]) -> dict[str, AccountCard]:
        """What others see of these accounts, by id; unknown ids are left out."""
        wanted = set(account_ids)
        if not wanted:
            return {}

        async def read(unknown: Collection[str]) -> dict[str, AccountCard]:
            return await self._database.ask(store.cards_of(unknown))

        return await self._cards.get_many(wanted, read)

    async def present(self, account_ids: Iterable[str]) -> set[str]:
        """Those of the accounts whom others may see: an account that is being deleted is gone for them."""
        wanted = set(account_ids)
        if not wanted:
            return set()
        async with self._database.read() as connection:
            return await store.read_present(connection, wanted)

    async def profile(self, handle: str, *, viewer_id: str | None) -> Profile:
        """An account as `viewer_id` sees it.

        Raises:
            NoSuchAccount: there is none.
        """
        account = await self._access_present(handle)
        is_followed = viewer_id is not None and await self.is_following(viewer_id, account.id)
        return Profile(account, is_followed=is_followed, is_me=viewer_id == account.id)

    async def update_profile(
        self,
        account_id: str,
        *,
        nickname: str | None = None,
        bio: str | None = None,
        topics: Sequence[str] | None = None,
        links: Sequence[ProfileLink] | None = None,
        language: Language | None = None,
    ) -> Account:
        """Change what is given, and nothing else.

        Raises:
            TextTooLong, TextMissing, TopicsInvalid, LinksInvalid: naming the field.
        """
        settings = self._settings
        changes: dict[str, object] = {}
        if nickname is not None:
            changes["nickname"] = clean_line(nickname, graphemes_max=settings.nickname_max, field="nickname")
        if bio is not None:
            changes["bio"] = clean_text(bio, graphemes_max=settings.bio_max, field="bio", required=False)
        if topics is not None:
            changes["topics"] = check_topics(topics, offered=settings.topic_ids, count_max=settings.profile_topics_max)
        if links is not None:
            checked = check_links(
                links,
                count_max=settings.profile_links_max,
                label_max=settings.link_label_max,
                url_length_max=settings.link_url_max,
            )
            changes["links"] = msgspec.to_builtins(checked)
        if language is not None:
            changes["language"] = language
        if changes:
            async with self._database.transaction() as tx:
                await store.update_profile(tx, account_id, changes)
                tx.emit(AccountChanged(account_id=account_id))
            self.forget_card(account_id)
        return await self.access_account(account_id)

    def forget_card(self, account_id: str) -> None:
        """What the card shows was changed."""
        self._cards.forget(account_id)

    async def follow(self, follower_id: str, handle: str) -> Profile:
        """Follow; nothing happens if it was so already. Emits `AccountFollowed`.

        Raises:
            NoSuchAccount: nobody has this handle.
            OwnAccount: it is the follower's own.
        """
        followee = await self._access_present(handle)
        if followee.id == follower_id:
            raise OwnAccount("You cannot follow yourself.")
        now = self._clock.now()
        async with self._database.transaction() as tx:
            if await store.add_follow(tx, follower_id, followee.id, now):
                await follow_store.count_mutual(tx, follower_id, followee.id, 1)
                tx.emit(AccountFollowed(follower_id=follower_id, followee_id=followee.id, at=now))
        return await self.profile(followee.handle, viewer_id=follower_id)

    async def unfollow(self, follower_id: str, handle: str) -> Profile:
        """Stop following; nothing happens if it was so already. Emits `AccountUnfollowed`.

        Raises:
            NoSuchAccount: nobody has this handle.
        """
        followee = await self.access_by_handle(handle)
        async with self._database.transaction() as tx:
            if await store.remove_follow(tx, follower_id, followee.id):
                await follow_store.count_mutual(tx, follower_id, followee.id, -1)
                tx.emit(AccountUnfollowed(follower_id=follower_id, followee_id=followee.id, at=self._clock.now()))
        return await self.profile(followee.handle, viewer_id=follower_id)

    async def is_following(self, follower_id: str, followee_id: str) -> bool:
        """Whether the one follows the other."""
        async with self._database.read() as connection:
            return await store.is_following(connection, follower_id, followee_id)

    async def followers(self, handle: str, *, viewer_id: str | None, cursor: str | None = None) -> AccountPage:
        """Who follows the account, the newest first, as `viewer_id` sees them.

        Raises:
            NoSuchAccount: nobody has this handle.
            BadInput: the cursor is none of ours.
        """
        return await self._follows(handle, viewer_id, cursor, followers=True)

    async def following(self, handle: str, *, viewer_id: str | None, cursor: str | None = None) -> AccountPage:
        """Whom the account follows; like `followers`."""
        return await self._follows(handle, viewer_id, cursor, followers=False)

    async def _follows(self, handle: str, viewer_id: str | None, cursor: str | None, *, followers: bool) -> AccountPage:
        account = await self._access_present(handle)
        after = None if cursor is None else read_cursor(cursor)
        limit = self._settings.follows_listed
        async with self._database.read() as connection:
            found = await store.read_follows(connection, account.id, followers=followers, after=after, limit=limit + 1)
            cards = [card for card, _ in found[:limit]]
            followed = (
                set()
                if viewer_id is None
                else await store.find_followed(connection, viewer_id, [card.id for card in cards])
            )
        listed = [ListedAccount(card, is_followed=card.id in followed, is_me=card.id == viewer_id) for card in cards]
        last = found[limit - 1] if len(found) > limit else None
        return AccountPage(listed, None if last is None else make_cursor(last[1], last[0].id))

    async def following_ids(self, account_id: str, *together_with: Step[Any]) -> set[str]:
        """Whom the account follows; what else is to be read is read in the same visit to the database."""
        return await self._database.ask(store.following_ids_of(account_id), *together_with)

    async def followers_after(
        self, account_id: str, after: tuple[datetime, str] | None, *, followers_max: int
    ) -> list[tuple[datetime, str]]:
        """Since when, and who follows the account, the oldest first, after the place that `after` names.

        However many there are, a part of them costs no more than the first one did.
        """
        async with self._database.read() as connection:
            return await follow_store.read_followers_after(connection, account_id, after, followers_max)

    async def ids_after(self, account_id: str | None, accounts_max: int) -> list[str]:
        """The ids of accounts that others may see and that were made after this one, in their order."""
        async with self._database.read() as connection:
            return await store.read_ids_after(connection, account_id, accounts_max)

    async def followers_gained(self, account_id: str, since: datetime, until: datetime) -> int:
        """How many of the present followers came from `since` to before `until`."""
        async with self._database.read() as connection:
            return await store.count_followers_gained(connection, account_id, since, until)

    async def genuine_followers(self, account_id: str) -> GenuineFollowers:
        """How many of the account's followers look like people, and why the others do not count.

        Of now up to 5,000 followers, past it at most a minute old.

        Raises:
            NoSuchAccount: there is no such account.
        """
        account = await self.access_account(account_id)
        return await self.audience.genuine_followers(account_id, account.followers)
