"""What a push says, in the language of the account: as much as a device shows, and where a tap leads."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

import msgspec

from livehouse.accounts import AccountCard
from livehouse.notifications.model import Notification

Language = Literal["en", "ja"]
# A push service takes 4,096 bytes (RFC 8030, section 7.2), and a device shows two lines.
TITLE_MAX: Final = 80
BODY_MAX: Final = 160

# What a push says, of one and of several: `{name}` did it, `{others}` more did, `{count}` in all, about `{title}`.
_TITLES: Final[Mapping[str, Mapping[Language, str]]] = {
    "host_live": {"en": "{name} is LIVE", "ja": "{name}さんがLIVE配信中"},
    "event_began": {"en": "It has begun: {title}", "ja": "はじまりました：{title}"},
    "event_reminder.day": {"en": "Tomorrow: {title}", "ja": "明日：{title}"},
    "event_reminder.ten_minutes": {"en": "In 10 minutes: {title}", "ja": "10分後：{title}"},
    "event_changed": {"en": "Changed: {title}", "ja": "変更されました：{title}"},
    "event_cancelled": {"en": "Cancelled: {title}", "ja": "中止になりました：{title}"},
    "followed": {"en": "{name} follows you", "ja": "{name}さんにフォローされました"},
    "followed.several": {
        "en": "{name} and {others} more follow you",
        "ja": "{name}さん他{others}人にフォローされました",
    },
    "gift": {"en": "{name} gave you gifts", "ja": "{name}さんからギフトが届きました"},
    "gift.several": {
        "en": "{name} and {others} more gave you gifts",
        "ja": "{name}さん他{others}人からギフトが届きました",
    },
    "video_comment": {"en": "{name} commented on your video", "ja": "{name}さんが動画にコメントしました"},
    "video_comment.several": {"en": "{count} new comments on your video", "ja": "動画に新しいコメントが{count}件"},
    "mention": {"en": "{name} mentioned you", "ja": "{name}さんがあなたに触れました"},
    "mention.several": {"en": "{name} mentioned you {count} times", "ja": "{name}さんがあなたに{count}回触れました"},
    "notice.live_access_opened": {"en": "You may go LIVE now", "ja": "LIVE配信ができるようになりました"},
    "notice.review_granted": {
        "en": "A review let you in: you may go LIVE",
        "ja": "審査に通りました。LIVE配信ができます",
    },
    "notice.review_refused": {"en": "Your application was looked at", "ja": "申請の審査が終わりました"},
    "notice.replay_expiring": {"en": "One of your replays goes soon", "ja": "まもなく削除されるリプレイがあります"},
    "notice.replay_missing": {"en": "Your LIVE was not recorded", "ja": "LIVEを録画できませんでした"},
}
_SOMETHING: Final[Mapping[Language, str]] = {"en": "Something new for you", "ja": "新しいお知らせがあります"}


class PushMessage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a device gets: what it shows, and where a tap leads. `tag` is shown once, the last one in its place."""

    tag: str
    title: str
    body: str = ""
    url: str
    icon: str | None = None
    lang: Language
    at_ms: int


def compose(notification: Notification, language: Language) -> PushMessage:
    """The push of a notification."""
    first: AccountCard | None = notification.accounts[0] if notification.accounts else None
    template = _TITLES.get(_key(notification))
    named = (template or _SOMETHING)[language].format(
        name="" if first is None else first.nickname,
        others=notification.count - 1,
        count=notification.count,
        title=notification.title or "",
    )
    return PushMessage(
        tag=notification.id,
        title=_cut(named, TITLE_MAX),
        body=_cut(_body(notification), BODY_MAX),
        url=_url(notification, first),
        icon=None if first is None else first.avatar_url,
        lang=language,
        at_ms=int(notification.at.timestamp() * 1000),
    )


def _key(notification: Notification) -> str:
    kind = notification.kind
    if kind == "notice":
        return f"notice.{'' if notification.notice is None else notification.notice.kind}"
    if kind == "event_reminder":
        return f"event_reminder.{notification.lead}"
    if notification.count > 1 and f"{kind}.several" in _TITLES:
        return f"{kind}.several"
    return kind


def _body(notification: Notification) -> str:
    if notification.kind in ("video_comment", "mention"):
        return notification.text or ""
    if notification.kind in ("host_live", "gift"):
        return notification.title or ""
    if notification.kind == "notice":
        return "" if notification.notice is None else notification.notice.reason or ""
    return "" if not notification.accounts else notification.accounts[0].nickname


_PAGES: Final[Mapping[str, Callable[[Notification], str | None]]] = {
    "host_live": lambda one: one.room_id and f"/live/{one.room_id}",
    "event_began": lambda one: one.room_id and f"/live/{one.room_id}",
    "event_reminder": lambda one: one.event_id and f"/event/{one.event_id}",
    "event_changed": lambda one: one.event_id and f"/event/{one.event_id}",
    "event_cancelled": lambda one: one.event_id and f"/event/{one.event_id}",
    "video_comment": lambda one: one.video_id and f"/videos/{one.video_id}",
    "mention": lambda one: f"/videos/{one.video_id}" if one.video_id else one.room_id and f"/live/{one.room_id}",
}


def _url(notification: Notification, first: AccountCard | None) -> str:
    if notification.kind == "followed" and notification.count == 1 and first is not None:
        return f"/@{first.handle}"
    page = _PAGES.get(notification.kind)
    return (page and page(notification)) or "/notifications"


def _cut(text: str, length_max: int) -> str:
    return text if len(text) <= length_max else text[: length_max - 1] + "…"
