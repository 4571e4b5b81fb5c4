"""Reading a policy: everything in it is checked before anybody is judged by it, and every complaint says where."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from livehouse.accounts import is_region
from livehouse.kernel.toml_reader import Path as TomlPath
from livehouse.kernel.toml_reader import TomlReader
from livehouse.live_access.policy import (
    SHIPPED,
    STANDARD,
    Ages,
    FullMarks,
    Policy,
    PolicyInvalid,
    QualityRules,
    Rules,
    StandingRules,
    Weights,
)

AGE_MAX: Final = 120
# Nobody under age spends money here, whatever else a house allows them.
GIFT_AGE_MIN: Final = 18
FOLLOWERS_MAX: Final = 100_000_000
# Under this a score could be made by a circle of friends.
QUALITY_FOLLOWERS_MIN: Final = 50
SCORE_MAX: Final = 100
POSTS_MAX: Final = 30
DAYS_MAX: Final = 3_650
FULL_MARKS_MAX: Final = 1_000_000_000
STRIKES_MAX: Final = 100


def load_policy(source: str | Path = STANDARD) -> Policy:
    """The policy that comes with Livehouse under the name `source`; else the one in the file of that path.

    Raises:
        PolicyInvalid: it cannot be read, or not be used.
    """
    file = SHIPPED.get(str(source))
    if file is not None:
        return read_policy((files("livehouse.live_access") / file).read_text("utf-8"), name=file)
    try:
        text = Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyInvalid(f"{source}: the policy of live access cannot be read ({error})") from None
    return read_policy(text, name=str(source))


def read_policy(text: str, *, name: str) -> Policy:
    """The policy that `text` (TOML) states; `name` is what errors call it.

    Raises:
        PolicyInvalid: something is missing, unknown, out of range, or contradicts something else.
    """
    return _Reader(text, name, PolicyInvalid).policy()


class _Reader(TomlReader):
    """Takes a policy apart."""

    def policy(self) -> Policy:
        document = self.document
        self.only(document, (), {"version", "terms", "age", "followers", "quality", "standing", "regions"})
        version = self.text(document, ("version",))
        terms = self.table(document, ("terms",))
        self.only(terms, ("terms",), {"version"})
        terms_version = self.text(terms, ("terms", "version"))
        rules = self._rules(document)
        by_region = {}
        if "regions" in document:
            regions = self.table(document, ("regions",))
            by_region = {code: self._region(regions, code, document) for code in regions}
        return Policy(version=version, terms_version=terms_version, rules=rules, rules_by_region=by_region)

    def _region(self, regions: Mapping[str, Any], code: str, document: Mapping[str, Any]) -> Rules:
        if not is_region(code):
            raise self.invalid(("regions", code), "is not an ISO 3166-1 alpha-2 code, in capitals")
        own = self.table(regions, ("regions", code))
        self.within = ("regions", code)
        self.only(own, (), {"age", "followers", "quality", "standing"})
        if not any(own.values()):
            raise self.invalid((), "changes nothing; state what differs there, or remove it")
        rules = self._rules(_merged(document, own))
        self.within = ()
        return rules

    def _rules(self, document: Mapping[str, Any]) -> Rules:
        ages = self._ages(document)
        followers = self.table(document, ("followers",))
        self.only(followers, ("followers",), {"min"})
        followers_min = self.whole(followers, ("followers", "min"), 0, FOLLOWERS_MAX)
        return Rules(
            ages=ages,
            followers_min=followers_min,
            quality=self._quality(document, followers_min),
            standing=self._standing(document),
        )

    def _ages(self, document: Mapping[str, Any]) -> Ages:
        age = self.table(document, ("age",))
        self.only(age, ("age",), {"live_min", "adult_min", "gift_min"})
        live_min = self.whole(age, ("age", "live_min"), 0, AGE_MAX, " of years")
        adult_min = self.whole(age, ("age", "adult_min"), 0, AGE_MAX, " of years")
        # An adult who is too young to go live would be a rule that contradicts itself.
        if adult_min < live_min:
            raise self.invalid(
                ("age",), f"adult_min ({adult_min}) is less than live_min ({live_min}); raise it, or lower live_min"
            )
        # A policy from before there were gifts says nothing of them: who is an adult may send them.
        gift_min = max(GIFT_AGE_MIN, adult_min)
        if "gift_min" in age:
            gift_min = self.whole(age, ("age", "gift_min"), GIFT_AGE_MIN, AGE_MAX, " of years")
        return Ages(live_min, adult_min, gift_min)

    def _quality(self, document: Mapping[str, Any], followers_min: int) -> QualityRules:
        path = ("quality",)
        quality = self.table(document, path)
        self.only(quality, path, {"bar", "followers_min", "posts_min", "days", "weights", "full"})
        weights = Weights(*self._marks(quality, (*path, "weights"), 0, 100))
        if (total := weights.views + weights.play_time + weights.likes) != 100:
            raise self.invalid((*path, "weights"), f"add up to {total}; they are percentages and must add up to 100")
        rules = QualityRules(
            bar=self.whole(quality, (*path, "bar"), 1, SCORE_MAX),
            followers_min=self.whole(quality, (*path, "followers_min"), 0, FOLLOWERS_MAX),
            posts_min=self.whole(quality, (*path, "posts_min"), 1, POSTS_MAX),
            days=self.whole(quality, (*path, "days"), 1, DAYS_MAX),
            weights=weights,
            full=FullMarks(*self._marks(quality, (*path, "full"), 1, FULL_MARKS_MAX)),
        )
        self._check_followers(rules.followers_min, followers_min)
        return rules

    def _check_followers(self, with_quality: int, without: int) -> None:
        path = ("quality", "followers_min")
        if with_quality > without:
            # Whoever has so many has access by followers alone: the quality would never matter.
            raise self.invalid(path, f"is {with_quality}, more than followers.min ({without}); lower it")
        floor = min(QUALITY_FOLLOWERS_MIN, without)
        if with_quality < floor:
            raise self.invalid(path, f"is {with_quality}; it must be at least {floor}")

    def _standing(self, document: Mapping[str, Any]) -> StandingRules:
        path = ("standing",)
        standing = self.table(document, path)
        self.only(standing, path, {"strikes_max", "strike_fades_days"})
        return StandingRules(
            strikes_max=self.whole(standing, (*path, "strikes_max"), 0, STRIKES_MAX),
            strike_fades_days=self.whole(standing, (*path, "strike_fades_days"), 1, DAYS_MAX),
        )

    def _marks(self, quality: Mapping[str, Any], path: TomlPath, least: int, most: int) -> tuple[int, int, int]:
        table = self.table(quality, path)
        self.only(table, path, {"views", "play_time", "likes"})
        views, play_time, likes = (
            self.whole(table, (*path, name), least, most) for name in ("views", "play_time", "likes")
        )
        return views, play_time, likes


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what `own` states; tables are merged, everything else is replaced."""
    return {
        **base,
        **{
            key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
            for key, value in own.items()
        },
    }
