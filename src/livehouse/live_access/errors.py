"""What live access refuses."""

from datetime import date, datetime

import msgspec

from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from livehouse.live_access.judgement import Judgement


class NoLiveAccess(Forbidden):
    """The account may not go live; `requirements` in the details says what is asked and what is missing."""

    code = "no_live_access"

    def __init__(self, judgement: Judgement) -> None:
        missing = [requirement for requirement in judgement.requirements if not requirement.is_settled]
        super().__init__(
            " ".join(requirement.what_to_do for requirement in missing if requirement.what_to_do is not None),
            requirements=list(msgspec.to_builtins(judgement.requirements)),
            policy_version=judgement.policy_version,
        )


class TooYoungForGifts(Forbidden):
    """Too young to buy coins, to send or receive gifts, or to withdraw.

    The details say `who`: oneself (`sender`), with the age and the day from which one may, or the `recipient`, of whom
    neither is anybody's business.
    """

    code = "too_young_for_gifts"

    def __init__(self, age_min: int, on: date) -> None:
        super().__init__(
            f"Coins and gifts are for people of {age_min} and older. You can use them from {on.isoformat()} on.",
            who="sender",
            age_min=age_min,
            on=on.isoformat(),
        )

    @classmethod
    def of_recipient(cls) -> "TooYoungForGifts":
        """The same about somebody whom a gift is meant for."""
        error = cls.__new__(cls)
        Forbidden.__init__(error, "This person is too young to receive gifts. You were not charged.", who="recipient")
        return error


class TermsChanged(Conflict):
    """The version that was accepted is not the one in force; `version` in the details is."""

    code = "terms_changed"

    def __init__(self, current: str) -> None:
        super().__init__(
            "The LIVE terms have changed since this page was opened. Read the new version, then accept it.",
            field="version",
            version=current,
        )


class ReviewNotNeeded(Conflict):
    """A review stands in for followers and quality, and nothing is missing there."""

    code = "review_not_needed"

    def __init__(self) -> None:
        super().__init__("A review stands in for followers and quality, and neither is missing. See what else is.")


class ReviewWaiting(Conflict):
    """The account has applied already, and nobody has decided yet."""

    code = "review_waiting"

    def __init__(self) -> None:
        super().__init__("You have applied already. Wait for the decision, or withdraw the application first.")


class ReviewTooSoon(Conflict):
    """The last application was refused not long ago; `again_at` in the details says from when on one may apply."""

    code = "review_too_soon"

    def __init__(self, again_at: datetime) -> None:
        super().__init__(
            f"Your last application was refused. You may apply again on {again_at.date().isoformat()}.",
            again_at=again_at.isoformat(),
        )
        self.again_at = again_at


class NoSuchReview(NotFound):
    """There is no such application: it was withdrawn, or never made."""

    code = "no_such_review"

    def __init__(self) -> None:
        super().__init__("There is no such application any more. Load the page again.")


class OwnReview(Forbidden):
    """Nobody decides on an application of their own."""

    code = "own_review"

    def __init__(self) -> None:
        super().__init__("This application is your own. Another operator must decide on it.")


class DecisionEndInvalid(BadInput):
    """A decision cannot end in the past, nor in another generation."""

    code = "decision_end_invalid"

    def __init__(self) -> None:
        super().__init__("Choose an end that is to come, within ten years, or none.", field="until")
