"""What creators post in the simulated world, who watches it, and what cheats do to its numbers."""

from datetime import datetime
from random import Random
from typing import Final

from livehouse.live_access import PostNumbers
from livehouse.platform.films.fingerprint import KIND, MOMENTS_PER_S
from livehouse.videos import Film, PlayFacts, judge_play
from livehouse.videos.film import BANDS, HASH_BYTES, MIDDLES, VIEWS, WHOLE
from livehouse.videos.likeness import find_copy
from tools.access import plan as assumed
from tools.access.people import Person, Post

POSTS_PER_DAY: Final = 0.25
LENGTH_S: Final = (15, 90)
# Share of the real followers who see a post, and strangers who are shown it beside a creator of median appeal.
REACH: Final = 0.25
DISCOVERED: Final = 12
# People who are not signed in, for each who is.
STRANGERS: Final = 0.5
# Films that reposters take theirs from: what was seen most elsewhere.
HITS: Final = 10
HIT_SECONDS: Final = 30
# Of the 64 bits of each moment's hash, so many change when a film is encoded anew.
ENCODED_BITS: Final = 4
MOMENT_BYTES: Final = VIEWS * HASH_BYTES
MIRROR_BITS: Final = int.from_bytes(bytes([0x55]) * 8)


class Studio:
    """Makes posts, with the numbers that they have once they have been seen."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._hits = [
            Film(id=f"hit {number}", length_s=HIT_SECONDS, fingerprint=self._film()) for number in range(HITS)
        ]

    def _film(self) -> bytes:
        return KIND + self._random.randbytes(MOMENT_BYTES * MOMENTS_PER_S * HIT_SECONDS)

    def post(self, author: Person, at: datetime) -> None:
        """Perhaps a post of the author's, today."""
        if at < author.created_at or self._random.random() >= POSTS_PER_DAY:
            return
        random = self._random
        is_repost = author.kind == "repost"
        # What was a hit elsewhere holds people longer than what most make themselves.
        craft = 0.8 if is_repost else min(1.0, max(0.02, random.gauss(author.craft, 0.12)))
        seen = author.fans * REACH + DISCOVERED * author.appeal * (3 if is_repost else 1)
        members = max(0, round(random.gauss(seen, seen**0.5)))
        strangers = max(0, round(members * STRANGERS * random.uniform(0.5, 1.5)))
        length_s = float(HIT_SECONDS) if is_repost else float(random.randint(*LENGTH_S))
        post = Post(
            id=f"{author.id}-{len(author.posts):03}",
            posted_at=at,
            length_s=length_s,
            members=members,
            strangers=strangers,
            play_s=(members + strangers) * length_s * (0.15 + 0.6 * craft),
            likes=round(members * (0.03 + 0.17 * craft)),
            is_repost=is_repost,
        )
        if is_repost:
            post.is_found = find_copy(self._taken(), self._hits) is not None
        if author.kind == "self-play":
            self._play_oneself(post)
        author.posts.append(post)

    def _taken(self) -> Film:
        """Somebody else's film, made to look like another."""
        random = self._random
        film = random.choice(self._hits).fingerprint[len(KIND) :]
        moments = [
            [int.from_bytes(film[at : at + 8]) for at in range(begin, begin + MOMENT_BYTES, 8)]
            for begin in range(0, len(film), MOMENT_BYTES)
        ]
        way = random.choices(list(assumed.REPOST_WAYS), list(assumed.REPOST_WAYS.values()))[0]
        if way == "begun later":
            moments = moments[random.randint(1, 4) * MOMENTS_PER_S :]
        changed = [_dressed_up(moment, way, random) for moment in moments]
        return Film(
            id="taken",
            length_s=len(moments) / MOMENTS_PER_S,
            fingerprint=KIND + b"".join(max(1, value).to_bytes(8) for moment in changed for value in moment),
        )

    def _play_oneself(self, post: Post) -> None:
        """The author's own plays, day by day, each as a viewer that looks new and watches to the end."""
        own = [_play(is_authors_browser=True)] * assumed.SELF_PLAYS_OWN
        home = [_play(is_authors_network=True)] * assumed.SELF_PLAYS_HOME
        for _ in range(assumed.SELF_PLAY_DAYS):
            puppets = [
                _play(is_signed_in=True, is_authors_network=True, accounts_of_network=number)
                for number in range(assumed.PUPPETS)
            ]
            away = [
                _play(strangers_of_network=number)
                for _ in range(assumed.SELF_PLAY_NETWORKS)
                for number in range(assumed.SELF_PLAYS_AWAY)
            ]
            post.faked += len(own) + len(home) + len(puppets) + len(away)
            post.faked_members += sum(judge_play(play) is None for play in puppets)
            post.faked_strangers += sum(judge_play(play) is None for play in own + home + away)
        # Each puppet likes it once.
        post.faked_likes = assumed.PUPPETS


def _dressed_up(moment: list[int], way: str, random: Random) -> list[int]:
    """A moment's hashes after a reposter's work: what is not seen as it was has become another picture."""
    shown = [random.getrandbits(64) for _ in moment]
    if way in ("encoded anew", "begun later"):
        shown = list(moment)
    elif way == "mirrored":
        shown = [value ^ MIRROR_BITS for value in moment]
    elif way == "cropped by a tenth":
        shown[WHOLE] = moment[MIDDLES[1]]
    elif way == "framed by a tenth":
        shown[MIDDLES[1]] = moment[WHOLE]
    elif way == "written over":
        for band in BANDS[:2]:
            shown[band] = moment[band]
    for _ in range(ENCODED_BITS):
        shown = [value ^ (1 << random.randrange(64)) for value in shown]
    return shown


def numbers_of(post: Post, *, with_faked: bool = True) -> PostNumbers:
    """The post as the score of quality takes it."""
    members, strangers = post.members, post.strangers
    play_s, likes = post.play_s, post.likes
    strangers_play_s = play_s * strangers / max(1, members + strangers)
    if with_faked:
        members, strangers = members + post.faked_members, strangers + post.faked_strangers
        strangers_play_s += post.faked_strangers * post.length_s
        play_s += (post.faked_members + post.faked_strangers) * post.length_s
        likes += post.faked_likes
    return PostNumbers(
        id=post.id,
        kind="video",
        title=post.id,
        posted_at=post.posted_at,
        length_s=post.length_s,
        viewers=members + strangers,
        strangers=strangers,
        strangers_play_s=strangers_play_s,
        play_s=play_s,
        likes=likes,
        counts=not post.is_found,
        why_not="repost" if post.is_found else None,
    )


def _play(
    *,
    is_signed_in: bool = False,
    is_authors_browser: bool = False,
    is_authors_network: bool = False,
    accounts_of_network: int = 0,
    strangers_of_network: int = 0,
) -> PlayFacts:
    return PlayFacts(
        is_author=False,
        is_signed_in=is_signed_in,
        is_authors_browser=is_authors_browser,
        is_authors_network=is_authors_network or is_authors_browser,
        accounts_of_network=accounts_of_network,
        strangers_of_network=strangers_of_network,
    )
