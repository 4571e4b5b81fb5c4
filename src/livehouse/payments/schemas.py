"""The bodies of requests and responses about the wallet, as the OpenAPI document shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from livehouse import accounts
from livehouse.accounts import AccountCardSchema
from livehouse.kernel import money
from livehouse.kernel.keys import KEY_MAX
from livehouse.ledger import Entry
from livehouse.payments import model, prices, service
from livehouse.payments.model import Dispute, PurchaseState, SandboxCheckout, SandboxState
from livehouse.payments.money_schemas import Allowed, Money
from livehouse.payments.provider import ProviderName
from livehouse.payments.provider_sandbox import Act, DisputeAct
from livehouse.payments.refunds import FoundPurchases, refundable

Cards = Mapping[str, accounts.AccountCard]
Language = Literal["en", "ja"]


class PackTax(BaseModel):
    """The tax that is inside a price."""

    name: str = Field(description="In the account's language; empty where there is none.")
    rate_bps: int = Field(description="Basis points: 1,900 are 19 %.")
    amount: Money
    is_included: Literal[True] = True


class Pack(BaseModel):
    """Coins to be bought together."""

    id: str
    coins: int
    price: Money = Field(description="With tax.")
    tax: PackTax

    @classmethod
    def of(cls, pack: prices.Pack, market: prices.Market, language: Language) -> "Pack":
        """The body that tells of `pack`."""
        tax = PackTax(
            name=market.tax.name(language), rate_bps=market.tax.rate_bps, amount=Money.of(market.tax_in(pack.price))
        )
        return cls(id=pack.id, coins=pack.coins, price=Money.of(pack.price), tax=tax)


class Wallet(BaseModel):
    """What one has, owes, and can buy."""

    coins: int
    debt_coins: int = Field(description="Coins that were spent and then refunded or charged back; 0 or more.")
    has_open_dispute: bool
    is_frozen: bool
    provider: ProviderName = Field(description="`sandbox` moves no money, and pages say so.")
    region: str = Field(description="Whose prices and taxes these are (ISO 3166-1 alpha-2).")
    may_buy: Allowed
    packs: list[Pack]

    @classmethod
    def of(cls, wallet: service.Wallet) -> "Wallet":
        """The body that tells of `wallet`."""
        return cls(
            coins=wallet.coins,
            debt_coins=wallet.debt_coins,
            has_open_dispute=wallet.has_open_dispute,
            is_frozen=wallet.is_frozen,
            provider=wallet.provider,
            region=wallet.account.region,
            may_buy=Allowed(**msgspec.structs.asdict(wallet.may_buy)),
            packs=[Pack.of(pack, wallet.market, wallet.account.language) for pack in wallet.market.packs],
        )


class PurchaseForm(BaseModel):
    """What one wants to buy."""

    model_config = ConfigDict(extra="forbid")

    pack: str = Field(max_length=40, description="A pack's id.")
    key: str = Field(
        max_length=KEY_MAX,
        description="A new one for each wish, 8 to 64 visible ASCII characters: sent again, it is the same purchase.",
    )


class Purchase(BaseModel):
    """Coins that one buys, or bought."""

    id: str
    pack: str
    coins: int
    total: Money = Field(description="With tax.")
    tax: Money = Field(description="The tax in it.")
    tax_name: str = Field(description="In the buyer's language; empty where there was none.")
    tax_rate_bps: int
    state: PurchaseState = Field(
        description="`open` until it is paid; `paid`; `expired` when the time to pay is over; `failed`."
    )
    refunded: Money = Field(description="What was paid back on request.")
    coins_taken_back: int = Field(description="What refunds and disputes have taken back, all together.")
    dispute: Dispute | None = Field(description="How a dispute stands at the buyer's bank, if there was one.")
    created_at: datetime
    paid_at: datetime | None
    checkout_url: str | None = Field(description="Where to pay, as long as it is open.")
    provider: ProviderName

    @classmethod
    def of(cls, purchase: model.Purchase) -> "Purchase":
        """The body that tells of `purchase`."""
        return cls(**_purchase(purchase))


def _purchase(purchase: model.Purchase) -> dict[str, Any]:
    return {
        "id": purchase.id,
        "pack": purchase.pack,
        "coins": purchase.coins,
        "total": Money.of(purchase.price),
        "tax": Money.of(money.Money(purchase.currency, purchase.tax)),
        "tax_name": purchase.tax_name,
        "tax_rate_bps": purchase.tax_rate_bps,
        "state": purchase.state,
        "refunded": Money.of(money.Money(purchase.currency, purchase.refunded)),
        "coins_taken_back": purchase.coins_taken_back,
        "dispute": purchase.dispute,
        "created_at": purchase.created_at,
        "paid_at": purchase.paid_at,
        "checkout_url": purchase.checkout_url if purchase.state == "open" else None,
        "provider": purchase.provider,
    }


class PurchaseList(BaseModel):
    """Purchases, newest first."""

    purchases: list[Purchase]
    next_before: str | None = Field(description="Give it as `before` for those before these; null at the first.")


class WalletGift(BaseModel):
    """The gift that a line of a wallet is about."""

    catalogue: str = Field(description="Which gift of the catalogue.")
    count: int
    to: AccountCardSchema | None = Field(description="Who got it.")
    room_id: str


class WalletEntry(BaseModel):
    """A line of a wallet."""

    sequence: int = Field(description="Counts up from 1 without gaps.")
    at: datetime
    kind: str = Field(
        description="`coins.bought`, `coins.granted`, `coins.taken_back`, `coins.given_back`, `gift.sent`, "
        "`gift.reversed`, `gift.restored` or `debt.settled`."
    )
    coins: int = Field(description="More than 0 came in, less went out.")
    balance_coins: int = Field(description="What the wallet came to.")
    gift: WalletGift | None
    purchase_id: str | None

    @classmethod
    def of(cls, entry: Entry, cards: Cards) -> "WalletEntry":
        """The body that tells of `entry`; `cards` are those of the people in it."""
        details = entry.details
        gift = None
        if "catalogue" in details and "room" in details:
            card = cards.get(str(details.get("recipient")))
            gift = WalletGift(
                catalogue=details["catalogue"],
                count=details.get("count", 1),
                to=None if card is None else AccountCardSchema.model_validate(card),
                room_id=details["room"],
            )
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            kind=entry.kind,
            coins=entry.amount,
            balance_coins=entry.balance,
            gift=gift,
            purchase_id=details.get("purchase"),
        )


class WalletHistory(BaseModel):
    """Lines of a wallet, newest first."""

    entries: list[WalletEntry]
    next_before: int | None = Field(description="Give it as `before` for those before these; null at the first.")

    @classmethod
    def of(cls, page: service.HistoryPage) -> "WalletHistory":
        """The body that tells of `page`."""
        return cls(entries=[WalletEntry.of(entry, page.cards) for entry in page.entries], next_before=page.next_before)


class SandboxCheckoutBody(BaseModel):
    """A payment in the sandbox, which moves no money."""

    id: str
    coins: int
    total: Money
    tax: Money
    state: SandboxState

    @classmethod
    def of(cls, checkout: SandboxCheckout, purchase: model.Purchase) -> "SandboxCheckoutBody":
        """The body that tells of `checkout`."""
        return cls(
            id=checkout.id,
            coins=purchase.coins,
            total=Money.of(purchase.price),
            tax=Money.of(money.Money(purchase.currency, purchase.tax)),
            state=checkout.state,
        )


class SandboxActForm(BaseModel):
    """What becomes of a payment in the sandbox."""

    model_config = ConfigDict(extra="forbid")

    act: Act


class SandboxActed(BaseModel):
    """What became of it."""

    state: SandboxState
    return_path: str = Field(description="Where the page goes on.")


class SandboxDisputeForm(BaseModel):
    """What the buyer's bank does, in the sandbox."""

    model_config = ConfigDict(extra="forbid")

    act: DisputeAct


class OperatedPurchase(Purchase):
    """A purchase as those who run the platform see it."""

    account: AccountCardSchema
    refundable: Money = Field(description="What may still be paid back.")

    @classmethod
    def seen(cls, purchase: model.Purchase, card: accounts.AccountCard) -> "OperatedPurchase":
        """The body that tells of `purchase`, bought by whom `card` shows."""
        return cls(
            **_purchase(purchase),
            account=AccountCardSchema.model_validate(card),
            refundable=Money.of(refundable(purchase)),
        )


class OperatedPurchaseList(BaseModel):
    """Purchases that were looked for, newest first."""

    purchases: list[OperatedPurchase]
    next_before: str | None = Field(description="Give it as `before` for those before these; null at the first.")

    @classmethod
    def of(cls, found: FoundPurchases) -> "OperatedPurchaseList":
        """The body that tells of `found`."""
        purchases = [OperatedPurchase.seen(purchase, found.cards[purchase.account_id]) for purchase in found.purchases]
        return cls(purchases=purchases, next_before=found.next_before)


class RefundForm(BaseModel):
    """What an operator pays back."""

    model_config = ConfigDict(extra="forbid")

    amount: int | None = Field(None, strict=True, description="In the smallest units; null for all that is left.")
    reason: str = Field(description="Why; it stays in the log for ever.")
    key: str = Field(max_length=KEY_MAX, description="A new one for each wish, 8 to 64 visible ASCII characters.")
