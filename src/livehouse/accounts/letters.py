"""What mails about accounts say, in English and Japanese. Pure."""

from datetime import datetime
from typing import Final, Literal

import msgspec

from livehouse.accounts.model import Account, Language
from livehouse.platform.mail import Mail

Kind = Literal["confirm", "reset", "password_changed", "email_changed", "passkey_added", "leaving"]


class _Letter(msgspec.Struct, frozen=True):
    subject: str
    text: str


# In every text {platform} is its name, {handle} whom it is for, {link} where to press, {until} a day.
_LETTERS: Final[dict[Kind, dict[Language, _Letter]]] = {
    "confirm": {
        "en": _Letter(
            "Confirm your e-mail address",
            "Hello @{handle},\n\nplease confirm that this is your e-mail address:\n\n{link}\n\n"
            "The link works until {until}. If you did not ask for it, do nothing: somebody mistyped an address.\n\n"
            "{platform}\n",
        ),
        "ja": _Letter(
            "メールアドレスの確認",
            "@{handle} さん\n\nこのメールアドレスがご本人のものであることを、次のリンクから確認してください。\n\n{link}\n\n"
            "リンクの期限は {until} です。心当たりがない場合は、このメールを無視してください。\n\n{platform}\n",
        ),
    },
    "reset": {
        "en": _Letter(
            "Choose a new password",
            "Hello @{handle},\n\nsomebody, you we hope, asked for a new password. Choose it here:\n\n{link}\n\n"
            "The link works once, until {until}. If it was not you, do nothing: your password stays as it is.\n\n"
            "{platform}\n",
        ),
        "ja": _Letter(
            "パスワードの再設定",
            "@{handle} さん\n\nパスワードの再設定が依頼されました。次のリンクから新しいパスワードを決めてください。\n\n{link}\n\n"
            "リンクは {until} まで、一度だけ使えます。心当たりがない場合は何もしないでください。"
            "パスワードは変わりません。\n\n{platform}\n",
        ),
    },
    "password_changed": {
        "en": _Letter(
            "Your password was changed",
            "Hello @{handle},\n\nthe password of your account was changed just now, and all other devices were signed out."
            "\n\nIf it was not you, choose a new one at once:\n\n{link}\n\n{platform}\n",
        ),
        "ja": _Letter(
            "パスワードが変更されました",
            "@{handle} さん\n\nアカウントのパスワードが変更され、ほかの端末はすべてログアウトされました。\n\n"
            "心当たりがない場合は、すぐに新しいパスワードを決めてください。\n\n{link}\n\n{platform}\n",
        ),
    },
    "email_changed": {
        "en": _Letter(
            "Your e-mail address was changed",
            "Hello @{handle},\n\nyour account has another e-mail address now, and this one does not sign in any more.\n\n"
            "If it was not you, tell the people who run {platform}:\n\n{link}\n\n{platform}\n",
        ),
        "ja": _Letter(
            "メールアドレスが変更されました",
            "@{handle} さん\n\nアカウントのメールアドレスが変更されました。今後、このアドレスではログインできません。\n\n"
            "心当たりがない場合は、{platform} の運営者に連絡してください。\n\n{link}\n\n{platform}\n",
        ),
    },
    "passkey_added": {
        "en": _Letter(
            "A passkey was added to your account",
            "Hello @{handle},\n\na passkey was added to your account just now. Whoever has it can sign in without your "
            "password.\n\nIf it was not you, remove it in your settings and change your password:\n\n{link}\n\n"
            "{platform}\n",
        ),
        "ja": _Letter(
            "パスキーが追加されました",
            "@{handle} さん\n\nアカウントにパスキーが追加されました。このパスキーがあれば、パスワードなしでログインできます。"
            "\n\n心当たりがない場合は、設定からパスキーを削除し、パスワードを変更してください。\n\n{link}\n\n{platform}\n",
        ),
    },
    "leaving": {
        "en": _Letter(
            "Your account will be deleted",
            "Hello @{handle},\n\nyour account will be deleted on {until}, with your videos, follows and everything about "
            "you.\n\nIf you want to keep it, sign in before then:\n\n{link}\n\n{platform}\n",
        ),
        "ja": _Letter(
            "アカウントは削除されます",
            "@{handle} さん\n\nアカウントは {until} に、動画やフォロー、個人の情報とともに削除されます。\n\n"
            "残したい場合は、それまでにログインしてください。\n\n{link}\n\n{platform}\n",
        ),
    },
}


def write_letter(
    kind: Kind, account: Account, *, to: str, platform: str, link: str, until: datetime | None = None
) -> Mail:
    """The letter of this kind to `account`, in its language; times are in UTC, as nobody knows the reader's zone."""
    letter = _LETTERS[kind][account.language]
    text = letter.text.format(
        platform=platform,
        handle=account.handle,
        link=link,
        until="" if until is None else f"{until:%Y-%m-%d %H:%M} UTC",
    )
    return Mail(to=to, subject=f"{letter.subject} · {platform}", text=text)


def preferred_language(accept_language: str | None) -> Language:
    """The first of our languages in an Accept-Language header (RFC 9110, section 12.5.4); English if there is none."""
    ranked: list[tuple[float, int, Language]] = []
    for position, part in enumerate((accept_language or "").split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if weight > 0 and language == "en":
            ranked.append((-weight, position, "en"))
        elif weight > 0 and language == "ja":
            ranked.append((-weight, position, "ja"))
    return min(ranked)[2] if ranked else "en"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
