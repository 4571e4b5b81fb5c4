"""The bodies of requests and responses about earnings, payouts and freezes, as the OpenAPI document shows them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from livehouse import accounts
from livehouse.accounts import AccountCardSchema
from livehouse.kernel import money
from livehouse.kernel.keys import KEY_MAX
from livehouse.payments import earnings, freezes_store, payout_model, payouts
from livehouse.payments.money_schemas import Allowed, Money
from livehouse.payments.payout_model import PayoutState, RecipientState
from livehouse.payments.payout_provider_sandbox import SandboxAct
from livehouse.payments.payout_rules import RATE_DIAMONDS
from livehouse.payments.provider import ProviderName

Cards = Mapping[str, accounts.AccountCard]


class _Body(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class _Form(BaseModel):
    # What is not asked for is refused rather than dropped.
    model_config = ConfigDict(extra="forbid")


def _card(card: accounts.AccountCard | None) -> AccountCardSchema | None:
    return None if card is None else AccountCardSchema.model_validate(card)


# Earnings


class Rate(BaseModel):
    """What so many diamonds come to."""

    diamonds: int
    money: Money


class Maturing(BaseModel):
    """Diamonds that can be withdrawn from a day on."""

    on: date = Field(description="UTC; to the minute it is a week after the gift.")
    diamonds: int


class PayoutRecipient(BaseModel):
    """Where the host's money goes."""

    state: Literal["none"] | RecipientState = Field(
        description="`none` was set up yet; `onboarding` is not complete; `ready`; `restricted` until the provider has "
        "what it asks for; `closed`, so that it has to be set up anew."
    )
    requirements: list[str] = Field(description="What the provider still asks for, in its own words.")


def _allowed(may: payouts.MayWithdraw) -> Allowed:
    refusal = may.refusal
    if refusal is None:
        return Allowed(allowed=True, code=None, message=None, on=None)
    told = refusal.details.get("on")
    on = told if isinstance(told, date) else None if may.on is None else may.on.astimezone(UTC).date()
    return Allowed(allowed=False, code=refusal.code, message=refusal.message, on=on)


class Earnings(BaseModel):
    """Where the host's diamonds are, and what they are worth. The four parts sum to `diamonds`."""

    diamonds: int
    pending_diamonds: int = Field(description="Earned too lately to be withdrawn.")
    payout_diamonds: int = Field(description="Put aside for payouts that are not sent yet.")
    frozen_diamonds: int = Field(description="Kept by an operator for a while; nothing of them is lost.")
    withdrawable_diamonds: int
    currency: str
    rate: Rate
    worth: Money = Field(description="Of the withdrawable diamonds.")
    minimum: Money
    daily_maximum: Money
    left_today: Money = Field(description="Of the daily maximum, until midnight UTC.")
    review_above: Money = Field(description="A payout of more than this waits for an operator.")
    matures: list[Maturing] = Field(description="When the pending diamonds can be withdrawn, the first day first.")
    provider: ProviderName = Field(description="`sandbox` moves no money, and pages say so.")
    recipient: PayoutRecipient
    may_withdraw: Allowed

    @classmethod
    def of(cls, standing: payouts.Standing, provider: ProviderName) -> "Earnings":
        """The body that tells of `standing`."""
        position, terms, recipient = standing.position, standing.terms, standing.recipient

        def amount(minor_units: int) -> Money:
            return Money.of(money.Money(terms.currency, minor_units))

        return cls(
            diamonds=position.total,
            pending_diamonds=position.pending,
            payout_diamonds=position.in_payouts,
            frozen_diamonds=position.frozen,
            withdrawable_diamonds=position.withdrawable,
            currency=terms.currency,
            rate=Rate(diamonds=RATE_DIAMONDS, money=amount(terms.per_1000_diamonds)),
            worth=Money.of(standing.worth),
            minimum=amount(terms.minimum),
            daily_maximum=amount(terms.daily_maximum),
            left_today=Money.of(standing.left_today),
            review_above=amount(terms.review_above),
            matures=[Maturing(on=on, diamonds=diamonds) for on, diamonds in sorted(position.matures.items())],
            provider=provider,
            recipient=PayoutRecipient(
                state="none" if recipient is None else recipient.state,
                requirements=[] if recipient is None else list(recipient.requirements),
            ),
            may_withdraw=_allowed(standing.may_withdraw),
        )


class EarningsDay(BaseModel):
    """What one day (UTC) brought and took."""

    day: date
    diamonds: int = Field(description="Earned, and given again after they had been taken back.")
    gifts: int = Field(description="How many gifts were sent; each of a row of the same is one.")
    reversed_diamonds: int = Field(description="Taken back, as what they were paid with was refunded.")
    payout_diamonds: int = Field(description="Paid out, less what came back.")


class EarningsDays(BaseModel):
    """The last days, oldest first, each of them even if nothing happened."""

    days: list[EarningsDay]

    @classmethod
    def of(cls, days: list[earnings.EarningsDay]) -> "EarningsDays":
        """The body that tells of `days`."""
        return cls(
            days=[
                EarningsDay(
                    day=each.day,
                    diamonds=each.diamonds,
                    gifts=each.gifts,
                    reversed_diamonds=each.reversed,
                    payout_diamonds=each.payouts,
                )
                for each in days
            ]
        )


class EarnedGift(BaseModel):
    """The gift behind a line."""

    catalogue: str = Field(description="The id of what was given.")
    count: int
    coins: int = Field(description="What the sender paid for all of them.")
    share_bps: int = Field(description="The platform's share in basis points: 5,000 are a half.")
    sender: AccountCardSchema | None
    room_id: str | None


class EarningsEntry(BaseModel):
    """One line: what came or went, and why."""

    sequence: int
    at: datetime
    kind: str = Field(
        description="`gift.sent`, `gift.reversed`, `gift.restored`, `payout.sent` or `payout.returned`; later versions "
        "may have more."
    )
    diamonds: int = Field(description="Less than 0 if they went.")
    balance: int = Field(description="After it.")
    gift: EarnedGift | None
    payout_id: str | None
    withdrawable_at: datetime | None = Field(
        description="From when on these diamonds can be withdrawn, past or to come; null of what was "
        "never earned, or taken back."
    )
    is_reversed: bool = Field(description="Whether a later line takes it back.")

    @classmethod
    def of(cls, entry: earnings.EarningsEntry, cards: Cards) -> "EarningsEntry":
        """The body that tells of `entry`."""
        gift = None
        if entry.gift is not None:
            gift = EarnedGift(
                catalogue=entry.gift.catalogue,
                count=entry.gift.count,
                coins=entry.gift.coins,
                share_bps=entry.gift.share_bps,
                sender=_card(cards.get(entry.gift.sender_id or "")),
                room_id=entry.gift.room_id,
            )
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            kind=entry.kind,
            diamonds=entry.diamonds,
            balance=entry.balance,
            gift=gift,
            payout_id=entry.payout_id,
            withdrawable_at=entry.withdrawable_at,
            is_reversed=entry.is_reversed,
        )


class EarningsEntries(BaseModel):
    """Lines, newest first."""

    entries: list[EarningsEntry]
    next_before: int | None = Field(description="Give it as `before` for the lines before these; null at the first.")

    @classmethod
    def of(cls, page: earnings.EntriesPage) -> "EarningsEntries":
        """The body that tells of `page`."""
        entries = [EarningsEntry.of(entry, page.cards) for entry in page.entries]
        return cls(entries=entries, next_before=page.next_before)


class StatementMonth(_Body):
    """A month in UTC, in diamonds: `opening` and `gifts` less `reversed` less `payouts` is `closing`."""

    month: str = Field(description="As 2026-11.")
    opening: int
    gifts: int
    reversed: int
    payouts: int
    closing: int


class StatementMonths(BaseModel):
    """Every month from the first line to this one, newest first."""

    months: list[StatementMonth]


class Statement(StatementMonth):
    """A month and its lines, newest first."""

    entries: list[EarningsEntry]
    is_whole: bool = Field(
        description="False where there are more lines than are told here; `format=csv` has them all."
    )

    @classmethod
    def whole(cls, statement: earnings.Statement) -> "Statement":
        """The body that tells of `statement`."""
        return cls(
            **StatementMonth.model_validate(statement.month).model_dump(),
            entries=[EarningsEntry.of(entry, statement.cards) for entry in statement.entries],
            is_whole=statement.is_whole,
        )


# Payouts


class PayoutForm(_Form):
    """What somebody wants to withdraw."""

    diamonds: int = Field(
        strict=True,
        description="How many diamonds to turn into money. Those that make no whole minor unit stay with the host.",
    )
    key: str = Field(
        max_length=KEY_MAX,
        description="Idempotency key of the caller's own making, 8 to 64 visible ASCII characters: the same wish sent "
        "twice is one payout.",
    )


class Payout(BaseModel):
    """Diamonds that become money."""

    id: str
    diamonds: int
    amount: Money
    state: PayoutState = Field(
        description="`in_review` by an operator, `approved`, `sending`, `sent` to the provider, `paid` to the bank; or "
        "`refused` by an operator, `cancelled` by the host, `failed` at the provider, `returned` after it was sent. In "
        "the last four the diamonds are the host's again."
    )
    reason: str | None = Field(description="Why it was refused, failed or came back.")
    created_at: datetime
    decided_at: datetime | None
    paid_at: datetime | None

    @classmethod
    def of(cls, payout: payout_model.Payout) -> "Payout":
        """The body that tells of `payout`."""
        return cls(
            id=payout.id,
            diamonds=payout.diamonds,
            amount=Money.of(payout.money),
            state=payout.state,
            reason=payout.reason,
            created_at=payout.created_at,
            decided_at=payout.decided_at,
            paid_at=payout.paid_at,
        )


class PayoutList(BaseModel):
    """Payouts, newest first."""

    payouts: list[Payout]
    next_before: str | None = Field(description="Give it as `before` for those before these; null at the first.")


class PayoutSetup(BaseModel):
    """Where the host tells the provider who they are and where money shall go."""

    onboarding_url: str = Field(description="To be opened at once; it can be used once, for some minutes.")


class SandboxRecipient(BaseModel):
    """Somebody whom the sandbox would pay."""

    id: str
    state: RecipientState


class SandboxRecipientForm(_Form):
    """What happens to them."""

    act: SandboxAct = Field(
        description="`complete`: money can come; `restrict`: something is missing; `close`: for good."
    )


class SandboxRecipientDone(BaseModel):
    """How they stand then, and where the page leads back to."""

    state: RecipientState
    return_path: str


# For operators


class OperatedPayout(Payout):
    """A payout as those who run the platform see it."""

    account: AccountCardSchema
    decided_by: AccountCardSchema | None
    earned_total_diamonds: int = Field(description="All that the host ever earned and was not taken back.")
    flags: int = Field(description="Suspicious flows that are known of the host.")

    @classmethod
    def to(
        cls, payout: payout_model.Payout, cards: Cards, earned: Mapping[str, int], flags: Mapping[str, int]
    ) -> "OperatedPayout":
        """The body that tells of `payout`."""
        return cls(
            **dict(Payout.of(payout)),
            account=AccountCardSchema.model_validate(cards[payout.account_id]),
            decided_by=_card(cards.get(payout.decided_by or "")),
            earned_total_diamonds=earned.get(payout.account_id, 0),
            flags=flags.get(payout.account_id, 0),
        )


class OperatedPayoutList(BaseModel):
    """Payouts: those in review the oldest first, others the newest first."""

    payouts: list[OperatedPayout]
    next_before: str | None = Field(description="Give it as `before` for the next ones; null at the end.")


class PayoutDecisionForm(_Form):
    """What an operator decides about a payout."""

    grant: bool
    reason: str = Field("", description="Why; the host reads it. A refusal must have one.")


class FreezeForm(_Form):
    """Why somebody's money is frozen, or free again."""

    reason: str = Field(description="For operators; it stays in the log for ever.")


class Freeze(BaseModel):
    """Somebody's money that stays where it is, or stayed."""

    id: str
    account: AccountCardSchema
    reason: str
    frozen_at: datetime
    frozen_by: AccountCardSchema | None = Field(description="Null for the command line.")
    held_diamonds: int = Field(description="Put aside in the books at present.")
    lifted_at: datetime | None
    lifted_by: AccountCardSchema | None
    lift_reason: str | None

    @classmethod
    def of(cls, freeze: freezes_store.Freeze, cards: Cards) -> "Freeze":
        """The body that tells of `freeze`."""
        return cls(
            id=freeze.id,
            account=AccountCardSchema.model_validate(cards[freeze.account_id]),
            reason=freeze.reason,
            frozen_at=freeze.frozen_at,
            frozen_by=_card(cards.get(freeze.frozen_by or "")),
            held_diamonds=freeze.held,
            lifted_at=freeze.lifted_at,
            lifted_by=_card(cards.get(freeze.lifted_by or "")),
            lift_reason=freeze.lift_reason,
        )


class FreezeList(BaseModel):
    """Freezes, newest first."""

    freezes: list[Freeze]
    next_before: str | None = Field(description="Give it as `before` for those before these; null at the end.")
