"""The demo's events: what its hosts have planned, who will come, and one that is on already."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from livehouse.accounts import Account
from livehouse.app import House
from livehouse.schedule import Draft

SOON: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Plan:
    """An event that a host has planned: so many days ahead, at an hour of the host's own clock; now, if None.

    `going` is how many of the audience come.
    """

    title: str
    description: str
    topic: str
    zone: str
    days: int | None
    time: str = ""
    minutes: int = 60
    going: int = 8


# By their hosts' handles.
PLANS: Final[dict[str, tuple[Plan, ...]]] = {
    "slowtrain": (
        Plan(
            "The whole line, end to end · 始発から終点まで",
            "Six hours, forty-one stations, one window. Bring tea and something to mend.\n\n"
            "I will not talk much. You can leave and come back; the train will still be going.",
            "outdoors",
            "Europe/Stockholm",
            days=1,
            time="19:30",
            minutes=360,
            going=17,
        ),
        Plan(
            "First snow, if there is any",
            "I get off where it begins. If there is none, I read you the timetable.",
            "outdoors",
            "Europe/Stockholm",
            days=6,
            time="16:00",
            minutes=90,
            going=5,
        ),
    ),
    "saltlick": (
        Plan(
            "Thursday set: requests only",
            "Ask for a song beforehand, or shout it when it is too late.",
            "music",
            "America/Chicago",
            days=None,
            minutes=120,
            going=13,
        ),
        Plan(
            "We try the new drummer",
            "He does not know yet that it is a LIVE. Be kind, clap on two and four.",
            "music",
            "America/Chicago",
            days=3,
            time="20:00",
            minutes=75,
            going=11,
        ),
    ),
    "nightwindow": (
        Plan(
            "二時間だけ一緒に勉強する会 · Two hours, quietly, together",
            "25分やって5分休みます。話すのは休みのときだけ。\n\nTwenty-five minutes of work, five of talk, four times.",
            "learning",
            "Asia/Tokyo",
            days=2,
            time="21:00",
            minutes=120,
            going=15,
        ),
    ),
}


class Planner:
    """Schedules the hosts' events, unless this data folder has seen them, and has the audience say yes."""

    def __init__(self, house: House, rng: random.Random) -> None:
        self._house = house
        self._random = rng

    async def plan(self, host: Account, room_id: str, audience: Sequence[Account]) -> None:
        """What this host has planned. What is on already is the LIVE in `room_id`.

        Args:
            host: who plans; may go live.
            room_id: the LIVE in which the host is now.
            audience: those of whom some will come.
        """
        schedule = self._house.schedule
        if (await schedule.mine(host.id)).hosting:
            return
        for plan in PLANS.get(host.handle, ()):
            event = await schedule.schedule(
                host.id,
                Draft(
                    title=plan.title,
                    description=plan.description,
                    topic=plan.topic,
                    local_start=_local_start(plan),
                    zone=plan.zone,
                    # Should it fall into a night on which clocks change.
                    occurrence="first",
                    duration_minutes=plan.minutes,
                ),
            )
            for guest in self._random.sample(audience, min(plan.going, len(audience))):
                await schedule.say_going(event.id, guest.id)
            if plan.days is None:
                await schedule.link_room(event.id, host.id, room_id)


def _local_start(plan: Plan) -> str:
    zone = ZoneInfo(plan.zone)
    if plan.days is None:
        # An event begins at a full minute that is to come; its host may be early.
        return (datetime.now(UTC) + SOON).astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return f"{datetime.now(zone).date() + timedelta(days=plan.days)}T{plan.time}"
