"""How many of whom there are in the simulated world, and how they behave: every assumption, in one place."""

from dataclasses import dataclass
from typing import Final

DAYS: Final = 90


@dataclass(frozen=True)
class Ring:
    """People who follow each other for the number's sake: each with this share of the others."""

    size: int
    share: float


@dataclass(frozen=True)
class Plan:
    """A world. Everybody counts as one account: bots, sock puppets and classes included."""

    viewers: int
    creators: int
    classes: int
    assemblies: int
    rings: tuple[Ring, ...]
    burst_buyers: int
    burst_bots: int
    drip_buyers: int
    drip_bots: int
    self_players: int
    reposters: int
    # Region and weight; a region's bar is the shipped policy's.
    regions: tuple[tuple[str, float], ...]
    judged_every_days: int

    @property
    def accounts(self) -> int:
        """How many accounts there are in the end."""
        groups = self.classes * (CLASS_SIZE + 1) + self.assemblies * (ASSEMBLY_SIZE + 1)
        rings = sum(ring.size for ring in self.rings)
        bought = self.burst_buyers + self.burst_bots + self.drip_buyers + self.drip_bots
        selves = self.self_players * (1 + PUPPETS) + self.reposters
        return self.viewers + self.creators + groups + rings + bought + selves


# Honest people
# Share of those who come once and hardly ever again; the others watch on so many of their days, from and to.
PASSERS_BY: Final = 0.3
PASSER_BY_ACTIVITY: Final = 0.02
ACTIVITY: Final = (0.1, 0.7)
CONFIRM: Final = 0.8
# Creators chosen to be looked at on a day of watching, each followed if it is the first time.
LOOKS_PER_DAY: Final = 2
# How unequal creators are: the standard deviation of the logarithm of their appeal.
APPEAL_SIGMA: Final = 1.3
FOLLOW_BACK: Final = 0.1
# Share of creators who are under age when it begins, some of whom have their birthday within the time.
UNDER_AGE: Final = 0.06
CLASS_SIZE: Final = 32
ASSEMBLY_SIZE: Final = 240
ASSEMBLY_STAYS: Final = 0.6

# Cheats
# Real people follow them as well, though few: their appeal beside the median creator's.
CHEATS_APPEAL: Final = 0.5
RING_NOISE_FOLLOWS: Final = 12
BURST_BOUGHT: Final = (400, 1_200)
DRIP_BOUGHT: Final = (350, 800)
DRIP_BATCH: Final = 30
DRIP_NETWORKS: Final = 25
BOTS_CONFIRMED: Final = 0.7
# Bots that watch something once or twice, and those that are made to watch like people.
BOTS_LIGHT: Final = 0.04
BOTS_CAREFUL: Final = 0.01
PUPPETS: Final = 4
# Plays that one self-player makes for each video on each of so many days: in the browser at home, in other browsers
# there, and through each of so many networks elsewhere.
SELF_PLAY_DAYS: Final = 4
SELF_PLAYS_OWN: Final = 10
SELF_PLAYS_HOME: Final = 30
SELF_PLAYS_AWAY: Final = 60
SELF_PLAY_NETWORKS: Final = 2
# How reposters hide what they took, in percent. The rest changes its pictures so that they are others: turned, sped up,
# cropped by more than a quarter, at one edge or off the steps that are looked for, or written over everywhere.
REPOST_WAYS: Final = {
    "encoded anew": 45,
    "begun later": 15,
    "mirrored": 12,
    "cropped by a tenth": 8,
    "framed by a tenth": 7,
    "written over": 9,
    "another film": 4,
}

FULL: Final = Plan(
    viewers=4_933,
    creators=700,
    classes=8,
    assemblies=3,
    rings=(Ring(350, 1.0), Ring(300, 0.7), Ring(600, 0.4)),
    burst_buyers=30,
    burst_bots=900,
    drip_buyers=30,
    drip_bots=850,
    self_players=40,
    reposters=120,
    regions=(("JP", 0.75), ("IE", 0.13), ("IS", 0.12)),
    judged_every_days=5,
)
SMALL: Final = Plan(
    viewers=900,
    creators=60,
    classes=2,
    assemblies=1,
    rings=(Ring(300, 0.8),),
    burst_buyers=5,
    burst_bots=500,
    drip_buyers=5,
    drip_bots=400,
    self_players=6,
    reposters=20,
    regions=(("IS", 1.0),),
    judged_every_days=15,
)
