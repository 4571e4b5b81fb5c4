"""What the made-up platform is like: every figure, and where it is from.

Fixed before anything was compared. What is published stands with its source (the numbers are those of the list in
docs/ranking_proof.md); what is not is called an assumption, and `KNOBS` says which of those are halved and doubled.
"""

from dataclasses import dataclass, replace
from typing import Final

MINUTES_A_DAY: Final = 1_440


@dataclass(frozen=True)
class Plan:
    """One platform. Times in minutes, rates per day where nothing else is said."""

    viewers: int = 3_500
    hosts: int = 900
    """Who has hosted before the first day. Some 20 LIVEs at a time, 3 viewers each; most have fewer, as in [7]."""
    days: int = 6
    measured_from_day: int = 2
    """The days before are for each order to take effect, and for hosts to have a past."""
    newcomers_until_day: int = 4
    """Hosts who begin later than this are not judged: they have had too little time."""

    newcomers_a_month: float = 0.109
    """New hosts in a month for each host active in it: 9.51 million in 2024 for 7.3 million a month [3]."""
    broadcasts_a_month: float = 5.3
    """LIVEs of one host: 20 million by 3.8 million channels in June 2021 [4]. Between hosts it varies as
    `broadcasts_spread` says (an assumption)."""
    broadcasts_spread: float = 0.8
    broadcast_mean: float = 180.0
    """2.6 hours in January 2020, 3.65 in June 2021 [4]; mobile LIVEs are shorter (an assumption: 3 hours)."""
    broadcast_spread: float = 0.6
    """Of the logarithm of a LIVE's length: an assumption."""

    visits_a_day: float = 0.27
    """Visits of a viewer that nobody called for. Set, with the next ones, so that a look every ten minutes would see
    what one saw on Twitch: 0.71 stays of a viewer in a day, of 31.4 minutes (3,051,733 stays and 1,598,118 hours of
    100,000 viewers in 43 days [1, 2])."""
    visits_shape: float = 0.6
    """Of the gamma distribution between viewers, many of whom come seldom: an assumption."""
    visit_mean: float = 70.0
    """How long a visit can last at most."""
    visit_spread: float = 1.0
    """Of the logarithm of that: heavy-tailed as in [8], the value is an assumption."""
    peak_hour: float = 19.0
    """Most viewers from 18 to 20 o'clock, fewest from 7 to 9 [5]."""
    peak_factor: float = 3.0
    """Viewers at the peak for each one in the trough: an assumption."""
    weekend_factor: float = 1.5
    """Viewers on days of the weekend: 2.3–2.7 million at the peak, 1.6–1.75 million on others [5]."""

    topics: int = 12
    topic_exponent: float = 0.8
    """Zipf, of hosts and of viewers over topics: an assumption."""
    taste_focus: float = 0.3
    """Of the Dirichlet distribution of one viewer's topics; smaller is narrower: an assumption."""
    followings_mean: float = 10.0
    """Hosts that a viewer follows on the first day: an assumption."""
    followed_exponent: float = 0.94
    """Zipf, of followers over hosts by rank: fits the top 100, 1,000 and 10,000 channels' 20, 46 and 76 % of all
    hours watched [6] between ranks 100 and 10,000."""
    merit: float = 0.5
    """Correlation between a host's appeal and the place in that ranking; the rest is luck: an assumption."""

    taste_weight: float = 0.6
    appeal_spread: float = 0.5
    chemistry_spread: float = 0.5
    """How much topic, host, and what is between this viewer and this host make up of liking: assumptions."""
    form_spread: float = 0.35
    """How good this evening is, beside the host's others: an assumption."""
    moment_spread: float = 0.3
    moment_lasts: float = 20.0
    """What happens now, and for how long: assumptions."""
    company: float = 0.25
    """How much better a room is with ten others in it than alone: an assumption, it is in favour of popularity."""

    stay_median: float = 8.0
    """Of a room that is liked neither more nor less than usual: an assumption."""
    stay_spread: float = 1.0
    """Of its logarithm (heavy-tailed as in [8], the value is an assumption)."""
    liking: float = 1.0
    """A room liked by one more is stayed in e to this times as long: an assumption."""

    called: float = 0.12
    """Share of a host's followers who come because they are told that a LIVE has begun: an assumption."""
    direct: float = 0.3
    """How often somebody goes straight to a followed host who is live, whatever the feed shows: an assumption."""
    scroll_exponent: float = 0.5
    """P(looks at k cards or more) is k to minus this; budgets follow a power law [9], its exponent is an assumption."""
    cards_max: int = 40
    tap: float = -1.2
    """Log odds that a card that appeals as usual is opened: an assumption."""
    tap_slope: float = 1.2
    seen_through: float = 0.5
    """How much of what a room is a stranger sees by its card; who has been there knows it: an assumption."""
    herd: float = 0.15
    """Log odds for each e-fold of viewers shown on the card: an assumption, it is in favour of popularity."""

    comments_a_minute: float = 0.08
    likes_a_minute: float = 0.5
    shares_a_minute: float = 0.004
    gifts_a_minute: float = 0.004
    follows_a_minute: float = 0.006
    """Of a viewer who likes the room as usual: assumptions. Each e-fold of liking makes it `fervour` times e-fold."""
    fervour: float = 0.8
    manner_spread: float = 0.7
    """Hosts differ in how much is said, liked and given in their rooms, whatever they are worth: an assumption."""

    audience_viewers: float = 3.0
    """A new host has found an audience with so many viewers on average, the bar of Twitch's affiliates [10]."""


FULL: Final = Plan()
QUICK: Final = replace(FULL, viewers=1_500, hosts=450, days=4, measured_from_day=1, newcomers_until_day=3)
"""A fraction of the size, for a try."""

SWEPT: Final = replace(FULL, viewers=3_000, days=4, measured_from_day=1, newcomers_until_day=3, newcomers_a_month=0.4)
"""Small enough to be tried in forty ways; with more new hosts than there are, since so few days bring so few."""

KNOBS: Final = (
    "taste_weight",
    "appeal_spread",
    "chemistry_spread",
    "form_spread",
    "moment_spread",
    "company",
    "herd",
    "seen_through",
    "direct",
    "scroll_exponent",
    "stay_median",
    "liking",
    "fervour",
    "manner_spread",
    "merit",
    "followings_mean",
    "taste_focus",
    "newcomers_a_month",
    "broadcasts_a_month",
    "visits_a_day",
)
"""What is halved and doubled, one after the other, to see whether the result is the same."""
AT_MOST: Final = {"merit": 0.95, "seen_through": 0.95, "direct": 0.9}


def turned(plan: Plan, knob: str, factor: float) -> Plan:
    """The plan with one assumption multiplied."""
    return replace(plan, **{knob: min(getattr(plan, knob) * factor, AT_MOST.get(knob, float("inf")))})
