"""The bodies of requests and responses about live access, as the OpenAPI document shows them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from livehouse import accounts
from livehouse.accounts import AccountCardSchema
from livehouse.live_access import policy_keeper, report
from livehouse.live_access import review as applications
from livehouse.live_access.advice import AreaId, GoodPointId
from livehouse.live_access.events import NoticeKind
from livehouse.live_access.judgement import Cover, RequirementId, Unit
from livehouse.live_access.review import ReviewState
from livehouse.live_access.service import Examination


class _Body(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class _Form(BaseModel):
    # What is not asked for is refused rather than dropped.
    model_config = ConfigDict(extra="forbid")


class Requirement(_Body):
    """One thing that is asked of who wants to go live, and where the account stands."""

    id: RequirementId = Field(description="`followers` and `quality` are alternatives: either of them is enough.")
    met: bool
    needed: int | str = Field(description="In `unit`: a least number, for `strikes` the most that one may have.")
    actual: int | str | None = Field(description="The same of this account; null if there is nothing yet.")
    unit: Unit
    share: float = Field(description="How much of the way is done, from 0 to 1.")
    what_to_do: str | None = Field(description="A sentence for the person; null once nothing is missing here.")
    met_on: date | None = Field(description="The day (UTC) from which it is met, past or to come, where it is known.")
    met_at: datetime | None = Field(description="The very moment, where that is known: a suspension's end, say.")
    estimated_on: date | None = Field(description="The day on which it is met if the present growth goes on.")
    covered_by: Cover | None = Field(description="What makes up for it while it is not met; null if nothing does.")


class Followers(_Body):
    """How many followers count: those who look like people who chose to follow."""

    counted: int
    total: int
    gained: int = Field(description="Of those who count, how many came within the last 28 days.")
    left_out: dict[str, int] = Field(
        description="Why the others do not count: `fresh`, `unconfirmed`, `burst`, `same_network`, `ring`, `self`, "
        "`deleted`, `banned`. Most of them do as soon as they have watched on a few days."
    )


class Indicator(_Body):
    """A number over the posts of the last 28 days, and over those of the 28 before."""

    id: Literal["views", "play_s", "retention", "likes", "likes_per_view", "returning"] = Field(
        description="`views` of 2 s or more, one per person, post and day; `play_s` all seconds watched; `retention` "
        "the share of a post that its average viewer watches; `likes`; `likes_per_view`; `returning` the share of "
        "views by people who watched at least 3 of the last 10 posts."
    )
    now: float | None
    before: float | None
    change: float | None = Field(description="0.25 for a quarter more; null if there is nothing to compare with.")


class GoodPoint(_Body):
    """Something that works."""

    id: GoodPointId
    text: str = Field(description="In English, for the person: the number, and a thing to try.")
    numbers: dict[str, float] = Field(description="The numbers behind it, by name. Shares are from 0 to 1.")
    post_id: str | None = Field(description="Which post it is about, if it is about one.")


class Area(_Body):
    """Something to improve."""

    id: AreaId
    text: str = Field(description="In English, for the person: the number, and a thing to try.")
    numbers: dict[str, float] = Field(description="The numbers behind it, by name. Shares are from 0 to 1.")
    post_id: str | None = Field(description="Which post it is about, if it is about one.")


class Marks(_Body):
    """A number for each of the three indicators that a score weighs."""

    views: int
    play_time: int
    likes: int


class Quality(_Body):
    """The score of the median post, where it comes from, and what to make of it."""

    score: int | None = Field(description="From 0 to 100; null while too few posts count.")
    score_before: int | None = Field(description="What it was 28 days ago.")
    bar: int = Field(description="The score that opens access.")
    followers_min: int = Field(description="Followers that are needed even so.")
    posts_counted: int
    posts_min: int = Field(description="With fewer there is no score.")
    days: int = Field(description="Older posts do not count.")
    weights: Marks = Field(description="Of each indicator, in percent.")
    full: Marks = Field(description="What a post needs for full marks: viewers, complete watches, likes.")
    indicators: list[Indicator]
    good_points: list[GoodPoint] = Field(description="Three at most, the strongest first.")
    areas: list[Area] = Field(description="Three at most, where most is to be gained first.")

    @classmethod
    def fields_of(cls, found: report.QualityReport) -> dict[str, object]:
        """The fields that tell of a report."""
        rules = found.rules
        return {
            "score": found.score,
            "score_before": found.score_before,
            "bar": rules.bar,
            "followers_min": rules.followers_min,
            "posts_counted": found.posts_counted,
            "posts_min": rules.posts_min,
            "days": rules.days,
            "weights": rules.weights,
            "full": rules.full,
            "indicators": list(found.indicators),
            "good_points": list(found.good_points),
            "areas": list(found.areas),
        }

    @classmethod
    def of(cls, found: report.QualityReport) -> "Quality":
        """The body that tells of a report."""
        return cls.model_validate(cls.fields_of(found), from_attributes=True)


class Post(_Body):
    """A video or past LIVE, as its audience took it."""

    id: str
    kind: Literal["video", "live"]
    title: str
    posted_at: datetime
    length_s: float
    viewers: int = Field(description="Who watched 2 s or more, once per person and day.")
    play_s: float
    likes: int
    returning_viewers: int
    retention: list[float] = Field(
        description="The share of viewers still there at 0 %, 5 % … 100 % of the post; empty where it is not known."
    )
    score: float = Field(description="From 0 to 100.")
    counts: bool = Field(description="Whether it is one of those whose median is the score.")
    why_not: str | None = Field(
        description="Why it does not count: `fresh` (younger than 48 hours), `old`, `beyond` (more than 30 are newer), "
        "`repost` (somebody else posted it before), `too_short`."
    )


class QualityReport(Quality):
    """Everything about the account's posts, newest first."""

    posts: list[Post]

    @classmethod
    def whole(cls, found: report.QualityReport) -> "QualityReport":
        """The body that tells of a report, with every post."""
        posts = [
            {
                **{name: getattr(scored.post, name) for name in Post.model_fields if hasattr(scored.post, name)},
                "score": round(scored.score, 1),
                "counts": scored.counts,
                "why_not": scored.why_not,
            }
            for scored in found.posts
        ]
        return cls.model_validate({**cls.fields_of(found), "posts": posts}, from_attributes=True)


class ReviewDecision(_Body):
    """What an operator decided that is in force now."""

    outcome: Literal["granted", "refused"] = Field(
        description="A grant stands in for followers and quality. A refusal is only in force here if it has an end: "
        "until then neither of them opens access."
    )
    reason: str
    decided_at: datetime
    until: datetime | None = Field(description="When it ends by itself; null if never.")
    policy_version: str = Field(description="The policy that was in force when it was decided.")


class Review(_Body):
    """An application of one's own, and what was decided on it."""

    id: str
    state: ReviewState
    note: str
    applied_at: datetime
    decided_at: datetime | None
    reason: str | None
    until: datetime | None
    policy_version: str | None = Field(description="The policy by which it was decided.")


class Application(_Body):
    """Whether one may apply for a review now."""

    allowed: bool
    why_not: Literal["review_not_needed", "review_waiting", "review_too_soon"] | None
    again_at: datetime | None = Field(description="From when on, after a refusal.")


class LiveAccess(_Body):
    """Whether the account may go live, and why."""

    allowed: bool
    policy_version: str
    judged_at: datetime
    estimated_on: date | None = Field(
        description="The day on which access opens if the present growth goes on and what is up to the person is done; "
        "null if nobody can tell, and once it is open."
    )
    requirements: list[Requirement]
    followers: Followers
    quality: Quality
    decision: ReviewDecision | None = Field(description="A review's decision that is in force; null if there is none.")
    review: Review | None = Field(description="The last application; null if there was none.")
    application: Application

    @classmethod
    def of(
        cls, examined: Examination, last: applications.Review | None, application: applications.Application
    ) -> "LiveAccess":
        """The body that tells of an examination."""
        judgement = examined.judgement
        return cls(
            allowed=judgement.allowed,
            policy_version=judgement.policy_version,
            judged_at=judgement.judged_at,
            estimated_on=judgement.estimated_on,
            requirements=[Requirement.model_validate(found) for found in judgement.requirements],
            followers=Followers.model_validate(examined.followers),
            quality=Quality.of(examined.report),
            decision=None if judgement.decision is None else ReviewDecision.model_validate(judgement.decision),
            review=None if last is None else Review.model_validate(last),
            application=Application.model_validate(application),
        )


class TermsForm(_Form):
    """Which version of the LIVE terms one accepts."""

    version: str = Field(description="As named by `needed` of the requirement `terms`.")


class ReviewForm(_Form):
    """An application."""

    note: str = Field(description="Why one should have access; operators read it.")


class Notice(_Body):
    """Something that the platform tells one account."""

    id: str
    kind: NoticeKind
    created_at: datetime
    reason: str | None = Field(description="Of a review's decision.")
    until: datetime | None = Field(description="When a grant ends; null if never.")
    read_at: datetime | None


class NoticeList(_Body):
    """The last notices, newest first."""

    notices: list[Notice]


class NoticesReadForm(_Form):
    """Up to which notice one has read."""

    id: str = Field(description="The newest one that was read; all before it are taken as read, too.")


# For operators


class OperatedReview(Review):
    """An application as operators see it."""

    account: AccountCardSchema
    applied_by_policy: str = Field(description="The policy in force when the person applied.")
    requirements: list[Requirement] = Field(description="How the account stood when it applied.")
    decided_by: AccountCardSchema | None

    @classmethod
    def to(cls, found: applications.Review, cards: Mapping[str, accounts.AccountCard]) -> "OperatedReview":
        """The body that tells of an application; `cards` are of everybody named in it."""
        return cls.model_validate(
            {
                **{name: getattr(found, name) for name in Review.model_fields},
                "account": cards[found.account_id],
                "applied_by_policy": found.judgement.policy_version,
                "requirements": list(found.judgement.requirements),
                "decided_by": None if found.decided_by is None else cards.get(found.decided_by),
            },
            from_attributes=True,
        )


class ReviewList(_Body):
    """Applications: those that wait the oldest first, others the newest first."""

    reviews: list[OperatedReview]
    waiting: int = Field(description="How many wait in all.")
    next: str | None = Field(description="For `cursor`; null at the end.")

    @classmethod
    def of(
        cls,
        found: Sequence[applications.Review],
        cards: Mapping[str, accounts.AccountCard],
        *,
        waiting: int,
        next_cursor: str | None,
    ) -> "ReviewList":
        """The body that lists applications."""
        return cls(reviews=[OperatedReview.to(each, cards) for each in found], waiting=waiting, next=next_cursor)


class DecisionForm(_Form):
    """What an operator decides on an application."""

    decision: Literal["grant", "refuse"]
    reason: str = Field("", description="The person reads it. A refusal must have one.")
    until: datetime | None = Field(
        None,
        description="When it ends, with a time zone; null for good. A refusal with an end also keeps followers and "
        "quality from opening access until then.",
    )


class PolicyError(_Body):
    """Why a changed policy is not in force."""

    message: str
    at: datetime


class PolicyState(_Body):
    """Which policy is in force."""

    version: str
    terms_version: str
    source: str = Field(description="`standard`, `open`, or the path of a file.")
    loaded_at: datetime
    error: PolicyError | None = Field(description="What is wrong with the file as it is now; null if nothing is.")

    @classmethod
    def of(cls, state: policy_keeper.PolicyState) -> "PolicyState":
        """The body that tells of the policy."""
        return cls.model_validate(state)
