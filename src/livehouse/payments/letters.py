"""Receipts, and what else people are told of their payments, in English and Japanese. Pure."""

from datetime import datetime
from typing import Final, Literal

from livehouse.accounts import Account
from livehouse.kernel.money import Money
from livehouse.payments.model import Purchase
from livehouse.platform.mail import Mail

Kind = Literal["bought", "taken_back", "given_back"]
Language = Literal["en", "ja"]

_SUBJECTS: Final[dict[Kind, dict[Language, str]]] = {
    "bought": {"en": "Receipt for {coins:,} coins", "ja": "{coins:,} コインの領収書"},
    "taken_back": {"en": "Your payment was paid back", "ja": "お支払いが返金されました"},
    "given_back": {"en": "Your coins are back", "ja": "コインが戻りました"},
}
_GREETINGS: Final[dict[Language, str]] = {"en": "Hello @{handle},", "ja": "@{handle} さん"}
_OPENINGS: Final[dict[Kind, dict[Language, str]]] = {
    "bought": {"en": "thank you. This is your receipt.", "ja": "ご購入ありがとうございます。領収書をお送りします。"},
    "taken_back": {
        "en": "all or a part of this payment went back to you, and its coins were taken back. Coins that are spent "
        "already are a debt, which your next coins pay.",
        "ja": "このお支払いの全部または一部が返金され、その分のコインが差し引かれました。"
        "すでに使われたコインは不足分として残り、次に購入したコインから差し引かれます。",
    },
    "given_back": {
        "en": "this payment stands again, and its coins are back in your wallet, less what you owed.",
        "ja": "このお支払いは有効に戻り、コインをウォレットに戻しました。不足分がある場合は先に差し引かれています。",
    },
}
SANDBOX_MARK: Final[dict[Language, str]] = {
    "en": "SANDBOX: this platform takes no real payments. No money was moved.",
    "ja": "サンドボックス：このプラットフォームでは実際の支払いは行われません。お金は動いていません。",
}
_LABELS: Final[dict[str, dict[Language, str]]] = {
    "number": {"en": "Number", "ja": "番号"},
    "date": {"en": "Date", "ja": "日付"},
    "coins": {"en": "Coins", "ja": "コイン"},
    "net": {"en": "Net", "ja": "税抜金額"},
    "total": {"en": "Total", "ja": "合計"},
    "back": {"en": "Paid back", "ja": "返金額"},
    "coins_back": {"en": "Coins taken back", "ja": "差し引かれたコイン"},
}


def write_receipt(kind: Kind, account: Account, purchase: Purchase, *, platform: str, at: datetime) -> Mail:
    """The letter of this kind about `purchase`, in the person's language; times are in UTC."""
    language = account.language
    net = Money(purchase.currency, purchase.total - purchase.tax)
    rows = [
        (_LABELS["number"][language], purchase.id),
        (_LABELS["date"][language], f"{at:%Y-%m-%d %H:%M} UTC"),
        (_LABELS["coins"][language], f"{purchase.coins:,}"),
    ]
    if purchase.tax_rate_bps > 0:
        whole, rest = divmod(purchase.tax_rate_bps, 100)
        rate = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
        rows.append((_LABELS["net"][language], str(net)))
        rows.append((f"{purchase.tax_name} ({rate} %)", str(Money(purchase.currency, purchase.tax))))
    rows.append((_LABELS["total"][language], str(purchase.price)))
    if kind != "bought":
        rows.append((_LABELS["back"][language], str(Money(purchase.currency, purchase.money_taken_back))))
        rows.append((_LABELS["coins_back"][language], f"{purchase.coins_taken_back:,}"))
    paragraphs = [
        _GREETINGS[language].format(handle=account.handle),
        _OPENINGS[kind][language],
        *([SANDBOX_MARK[language]] if purchase.provider == "sandbox" else []),
        "\n".join(f"{label}: {value}" for label, value in rows),
        f"{purchase.origin}/wallet?purchase={purchase.id}",
        f"{platform}\n",
    ]
    subject = _SUBJECTS[kind][language].format(coins=purchase.coins)
    return Mail(to=account.email, subject=f"{subject} · {platform}", text="\n\n".join(paragraphs))
