"""What mails about accounts say, in English and Japanese. Pure."""

from datetime import datetime
from typing import Final, Literal

from livehouse.accounts.model import Account, Language
from livehouse.platform.mail import Mail

Kind = Literal["confirm", "reset", "password_changed", "email_changed", "passkey_added", "leaving"]


class _Letter:
    """A subject and the paragraphs between greeting and signature."""

    def __init__(self, subject: str, *paragraphs: str) -> None:
        self.subject = subject
        self.paragraphs = paragraphs


_GREETINGS: Final[dict[Language, str]] = {"en": "Hello @{handle},", "ja": "@{handle} さん"}


# {platform} is its name, {handle} whom it is for, {link} where to press, {until} a time.
_LETTERS: Final[dict[Kind, dict[Language, _Letter]]] = {
    "confirm": {
        "en": _Letter(
            "Confirm your e-mail address",
            "please confirm that this is your e-mail address:",
            "{link}",
            "The link works until {until}. If you did not ask for it, do nothing: somebody mistyped an address.",
        ),
        "ja": _Letter(
            "メールアドレスの確認",
            "このメールアドレスがご本人のものであることを、次のリンクから確認してください。",
            "{link}",
            "リンクの期限は {until} です。心当たりがない場合は、このメールを無視してください。",
        ),
    },
    "reset": {
        "en": _Letter(
            "Choose a new password",
            "somebody, you we hope, asked for a new password. Choose it here:",
            "{link}",
            "The link works once, until {until}. If it was not you, do nothing: your password stays as it is.",
        ),
        "ja": _Letter(
            "パスワードの再設定",
            "パスワードの再設定が依頼されました。次のリンクから新しいパスワードを決めてください。",
            "{link}",
            "リンクは {until} まで、一度だけ使えます。心当たりがない場合は何もしないでください。"
            "パスワードは変わりません。",
        ),
    },
    "password_changed": {
        "en": _Letter(
            "Your password was changed",
            "the password of your account was changed just now, and all other devices were signed out.",
            "If it was not you, choose a new one at once:",
            "{link}",
        ),
        "ja": _Letter(
            "パスワードが変更されました",
            "アカウントのパスワードが変更され、ほかの端末はすべてログアウトされました。",
            "心当たりがない場合は、すぐに新しいパスワードを決めてください。",
            "{link}",
        ),
    },
    "email_changed": {
        "en": _Letter(
            "Your e-mail address was changed",
            "your account has another e-mail address now, and this one does not sign in any more.",
            "If it was not you, tell the people who run {platform}:",
            "{link}",
        ),
        "ja": _Letter(
            "メールアドレスが変更されました",
            "アカウントのメールアドレスが変更されました。今後、このアドレスではログインできません。",
            "心当たりがない場合は、{platform} の運営者に連絡してください。",
            "{link}",
        ),
    },
    "passkey_added": {
        "en": _Letter(
            "A passkey was added to your account",
            "a passkey was added to your account just now. Whoever has it can sign in without your password.",
            "If it was not you, remove it in your settings and change your password:",
            "{link}",
        ),
        "ja": _Letter(
            "パスキーが追加されました",
            "アカウントにパスキーが追加されました。このパスキーがあれば、パスワードなしでログインできます。",
            "心当たりがない場合は、設定からパスキーを削除し、パスワードを変更してください。",
            "{link}",
        ),
    },
    "leaving": {
        "en": _Letter(
            "Your account will be deleted",
            "your account will be deleted on {until}, with your videos, follows and everything about you.",
            "If you want to keep it, sign in before then:",
            "{link}",
        ),
        "ja": _Letter(
            "アカウントは削除されます",
            "アカウントは {until} に、動画やフォロー、個人の情報とともに削除されます。",
            "残したい場合は、それまでにログインしてください。",
            "{link}",
        ),
    },
}


def write_letter(
    kind: Kind, account: Account, *, to: str, platform: str, link: str, until: datetime | None = None
) -> Mail:
    """The letter of this kind to `account`, in its language; times are in UTC, as nobody knows the reader's zone."""
    letter = _LETTERS[kind][account.language]
    paragraphs = (_GREETINGS[account.language], *letter.paragraphs, "{platform}\n")
    text = "\n\n".join(paragraphs).format(
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
