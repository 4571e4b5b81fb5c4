"""When which numbered frame was on which screen: delay, frozen time, frames that never came.

A page notes a *sighting*, (number, when), each time another number is on its screen; all clocks are
`performance.timeOrigin + performance.now()` on one machine, in milliseconds.
"""

import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from benchmarks._numbered import READ_NUMBER_JS

# A clip starts over after 900 frames (30 s), so two showings of one number are told apart by this.
SAME_SHOWING_MS: Final = 10_000.0
# Share of frames that a screen may not show because two came between two of its refreshes.
COMMON_FRAME_MS: Final = 1000 / 30

# `watchNumbers(selector)` begins to note what a <video> or <canvas> shows; `takeNumbers()` returns it and stops.
WATCH_NUMBERS_JS: Final = f"""
(() => {{
  const readNumber = {READ_NUMBER_JS};
  let sightings = [], watching = 0;
  window.watchNumbers = (selector) => {{
    const mine = ++watching;
    sightings = [];
    const look = (element) => {{
      const number = readNumber(element);
      if (number !== null && number !== sightings.at(-1)?.[0])
        sightings.push([number, performance.timeOrigin + performance.now()]);
    }};
    const onFrame = () => {{
      if (mine !== watching) return;
      const element = document.querySelector(selector);
      if (element) look(element);
      if (element?.requestVideoFrameCallback) element.requestVideoFrameCallback(onFrame);
      else requestAnimationFrame(onFrame);
    }};
    onFrame();
  }};
  window.seenNumbers = () => sightings;
  window.takeNumbers = () => {{ watching++; return sightings; }};
}})()
"""


class Sighting(NamedTuple):
    """A number on a screen; when in milliseconds since 1970."""

    number: int
    at_ms: float


@dataclass(frozen=True)
class Glass:
    """What a viewer's screen showed, compared with the host's.

    Attributes:
        delays_ms: of each frame that both showed.
        seen: frames that the viewer saw.
        missing: frames that the host's screen showed in the same time and the viewer's never did.
        frozen_ms: time for which the viewer's picture stood still, by the definition of WebRTC's totalFreezesDuration
            (https://www.w3.org/TR/webrtc-stats/): gaps longer than three times, or 150 ms more than, the average.
        watched_ms: time from the first sighting to the end.
        stopped: whether the picture stood still until the end.
    """

    delays_ms: list[float]
    seen: int
    missing: int
    frozen_ms: float
    watched_ms: float
    stopped: bool

    @property
    def p50_ms(self) -> float:
        """The middle of all delays."""
        return statistics.median(self.delays_ms)

    @property
    def p95_ms(self) -> float:
        """The delay that one frame in twenty exceeds."""
        return statistics.quantiles(self.delays_ms, n=20, method="inclusive")[-1]

    @property
    def frozen_ratio(self) -> float:
        """Share of the time for which the picture stood still."""
        return self.frozen_ms / self.watched_ms


class NothingSeen(Exception):
    """A screen showed no numbered frame at all, or none that the other had shown."""


STOPPED_AFTER_MS: Final = 2_000.0


def sightings(noted: Sequence[Sequence[float]]) -> list[Sighting]:
    """Sightings as a page hands them over."""
    return [Sighting(int(number), float(at_ms)) for number, at_ms in noted]


def compare(host: Sequence[Sighting], viewer: Sequence[Sighting]) -> Glass:
    """Compare what a viewer saw with what the host's own preview showed.

    Raises:
        NothingSeen: there is nothing to compare.
    """
    if len(host) < 2 or len(viewer) < 2:
        raise NothingSeen(f"the host's screen showed {len(host)} frames, the viewer's {len(viewer)}")
    shown = _Showings(host)
    delays_ms = [delay for sighting in viewer if (delay := shown.delay_ms(sighting)) is not None]
    if len(delays_ms) < 2:
        raise NothingSeen("the viewer saw no frame that the host's screen had shown")
    end_ms = host[-1].at_ms
    frozen_ms, stopped = _frozen(viewer, end_ms)
    seen = {sighting.number for sighting in viewer}
    first_ms, last_ms = viewer[0].at_ms - max(delays_ms), viewer[-1].at_ms - min(delays_ms)
    due = {sighting.number for sighting in host if first_ms + max(delays_ms) <= sighting.at_ms <= last_ms}
    return Glass(
        delays_ms=delays_ms,
        seen=len(viewer),
        missing=len(due - seen),
        frozen_ms=frozen_ms,
        watched_ms=max(viewer[-1].at_ms, end_ms) - viewer[0].at_ms,
        stopped=stopped,
    )


def advances(seen: Sequence[Sighting]) -> bool:
    """Whether a picture moved forward all the time: each number is another, and later ones are greater (but for the
    clip's start over)."""
    steps = [after.number - before.number for before, after in pairwise(seen)]
    return len(steps) > 0 and sum(step < 0 for step in steps) <= 1 and all(step != 0 for step in steps)


class _Showings:
    """The host's sightings, found by number."""

    def __init__(self, host: Sequence[Sighting]) -> None:
        self._times: dict[int, list[float]] = {}
        for sighting in host:
            self._times.setdefault(sighting.number, []).append(sighting.at_ms)

    def delay_ms(self, sighting: Sighting) -> float | None:
        """How long before `sighting` the host's screen showed the same; None if it did not, or ages ago."""
        times = self._times.get(sighting.number, [])
        # The host's own screen may be a refresh later than a viewer's.
        index = bisect_right(times, sighting.at_ms + 2 * COMMON_FRAME_MS) - 1
        if index < 0:
            return None
        delay = sighting.at_ms - times[index]
        return delay if delay < SAME_SHOWING_MS else None


def _frozen(viewer: Sequence[Sighting], end_ms: float) -> tuple[float, bool]:
    gaps_ms = [after.at_ms - before.at_ms for before, after in pairwise(viewer)]
    average_ms = statistics.fmean(gaps_ms)
    long_ms = max(3 * average_ms, average_ms + 150)
    tail_ms = max(0.0, end_ms - viewer[-1].at_ms)
    frozen_ms = sum(gap for gap in gaps_ms if gap > long_ms)
    stopped = tail_ms > STOPPED_AFTER_MS
    return frozen_ms + (tail_ms if stopped else 0.0), stopped
