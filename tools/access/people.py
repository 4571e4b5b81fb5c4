"""Who is in the simulated world, and what the product knows of them: the facts that its own functions judge."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from livehouse.accounts import FollowerFacts, GenuineFollowers, count_genuine
from livehouse.accounts.genuine import CIRCLE_FREE, choose_landmarks, scale_to_all
from tools.access.plan import PASSER_BY_ACTIVITY

Kind = Literal[
    "viewer", "creator", "class", "assembly", "pupil", "ring", "burst", "drip", "self-play", "repost", "bot", "puppet"
]
CHEATS: Final[tuple[Kind, ...]] = ("ring", "burst", "drip", "self-play", "repost")
HONEST: Final[tuple[Kind, ...]] = ("creator", "class", "assembly")


@dataclass(slots=True)
class Follow:
    """Somebody began to follow; `is_faked` if for money or in exchange."""

    follower: "Person"
    at: datetime
    is_faked: bool


@dataclass(slots=True)
class Post:
    """A post and its audience: members are signed in, strangers are not.

    Of `faked` plays that its author made, as so many members and strangers counted.
    """

    id: str
    posted_at: datetime
    length_s: float
    members: int
    strangers: int
    play_s: float
    likes: int
    faked: int = 0
    faked_members: int = 0
    faked_strangers: int = 0
    faked_likes: int = 0
    is_repost: bool = False
    is_found: bool = False


@dataclass(slots=True, eq=False)
class Person:
    """An account, and who is behind it."""

    number: int
    id: str
    kind: Kind
    region: str
    birth_date: date
    created_at: datetime
    network: str
    is_confirmed: bool
    activity: float
    appeal: float = 0.0
    craft: float = 0.5
    days_watched: int = 0
    friends: set[int] = field(default_factory=set)
    following: set[int] = field(default_factory=set)
    followers: list[Follow] = field(default_factory=list, repr=False)
    # Followers who came by themselves and will come again.
    fans: int = 0
    posts: list[Post] = field(default_factory=list)

    def follow(self, other: "Person", at: datetime, *, is_faked: bool = False) -> None:
        """Follow `other`, unless it is so already or oneself."""
        if other.number in self.following or other is self:
            return
        self.following.add(other.number)
        other.followers.append(Follow(self, at, is_faked))
        other.fans += not is_faked and self.activity > PASSER_BY_ACTIVITY
        if self.number in other.following:
            self.friends.add(other.number)
            other.friends.add(self.number)


def genuine(person: Person, now: datetime, *, with_faked: bool = True) -> GenuineFollowers:
    """What the product makes of the person's followers; without those who were faked, if asked."""
    follows = person.followers if with_faked else [follow for follow in person.followers if not follow.is_faked]
    in_common = _friends_in_common(person, follows)
    facts = [
        FollowerFacts(
            id=follow.follower.id,
            followed_at=follow.at,
            created_at=follow.follower.created_at,
            is_confirmed=follow.follower.is_confirmed,
            days_watched=follow.follower.days_watched,
            network=follow.follower.network,
            is_mutual=follow.follower.number in person.following,
            following=len(follow.follower.following),
            mutuals=len(follow.follower.friends),
            friends_in_common=in_common.get(follow.follower.number, 0),
        )
        for follow in follows
    ]
    return count_genuine(person.id, facts, now)


def _friends_in_common(person: Person, follows: Sequence[Follow]) -> dict[int, int]:
    """As the product's store counts them."""
    friends = [follow.follower for follow in follows if follow.follower.number in person.friends]
    if len(friends) <= CIRCLE_FREE:
        return {}
    chosen = set(choose_landmarks([friend.id for friend in friends]))
    landmarks = {friend.number for friend in friends if friend.id in chosen}
    return {
        friend.number: scale_to_all(len(friend.friends & landmarks), landmarks=len(landmarks), mutuals=len(friends))
        for friend in friends
    }
