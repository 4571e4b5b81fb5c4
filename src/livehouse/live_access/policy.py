"""The policy of live access: who may go live, as data."""

from datetime import date
from typing import Final

import msgspec

from livehouse.accounts import date_of_age


class PolicyInvalid(Exception):
    """The policy cannot be used; the text names the file, the line, the key and what is wrong with it."""


class Ages(msgspec.Struct, frozen=True):
    """Ages in completed years; from `gift_min` on one may buy coins, send and receive gifts, and withdraw."""

    live_min: int
    adult_min: int
    gift_min: int


class Weights(msgspec.Struct, frozen=True):
    """How much each indicator of quality weighs, in percent of the score; 100 together."""

    views: int
    play_time: int
    likes: int


class FullMarks(msgspec.Struct, frozen=True):
    """What a post needs for full marks: viewers, complete watches, likes."""

    views: int
    play_time: int
    likes: int


class QualityRules(msgspec.Struct, frozen=True):
    """What opens access instead of followers.

    `bar` is a score from 1 to 100; `followers_min` are needed even so; with fewer than `posts_min` posts of the last
    `days` there is no score.
    """

    bar: int
    followers_min: int
    posts_min: int
    days: int
    weights: Weights
    full: FullMarks


class StandingRules(msgspec.Struct, frozen=True):
    """How many strikes one may have, and after how many days one fades."""

    strikes_max: int
    strike_fades_days: int


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All that is asked in one region."""

    ages: Ages
    followers_min: int
    quality: QualityRules
    standing: StandingRules


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules in force."""

    version: str
    terms_version: str
    rules: Rules
    rules_by_region: dict[str, Rules]

    def rules_in(self, region: str) -> Rules:
        """What holds in `region`."""
        return self.rules_by_region.get(region, self.rules)

    def is_adult(self, birth_date: date, *, region: str, today: date) -> bool:
        """Whether somebody born on `birth_date` may see what is for adults only in `region`."""
        return date_of_age(birth_date, self.rules_in(region).ages.adult_min) <= today

    def gift_date(self, birth_date: date, *, region: str) -> date:
        """The day from which somebody born on `birth_date` may send and receive gifts in `region`."""
        return date_of_age(birth_date, self.rules_in(region).ages.gift_min)


STANDARD: Final = "standard"
# What comes with Livehouse, by its name in the settings.
SHIPPED: Final = {STANDARD: "policy.toml", "open": "open.toml"}
