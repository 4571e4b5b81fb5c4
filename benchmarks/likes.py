"""`likes`: 2,000 viewers tapping four likes a second each, in a room where people talk.

Driven is the whole product: `livehouse serve` with one LIVE on the air, through its channel. Two arms, interleaved
round by round in the same room, with the same load generator:

- every viewer sends a like every quarter of a second, one command each, as the page does for somebody who taps on;
- nobody likes anything.

In both, eight accounts say one comment a second each, and nothing is left out for readability's sake, so that every
gap in the offsets is a loss. Counted by the viewers: the total shown at the end against the likes sent
(`count_error`; `stored_error` is that of the database); the time from a like until a viewer is shown a total that has
it in it; and the delay of the comments, which the likes must not add to.
"""

import asyncio
import sys
from typing import Any, Final

from benchmarks._arms import LOSSES, announce_round, generate, median, total
from benchmarks._live_room import EVERYTHING_IS_SHOWN, LiveRoom, live_room
from benchmarks._report import Row, Size, finish, milliseconds, parse_size, rounds_in, table

FULL: Final = Size(viewers=2_000, seconds=15.0, rounds=3)
QUICK: Final = Size(viewers=2_000, seconds=3.0, rounds=3)
LIKES_PER_VIEWER_S: Final = 4.0
SPEAKERS: Final = 8
COMMENTS_PER_S: Final = 8.0
WARM_UP_S: Final = 1.0


async def measure(room: LiveRoom, size: Size, likes_per_viewer_s: float) -> dict[str, Any]:
    """One round of one arm, with a fresh load generator."""
    load = room.load(
        viewers=size.viewers,
        likes_per_viewer_s=likes_per_viewer_s,
        comments_per_s=COMMENTS_PER_S,
        seconds=size.seconds,
        warm_up_s=min(WARM_UP_S, size.seconds),
    )
    result = await asyncio.to_thread(generate, load)
    result["likes_per_cpu_s"] = result["likes_in_time"] / max(result["server_cpu_s"], 1e-9)
    result["count_error"] = result["likes_after"] - result["likes_before"] - result["likes_sent"]
    result["stored_error"] = await room.likes_in_database() - result["likes_after"]
    return result


async def run(size: Size) -> dict[str, Any]:
    """All rounds of both arms; the figures of docs/benchmarks.md and every round behind them."""
    likes: list[dict[str, Any]] = []
    quiet: list[dict[str, Any]] = []
    async with live_room(SPEAKERS, **EVERYTHING_IS_SHOWN) as room:
        for number in range(size.rounds):
            announce_round(number, size.rounds)
            for arm, per_viewer_s in ((likes, LIKES_PER_VIEWER_S), (quiet, 0.0)):
                arm.append(await measure(room, size, per_viewer_s))
    return {
        "benchmark": "likes",
        "viewers": size.viewers,
        "likes_per_s": size.viewers * LIKES_PER_VIEWER_S,
        "likes_per_cpu_s": round(median(likes, "likes_per_cpu_s")),
        "likes_per_added_cpu_s": round(per_added_cpu_s(likes, quiet)),
        "count_error": sum(abs(one["count_error"]) for one in likes),
        "stored_error": sum(abs(one["stored_error"]) for one in likes),
        "shown_p50_ms": round(median(likes, "likes_shown_p50_ms"), 1),
        "shown_p99_ms": round(median(likes, "likes_shown_p99_ms"), 1),
        "shown_max_ms": round(max(one["likes_shown_max_ms"] for one in likes), 1),
        "comment_p50_ms": round(median(likes, "latency_p50_ms"), 1),
        "comment_p99_ms": round(median(likes, "latency_p99_ms"), 1),
        "baseline_comment_p50_ms": round(median(quiet, "latency_p50_ms"), 1),
        "baseline_comment_p99_ms": round(median(quiet, "latency_p99_ms"), 1),
        "server_cpu_s_per_s": round(median(likes, "server_cpu_s") / median(likes, "seconds"), 3),
        "baseline_server_cpu_s_per_s": round(median(quiet, "server_cpu_s") / median(quiet, "seconds"), 3),
        "load_cpu_s_per_s": round(median(likes, "load_cpu_s") / median(likes, "seconds"), 3),
        "lost": total([*likes, *quiet], *LOSSES) + room.witness.lost,
        "doubled": total([*likes, *quiet], "doubled") + room.witness.doubled,
        "rounds": {"likes": likes, "quiet": quiet},
    }


def per_added_cpu_s(likes: list[dict[str, Any]], quiet: list[dict[str, Any]]) -> float:
    """Likes per processor second beyond what the room costs without any; 0 when they cost nothing that is seen."""
    added = median(likes, "server_cpu_s") / median(likes, "seconds")
    added -= median(quiet, "server_cpu_s") / median(quiet, "seconds")
    return median(likes, "likes_in_time") / median(likes, "seconds") / added if added > 0 else 0.0


def describe(figures: dict[str, Any]) -> str:
    """The figures for people."""
    rows: list[Row] = [
        ("likes per processor second", f"{figures['likes_per_cpu_s']:,}", ""),
        ("the same, above the room without", f"{figures['likes_per_added_cpu_s']:,}", ""),
        ("likes miscounted: shown, stored", f"{figures['count_error']}, {figures['stored_error']}", ""),
        *((f"like shown, {name}", milliseconds(figures[f"shown_{name}_ms"]), "") for name in ("p50", "p99", "max")),
        *(
            (
                f"comment, {name}",
                milliseconds(figures[f"comment_{name}_ms"]),
                milliseconds(figures[f"baseline_comment_{name}_ms"]),
            )
            for name in ("p50", "p99")
        ),
        ("server processors in use", f"{figures['server_cpu_s_per_s']}", f"{figures['baseline_server_cpu_s_per_s']}"),
        ("load generator's processors in use", f"{figures['load_cpu_s_per_s']}", ""),
        ("lost, doubled", f"{figures['lost']}, {figures['doubled']}", ""),
    ]
    title = f"likes: {figures['viewers']:,} viewers, {figures['likes_per_s']:,.0f} likes a second, {rounds_in(figures)}"
    return table(title, ("with likes", "without"), rows)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit status, which is 1 also when a like was counted wrongly."""
    size, as_json = parse_size("likes", __doc__, full=FULL, quick=QUICK, arguments=arguments)
    figures = asyncio.run(run(size))
    status = finish(figures, describe(figures), as_json=as_json)
    return 1 if figures["count_error"] or figures["stored_error"] else status


if __name__ == "__main__":
    sys.exit(main())
