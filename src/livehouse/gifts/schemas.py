"""The bodies of requests and responses about gifts, as the OpenAPI document shows them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.gifts import catalogue, events, spendings
from livehouse.gifts.events import Tier

# Whole numbers are taken only as such: neither 1.0 nor "1" nor true.
Whole = Annotated[int, Field(strict=True)]


class _Body(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GiftName(_Body):
    """What a gift is called."""

    en: str
    ja: str


class CatalogueGift(_Body):
    """A gift that can be sent."""

    id: str
    name: GiftName
    tier: Tier
    price_coins: int
    art: str = Field(description="Which picture and animation.")
    is_active: bool = Field(description="Whether it is offered; one that is not cannot be sent.")
    position: int = Field(description="Its place among the others, ascending.")


class Catalogue(_Body):
    """Everything that can be sent, in its order; also what is not offered any more, for those who look back."""

    gifts: list[CatalogueGift]
    combo_window_ms: int = Field(description="Within so long the same gift again makes a combo go on.")
    count_max: int = Field(description="How many of a gift can be sent at once.")


class GiftTotals(_Body):
    """What the gifts of a LIVE came to so far."""

    gifts: int = Field(description="Each of a row of the same counted.")
    diamonds: int = Field(description="For the host and for guests.")


class Combo(_Body):
    """A row of the same gift."""

    id: str
    count: int = Field(description="How many it had with this gift.")


class Gift(_Body):
    """A gift that was sent and paid."""

    id: str
    catalogue: CatalogueGift = Field(description="The gift as it was then.")
    sender: AccountCardSchema
    recipient: AccountCardSchema
    is_to_host: bool
    count: int
    coins: int = Field(description="What all of them cost.")
    combo: Combo
    at: datetime
    sender_coins: int = Field(description="All that its sender has given in this room with it.")


class GiftSentResult(_Body):
    """The gift as everybody gets it."""

    gift: Gift
    balance_coins: int = Field(description="What its sender had left after it.")


class SendGift(BaseModel):
    """A gift to be sent."""

    model_config = ConfigDict(extra="forbid")

    gift: str = Field(max_length=64, description="The catalogue's id.")
    count: Whole = Field(1, description="1 to `count_max` of the catalogue.")
    price_coins: Whole = Field(description="What the sender saw one of them cost.")
    to: str | None = Field(None, max_length=64, description="A guest on the stage; null is the host.")
    key: str = Field(
        max_length=200,
        description="Made anew for each gift, 8 to 64 visible ASCII characters: the same again charges once.",
    )

    def command(self) -> events.SendGift:
        """The same as the channel carries it."""
        return events.SendGift(gift=self.gift, price_coins=self.price_coins, key=self.key, count=self.count, to=self.to)


class TopSender(_Body):
    """Who gave how many coins."""

    account: AccountCardSchema
    coins: int


class TopSenders(_Body):
    """Who gave most in a LIVE, 50 at most."""

    senders: list[TopSender]


class WeekOfSenders(_Body):
    """Who gave most to somebody in a week, 50 at most."""

    week: str = Field(description="As `2026-W47` (ISO 8601), in UTC.")
    senders: list[TopSender]


class PendingLimits(_Body):
    """The limits that will hold."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    coins_a_day: int | None
    coins_a_month: int | None
    since: datetime = Field(serialization_alias="from", description="From when on.")


class MaySend(_Body):
    """Whether one may send gifts at all."""

    allowed: bool
    code: str | None
    message: str | None = Field(description="Why not, in a sentence.")
    on: date | None = Field(description="The day from which one may, where it is a matter of age.")


class Spending(_Body):
    """What one has spent on gifts, and the limits that one has set oneself."""

    coins_today: int = Field(description="Today, in UTC.")
    coins_month: int = Field(description="This month, in UTC.")
    coins_a_day: int | None = Field(description="The limit; null is none.")
    coins_a_month: int | None = Field(description="The limit; null is none.")
    pending: PendingLimits | None = Field(description="What will hold instead, where a limit was raised.")
    cooling_off_until: datetime | None = Field(description="Until when no gifts can be sent after a leap.")
    may_send: MaySend

    @classmethod
    def of(cls, spending: spendings.Spending) -> "Spending":
        """The body that tells of `spending`."""
        return cls.model_validate(spending)


class LimitsForm(BaseModel):
    """How many coins may go a day and a month; null is no limit."""

    model_config = ConfigDict(extra="forbid")

    coins_a_day: Whole | None
    coins_a_month: Whole | None


class OperatedGift(CatalogueGift):
    """A gift as operators see it."""

    sent_count: int = Field(description="How many were sent; those that were taken back are not among them.")
    sent_coins: int

    @classmethod
    def of(cls, sold: catalogue.SoldGift) -> "OperatedGift":
        """The body that tells of `sold`."""
        gift = CatalogueGift.model_validate(sold.gift)
        return cls(**gift.model_dump(), sent_count=sold.sent_count, sent_coins=sold.sent_coins)


class OperatedGifts(BaseModel):
    """The whole catalogue, in its order."""

    gifts: list[OperatedGift]


class GiftNameForm(BaseModel):
    """What a gift is called."""

    model_config = ConfigDict(extra="forbid")

    en: str
    ja: str

    def name(self) -> events.GiftName:
        """The same for the catalogue."""
        return events.GiftName(self.en, self.ja)


class GiftForm(BaseModel):
    """A new gift."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(description="Lower-case letters, digits and underscores; it stays for ever.")
    name: GiftNameForm
    tier: Tier
    price_coins: Whole = Field(description="1 to 30,000.")
    art: str
    position: Whole = 0

    def gift(self) -> events.CatalogueGift:
        """The same for the catalogue."""
        return events.CatalogueGift(
            id=self.id,
            name=self.name.name(),
            tier=self.tier,
            price_coins=self.price_coins,
            art=self.art,
            is_active=True,
            position=self.position,
        )


class GiftChanges(BaseModel):
    """What is to be different about a gift; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: GiftNameForm | None = None
    tier: Tier | None = None
    price_coins: Whole | None = Field(None, description="For gifts that are sent from now on.")
    art: str | None = None
    position: Whole | None = None
    is_active: bool | None = None

    def changes(self) -> catalogue.GiftChanges:
        """The same for the catalogue."""
        return catalogue.GiftChanges(
            name=None if self.name is None else self.name.name(),
            tier=self.tier,
            price_coins=self.price_coins,
            art=self.art,
            position=self.position,
            is_active=self.is_active,
        )
