"""What the server itself says of a shared page, in the languages of the front end. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from livehouse.sharing.things import Thing

_EN: Final[Mapping[str, str]] = {
    "live": "{who} is LIVE on {name}.",
    "live.soon": "{who} will be LIVE on {name}.",
    "live.over": "{who} was LIVE on {name}.",
    "video": "{who} on {name}.",
    "video.untitled": "A video by {who}",
    "replay": "A replay of {who}'s LIVE on {name}.",
    "event": "{who} goes LIVE on {name} on {at}.",
    "event.cancelled": "{who} has called this LIVE off.",
    "event.over": "A LIVE of {who} on {name}, announced for {at}.",
    "profile": "{who} (@{handle}) on {name}.",
    "state.live": "LIVE",
    "state.interrupted": "Back in a moment",
    "state.over": "This LIVE has ended",
    "state.soon": "Coming up",
    "state.cancelled": "Called off",
    "state.ready": "",
    "watching": "{count} watching",
    "followers": "{count} followers",
    "going": "{count} going",
    "calendar": "Add to calendar",
    "script": "Turn JavaScript on to watch, to talk and to follow.",
    "script.page": "{name} needs JavaScript. Turn it on and load this page again.",
    "home": "LIVEs by people, a tenth of a second away.",
    "forbidden": "This cannot be shown here",
    "forbidden.why": "{who} has not allowed this site to show what is theirs.",
    "private": "This is not for everybody",
    "private.why": "Open it on {name} and sign in: who it is for can watch it there.",
    "gone": "There is nothing to play here",
    "gone.why": "It may have been deleted, or the address has a typing error.",
    "open": "Watch on {name}",
    "home.open": "Go to {name}",
}
_JA: Final[Mapping[str, str]] = {
    "live": "{who}さんが{name}でLIVE配信中です。",
    "live.soon": "{who}さんが{name}でLIVE配信します。",
    "live.over": "{who}さんが{name}でLIVE配信しました。",
    "video": "{name}の{who}さん。",
    "video.untitled": "{who}さんの動画",
    "replay": "{name}での{who}さんのLIVEのリプレイです。",
    "event": "{who}さんが{at}に{name}でLIVE配信します。",
    "event.cancelled": "{who}さんはこのLIVEを中止しました。",
    "event.over": "{at}に予定されていた{name}での{who}さんのLIVEです。",
    "profile": "{name}の{who}さん(@{handle})。",
    "state.live": "LIVE",
    "state.interrupted": "まもなく再開します",
    "state.over": "このLIVEは終了しました",
    "state.soon": "まもなく開始",
    "state.cancelled": "中止",
    "state.ready": "",
    "watching": "{count}人が視聴中",
    "followers": "フォロワー{count}人",
    "going": "{count}人が参加予定",
    "calendar": "カレンダーに追加",
    "script": "視聴、コメント、フォローをするにはJavaScriptを有効にしてください。",
    "script.page": "{name}にはJavaScriptが必要です。有効にして、このページをもう一度開いてください。",
    "home": "0.1秒先の、人のLIVE。",
    "forbidden": "ここでは表示できません",
    "forbidden.why": "{who}さんはこのサイトでの表示を許可していません。",
    "private": "公開されていません",
    "private.why": "{name}で開いてログインしてください。対象の方はそこで視聴できます。",
    "gone": "再生できるものがありません",
    "gone.why": "削除されたか、アドレスに誤りがあります。",
    "open": "{name}で見る",
    "home.open": "{name}へ",
}
_LANGUAGES: Final = {"en": _EN, "ja": _JA}


def say(language: str, what: str, **values: object) -> str:
    """A sentence in this language; English where there is none in it."""
    return _LANGUAGES.get(language, _EN)[what].format(**values)


def when(at: datetime) -> str:
    """A time as everybody can reckon it, `2026-03-28 20:30 UTC+9`: the reader's own zone is not known here."""
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{'-' if minutes < 0 else '+'}{hours}" if minutes else ""
    return f"{at:%Y-%m-%d %H:%M} UTC{offset}" + (f":{rest:02}" if rest else "")


def title_of(thing: Thing, language: str) -> str:
    """What a link to it is called."""
    who = thing.owner.nickname
    if thing.kind == "profile":
        return f"{who} (@{thing.owner.handle})"
    return thing.title or say(language, "video.untitled", who=who)


def describe(thing: Thing, name: str, language: str) -> str:
    """What a link to it says below its title; on the platform `name`."""
    if thing.kind == "profile" and thing.text:
        return thing.text
    what: str = thing.kind
    if thing.kind == "live" and thing.state in ("soon", "over"):
        what = f"live.{thing.state}"
    if thing.kind == "event" and thing.state in ("cancelled", "over"):
        what = f"event.{thing.state}"
    at = "" if thing.at is None else when(thing.at)
    said = say(language, what, who=thing.owner.nickname, handle=thing.owner.handle, name=name, at=at)
    return f"{said} {thing.text}" if thing.kind == "event" and thing.text else said
