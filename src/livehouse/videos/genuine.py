"""Which plays count: those of people whom the author did not send in their own place. Pure.

What is told apart, and what it costs the honest: a browser in which the author has been signed in never counts for
their videos. Nobody who is signed out in a network of the author's does either, since one person has many browsers;
of accounts there one counts, though a household may have more. From any other network so many strangers count per
video and day as sit in a class room or a café: past that, clearing cookies gains nothing, and signing in makes one
count again.
"""

from typing import Final, Literal

import msgspec

WhyNot = Literal["own", "own_browser", "own_network", "same_network"]

# Whoever makes up one account in their own place makes up several.
HOUSEHOLD_MAX: Final = 1
STRANGERS_PER_NETWORK_MAX: Final = 40


class PlayFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Who begins to watch, as far as it is about the author's own doing.

    `accounts_of_network` and `strangers_of_network` are others from the same network who watched this video today and
    count.
    """

    is_author: bool
    is_signed_in: bool
    is_authors_browser: bool
    is_authors_network: bool
    accounts_of_network: int
    strangers_of_network: int


def judge_play(facts: PlayFacts) -> WhyNot | None:
    """Why this play does not count; None if it does."""
    if facts.is_author:
        return "own"
    if facts.is_authors_browser:
        return "own_browser"
    if facts.is_authors_network and (not facts.is_signed_in or facts.accounts_of_network >= HOUSEHOLD_MAX):
        return "own_network"
    if not facts.is_signed_in and facts.strangers_of_network >= STRANGERS_PER_NETWORK_MAX:
        return "same_network"
    return None
