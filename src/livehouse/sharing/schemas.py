"""The bodies of requests and responses about sharing, as the OpenAPI document shows them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from livehouse.accounts import AccountCardSchema
from livehouse.sharing import service
from livehouse.sharing.model import WAYS, Embedding, Kind, Way, Who, write_trace
from livehouse.sharing.store import Outcome
from livehouse.sharing.things import State
from livehouse.sharing.things import Thing as SharingThing


class ShareForm(BaseModel):
    """What is shared, and how."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    id: str = Field(max_length=64, description="The thing's id; a profile's is the account's.")
    via: Way | None = Field(
        None, description="How it was passed on just now; null to only get the links, for which nothing is counted."
    )


class WayUrl(BaseModel):
    """The link for one way of passing it on."""

    via: Way
    url: str


class ShareLinks(BaseModel):
    """One's own link to something. What comes of it is told to whose it is."""

    code: str
    url: str = Field(description="The link for `via`, or to be copied.")
    ways: list[WayUrl] = Field(description="A link for each way, by which it is told by which people came.")
    qr_url: str = Field(description="A picture (SVG) of the link for `qr`.")
    embed_url: str | None = Field(description="For another site's page; null for what does not play.")
    shares: int | None = Field(description="How often it was shared, where this share changed that.")

    @classmethod
    def of(cls, shared: service.Shared, via: Way | None, *, origin: str, api: str) -> "ShareLinks":
        """The body that tells of a link to somebody who reaches the platform at `origin`."""
        thing = shared.thing
        urls = {way: f"{origin}{thing.path}?s={write_trace(shared.code, way)}" for way in WAYS}
        embeds = thing.kind in ("live", "video", "replay") and thing.is_for_all
        trace = write_trace(shared.code, "embed")
        return cls(
            code=shared.code,
            url=urls[via or "link"],
            ways=[WayUrl(via=way, url=url) for way, url in urls.items()],
            qr_url=f"{api}/shares/{shared.code}/qr",
            embed_url=f"{origin}/embed/{thing.kind}/{thing.id}?s={trace}" if embeds else None,
            shares=shared.shares,
        )


class ArrivalForm(BaseModel):
    """The page that somebody came to."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(max_length=200, description="Of the page that they came to: `/live/01k…`, `/@handle`.")
    via: Way = Field("link", description="What the address says after the code.")


class OutcomeBody(BaseModel):
    """What came of shares: people, each counted once; their own visits and those of programs are not."""

    model_config = ConfigDict(from_attributes=True)

    shares: int = Field(description="How often it was passed on, each person's ways counted once.")
    arrivals: int = Field(description="People who came.")
    watched: int = Field(description="Of these, who watched 10 seconds or more; of a replay, whose view counts.")
    followed: int = Field(description="Of these, who began to follow within a week.")
    signed_up: int = Field(description="Of these, who made an account within a week.")


class Thing(BaseModel):
    """What was shared."""

    kind: Kind
    id: str
    title: str
    path: str
    picture_url: str
    state: State

    @classmethod
    def of(cls, thing: SharingThing) -> "Thing":
        """The body that tells of `thing`."""
        return cls(
            kind=thing.kind,
            id=thing.id,
            title=thing.title,
            path=thing.path,
            picture_url=thing.picture_url,
            state=thing.state,
        )


class WayOutcome(BaseModel):
    """What came of one way."""

    via: str
    outcome: OutcomeBody


class SharerOutcome(BaseModel):
    """What came of one person's link."""

    account: AccountCardSchema | None = Field(description="Null for somebody who was not signed in.")
    is_you: bool
    outcome: OutcomeBody


class ThingReport(BaseModel):
    """What came of all shares of one thing."""

    thing: Thing
    total: OutcomeBody
    has_player: bool = Field(description="Whether there is anything to watch, so that `watched` means something.")
    ways: list[WayOutcome] = Field(description="The one that brought most people first.")
    sharers: list[SharerOutcome] = Field(description="Who brought most people first; at most 20.")

    @classmethod
    def of(cls, report: service.ThingReport) -> "ThingReport":
        """The body of `report`."""
        return cls(
            thing=Thing.of(report.thing),
            total=_outcome(report.total),
            has_player=report.has_player,
            ways=[WayOutcome(via=each.way, outcome=_outcome(each.outcome)) for each in report.ways],
            sharers=[
                SharerOutcome(
                    account=None if each.account is None else AccountCardSchema.model_validate(each.account),
                    is_you=each.is_you,
                    outcome=_outcome(each.outcome),
                )
                for each in report.sharers
            ],
        )


class SharedThing(BaseModel):
    """A thing in the list of what was shared."""

    thing: Thing
    total: OutcomeBody
    has_player: bool
    last_shared_at: datetime


class Overview(BaseModel):
    """What came of the shares of everything that is one's own."""

    total: OutcomeBody
    things: list[SharedThing] = Field(description="What was shared last comes first; at most 50.")

    @classmethod
    def of(cls, overview: service.Overview) -> "Overview":
        """The body of `overview`."""
        return cls(
            total=_outcome(overview.total),
            things=[
                SharedThing(
                    thing=Thing.of(each.thing),
                    total=_outcome(each.total),
                    has_player=each.has_player,
                    last_shared_at=each.last_shared_at,
                )
                for each in overview.things
            ],
        )


class EmbeddingBody(BaseModel):
    """Which sites may show one's LIVEs, videos and replays in their pages."""

    model_config = ConfigDict(extra="forbid")

    who: Who
    sites: list[str] = Field(
        default_factory=list,
        max_length=200,
        description="For `listed`: names such as `example.org`, `*.example.org` or `https://example.org:8443`.",
    )

    @classmethod
    def of(cls, embedding: Embedding) -> "EmbeddingBody":
        """The body of `embedding`."""
        return cls(who=embedding.who, sites=list(embedding.sites))


def _outcome(outcome: Outcome) -> OutcomeBody:
    return OutcomeBody.model_validate(outcome)
