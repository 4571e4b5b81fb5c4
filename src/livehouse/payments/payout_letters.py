"""What mails about payouts say, in English and Japanese. Pure."""

from typing import Final, Literal

from livehouse.accounts import Account
from livehouse.payments.letters import SANDBOX_MARK
from livehouse.payments.payout_model import Payout
from livehouse.platform.mail import Mail

Kind = Literal["paid", "refused", "failed", "returned", "called_off"]
PAGE: Final = "/earnings"

# {amount} is what was to be paid, {diamonds} what it took, {reason} a sentence, {link} the page of one's earnings.
_LETTERS: Final[dict[Kind, dict[Literal["en", "ja"], tuple[str, ...]]]] = {
    "paid": {
        "en": (
            "{amount} is with your bank",
            "your payout of {amount} ({diamonds} diamonds) was paid. Your bank may take a day or two to show it.",
            "{link}",
        ),
        "ja": (
            "{amount} を送金しました",
            "{amount}({diamonds} ダイヤ)の出金が完了しました。口座に表示されるまで 1〜2 日かかることがあります。",
            "{link}",
        ),
    },
    "refused": {
        "en": (
            "Your payout was refused",
            "the people who run {platform} have refused your payout of {amount}. The reason:",
            "{reason}",
            "Your {diamonds} diamonds are yours again:",
            "{link}",
        ),
        "ja": (
            "出金が承認されませんでした",
            "{amount} の出金は {platform} の運営者に承認されませんでした。理由:",
            "{reason}",
            "{diamonds} ダイヤは手元に戻りました。",
            "{link}",
        ),
    },
    "failed": {
        "en": (
            "Your payout could not be made",
            "your payout of {amount} could not be made. The payment provider says:",
            "{reason}",
            "Your {diamonds} diamonds are yours again. Look at your payment account, then try again:",
            "{link}",
        ),
        "ja": (
            "出金できませんでした",
            "{amount} の出金ができませんでした。決済会社からの説明:",
            "{reason}",
            "{diamonds} ダイヤは手元に戻りました。受取口座を確認して、もう一度お試しください。",
            "{link}",
        ),
    },
    "returned": {
        "en": (
            "Your payout came back",
            "your payout of {amount} came back. The payment provider says:",
            "{reason}",
            "Your {diamonds} diamonds are yours again. Look at your bank account, then try again:",
            "{link}",
        ),
        "ja": (
            "出金が差し戻されました",
            "{amount} の出金が差し戻されました。決済会社からの説明:",
            "{reason}",
            "{diamonds} ダイヤは手元に戻りました。銀行口座を確認して、もう一度お試しください。",
            "{link}",
        ),
    },
    "called_off": {
        "en": (
            "Your payout was called off",
            "your payout of {amount} was not sent. The reason:",
            "{reason}",
            "What is left of its {diamonds} diamonds is yours again. You can withdraw it as before:",
            "{link}",
        ),
        "ja": (
            "出金が中止されました",
            "{amount} の出金は送金されませんでした。理由:",
            "{reason}",
            "{diamonds} ダイヤのうち残った分は手元に戻りました。これまでどおり出金できます。",
            "{link}",
        ),
    },
}
# What a payout that is called off says of it on the host's page, in the host's language.
CALLED_OFF: Final[dict[Literal["en", "ja"], str]] = {
    "en": "Gifts in it were taken back, as what they were paid with was refunded or disputed.",
    "ja": "含まれていたギフトの代金が返金または異議申し立てされ、ギフトが取り消されました。",
}
_GREETINGS: Final[dict[Literal["en", "ja"], str]] = {"en": "Hello @{handle},", "ja": "@{handle} さん"}


def write_letter(kind: Kind, account: Account, payout: Payout, *, platform: str, base: str) -> Mail:
    """The letter of this kind to the host, in their language; `base` is what links begin with."""
    subject, *paragraphs = _LETTERS[kind][account.language]
    words = {
        "platform": platform,
        "handle": account.handle,
        "amount": str(payout.money),
        "diamonds": f"{payout.diamonds:,}",
        "reason": payout.reason or "",
        "link": f"{base}{PAGE}",
    }
    mark = [SANDBOX_MARK[account.language]] if payout.provider == "sandbox" else []
    text = "\n\n".join((_GREETINGS[account.language], *paragraphs, *mark, "{platform}\n")).format(**words)
    return Mail(to=account.email, subject=f"{subject.format(**words)} · {platform}", text=text)
