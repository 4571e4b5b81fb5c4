"""Which followers look like people, so that bought, traded and made-up ones open no door. Pure.

Nothing here accuses anybody: a follower that does not count today counts as soon as it has been seen to watch on three
days. What each rule costs honest people, and what it takes from others, is measured in docs/live_access.md.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

LeftOut = Literal["self", "deleted", "banned", "ring", "burst", "same_network", "fresh", "unconfirmed"]

# Who watched on so many different days is taken for a person, however the account was made: to fake that for a
# thousand accounts costs more than a thousand followers are worth.
PROVEN_DAYS: Final = 3
# Followers who have shown nothing yet, for whom the benefit of the doubt is enough; and one for so many proven ones.
UNSEEN_FREE: Final = 10
UNSEEN_PROVEN_PER: Final = 20
# Followers who confirmed their address and watched once or twice; and one for so many proven ones.
LIGHT_FREE: Final = 40
LIGHT_PROVEN_PER: Final = 2
# So many accounts made within a day, or from one network, are a school class at its first evening. What is over it
# waits until it is proven. Large audiences have large days: one for so many proven ones.
CROWD_FREE: Final = 40
CROWD_PROVEN_PER: Final = 50
CROWD_WINDOW: Final = timedelta(days=1)
# More accounts than that, made on one day or from one network, most of whom never watched anything, are no crowd of
# people: none of them counts until it is proven.
DEAD_CROWD_MIN: Final = 15
DEAD_SHARE_MIN: Final = 0.5
# A circle of friends who all follow each other counts in full up to this size, and the less the larger it is.
CIRCLE_FREE: Final = 60
# Who follows so many, nearly all of whom follow back, trades follows.
TRADER_FOLLOWING_MIN: Final = 150
TRADER_RECIPROCITY_MIN: Final = 0.8
# What followers gained in this time says of the growth.
RECENTLY: Final = timedelta(days=28)
# Friends in common are counted exactly up to so many mutual followers, past it by a sample of so many.
LANDMARKS_MAX: Final = 100


class FollowerFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known of one follower of an account.

    `days_watched` are the different UTC days on which it watched any LIVE or video. `network` is a keyed hash of where
    it signed up, None where that is not known. `following` and `mutuals` are whom it follows, and how many of those
    follow it. `friends_in_common` are those who follow, and are followed by, both it and the account; only counted
    where the two follow each other (`is_mutual`).
    """

    id: str
    followed_at: datetime
    created_at: datetime
    is_confirmed: bool = False
    days_watched: int = 0
    network: str | None = None
    is_deleted: bool = False
    is_banned: bool = False
    is_mutual: bool = False
    following: int = 0
    mutuals: int = 0
    friends_in_common: int = 0


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """Followers who watched on `PROVEN_DAYS`, whom the account does not follow, and who are neither banned nor deleted.

    They count, so that they need not be looked at one by one. `recently` of them came in the last 28 days.
    """

    count: int = 0
    recently: int = 0


class GenuineFollowers(msgspec.Struct, frozen=True, kw_only=True):
    """How many followers an account has, and how many of them count.

    `total - counted` is the sum of `left_out`, by reason. Of those who count, `counted_recently` came in the last 28
    days.
    """

    total: int
    counted: int
    left_out: dict[LeftOut, int] = {}
    counted_recently: int = 0


def count_genuine(
    account_id: str, followers: Sequence[FollowerFacts], now: datetime, *, besides: Proven | None = None
) -> GenuineFollowers:
    """How many of `followers`, in any order, count for the account, together with those proven ones `besides` them.

    The order of the rules: what can never count (self, deleted, banned); the circle of those who trade follows with the
    account; then everybody who is proven counts, and the others as far as the allowances go, the earliest first. More
    proven followers never make fewer count.
    """
    left_out: Counter[LeftOut] = Counter()
    proven: list[FollowerFacts] = []
    unproven: list[FollowerFacts] = []
    circle: list[FollowerFacts] = []
    for follower in followers:
        if reason := _never_counts(account_id, follower):
            left_out[reason] += 1
        elif trades_follows(follower):
            circle.append(follower)
        else:
            (proven if follower.days_watched >= PROVEN_DAYS else unproven).append(follower)
    allowed = circle_allowance(len(circle))
    left_out["ring"] = len(circle) - allowed
    for follower in _earliest(circle)[:allowed]:
        (proven if follower.days_watched >= PROVEN_DAYS else unproven).append(follower)
    besides = besides or Proven()
    counted = proven + _count_unproven(unproven, besides.count + len(proven), left_out)
    since = now - RECENTLY
    return GenuineFollowers(
        total=besides.count + len(followers),
        counted=besides.count + len(counted),
        left_out={reason: number for reason, number in left_out.items() if number},
        counted_recently=besides.recently + sum(follower.followed_at >= since for follower in counted),
    )


def _never_counts(account_id: str, follower: FollowerFacts) -> LeftOut | None:
    if follower.id == account_id:
        return "self"
    if follower.is_deleted:
        return "deleted"
    return "banned" if follower.is_banned else None


def trades_follows(follower: FollowerFacts) -> bool:
    """Whether the follow looks like one half of an exchange.

    Only where the account follows back, so that nobody can harm an account by following it.
    """
    if not follower.is_mutual:
        return False
    if follower.friends_in_common > CIRCLE_FREE:
        return True
    return (
        follower.following >= TRADER_FOLLOWING_MIN and follower.mutuals >= TRADER_RECIPROCITY_MIN * follower.following
    )


def circle_allowance(size: int) -> int:
    """How many of a circle of `size` that trades follows count: all of a small one, few of a large one.

    Past 60 it falls as 60²/size: 60 of 60, 36 of 100, 12 of 300, 3 of 1,000.
    """
    return size if size <= CIRCLE_FREE else CIRCLE_FREE * CIRCLE_FREE // size


def _count_unproven(
    unproven: Iterable[FollowerFacts], proven_count: int, left_out: Counter[LeftOut]
) -> list[FollowerFacts]:
    light: list[FollowerFacts] = []
    unseen: list[FollowerFacts] = []
    alive = _leave_out_dead(unproven, _day_made, "burst", left_out)
    for follower in _leave_out_dead(alive, _network, "same_network", left_out):
        (light if follower.is_confirmed and follower.days_watched else unseen).append(follower)
    counted = []
    for followers, allowed in (
        (light, LIGHT_FREE + proven_count // LIGHT_PROVEN_PER),
        (unseen, UNSEEN_FREE + proven_count // UNSEEN_PROVEN_PER),
    ):
        # Each kind has a crowd of its own, or those who never watch would push out those who do.
        remaining = _thin_crowds(followers, max(CROWD_FREE, proven_count // CROWD_PROVEN_PER), left_out)
        counted += remaining[:allowed]
        for follower in remaining[allowed:]:
            left_out["fresh" if follower.is_confirmed else "unconfirmed"] += 1
    return counted


def _leave_out_dead(
    followers: Iterable[FollowerFacts],
    origin_of: Callable[[FollowerFacts], Hashable | None],
    reason: LeftOut,
    left_out: Counter[LeftOut],
) -> list[FollowerFacts]:
    """All but those who share their origin with many, most of whom have never watched anything."""
    together: Counter[Hashable] = Counter()
    unseen: Counter[Hashable] = Counter()
    origins = [(follower, origin_of(follower)) for follower in followers]
    for follower, origin in origins:
        if origin is not None:
            together[origin] += 1
            unseen[origin] += not follower.days_watched
    alive = []
    for follower, origin in origins:
        if together[origin] > DEAD_CROWD_MIN and unseen[origin] > DEAD_SHARE_MIN * together[origin]:
            left_out[reason] += 1
        else:
            alive.append(follower)
    return alive


def _day_made(follower: FollowerFacts) -> Hashable:
    return follower.created_at.date()


def _network(follower: FollowerFacts) -> Hashable | None:
    return follower.network


def _thin_crowds(followers: list[FollowerFacts], free: int, left_out: Counter[LeftOut]) -> list[FollowerFacts]:
    """At most `free` accounts made within any 24 hours, and `free` of any network; the rest, the earliest first."""
    made: deque[datetime] = deque()
    spread = []
    for follower in sorted(followers, key=lambda one: (one.created_at, one.id)):
        while made and follower.created_at - made[0] >= CROWD_WINDOW:
            made.popleft()
        if len(made) >= free:
            left_out["burst"] += 1
            continue
        made.append(follower.created_at)
        spread.append(follower)
    from_network: Counter[str] = Counter()
    remaining = []
    for follower in _earliest(spread):
        if follower.network is not None:
            if from_network[follower.network] >= free:
                left_out["same_network"] += 1
                continue
            from_network[follower.network] += 1
        remaining.append(follower)
    return remaining


def _earliest(followers: list[FollowerFacts]) -> list[FollowerFacts]:
    return sorted(followers, key=lambda one: (one.followed_at, one.id))


def choose_landmarks(mutual_ids: Sequence[str]) -> Sequence[str]:
    """Those of the mutual followers, given in the order in which they came, by whom friends in common are counted."""
    if len(mutual_ids) <= LANDMARKS_MAX:
        return mutual_ids
    return [mutual_ids[number * len(mutual_ids) // LANDMARKS_MAX] for number in range(LANDMARKS_MAX)]


def scale_to_all(hits: int, *, landmarks: int, mutuals: int) -> int:
    """Friends in common among all `mutuals`, where `hits` of the `landmarks` are."""
    return round(hits * mutuals / landmarks)
