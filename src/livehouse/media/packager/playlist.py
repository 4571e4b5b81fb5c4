"""Writes HLS playlists (RFC 8216 and its second edition, draft-pantos-hls-rfc8216bis). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Final

# Segments are 2 s or a little more; 2.49 is rounded to this, and that may not be exceeded.
TARGET_DURATION_S: Final = 2
PART_TARGET_S: Final = 0.334
# Parts are listed for the newest segments only, as the rules ask: for three target durations from the end.
PARTS_LISTED_US: Final = 3 * TARGET_DURATION_S * 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A part as a playlist names it."""

    duration_us: int
    independent: bool


@dataclass(frozen=True, slots=True)
class ListedSegment:
    """A segment as a playlist names it; the last one may be incomplete.

    Attributes:
        era: discontinuities before it.
        here_us: when its first picture or sample was here, in microseconds since 1970.
        init: the name of its initialization segment.
    """

    number: int
    era: int
    here_us: int
    duration_us: int
    is_complete: bool
    init: str
    parts: Sequence[ListedPart]


@dataclass(frozen=True, slots=True)
class Report:
    """How far another rendition is."""

    rendition: str
    segment: int
    part: int


@dataclass(frozen=True, slots=True)
class Variant:
    """A rendition as the multivariant playlist names it."""

    rendition: str
    codecs: str
    peak_bits_per_s: int
    average_bits_per_s: int
    width_px: int = 0
    height_px: int = 0
    fps: float | None = None


def write_media_playlist(
    rendition: str, segments: Sequence[ListedSegment], *, reports: Sequence[Report] = (), has_ended: bool = False
) -> str:
    """The playlist of a rendition. Addresses in it are relative to its own, `{rendition}.m3u8`.

    Args:
        rendition: its name.
        segments: at least one, the oldest first; without gaps in their numbers.
        reports: how far the other renditions are.
        has_ended: whether nothing more will come.
    """
    complete = [segment for segment in segments if segment.is_complete]
    newest = segments[-1]
    parts = [part for segment in segments for part in segment.parts]
    # A slow camera's frame can be longer than parts are meant to be; what is said must hold for all that are listed.
    part_target_s = max([PART_TARGET_S, *(part.duration_us / 1_000_000 for part in parts)])
    longest_us = max((segment.duration_us for segment in complete), default=0)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:9",
        f"#EXT-X-TARGETDURATION:{max(TARGET_DURATION_S, round(longest_us / 1_000_000))}",
        f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={ceil(part_target_s * 3_000) / 1_000:.3f}",
        f"#EXT-X-PART-INF:PART-TARGET={ceil(part_target_s * 1_000) / 1_000:.3f}",
        f"#EXT-X-MEDIA-SEQUENCE:{segments[0].number}",
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{segments[0].era}",
    ]
    if all(segment.parts[0].independent for segment in segments if segment.parts):
        lines.append("#EXT-X-INDEPENDENT-SEGMENTS")
    # What lies behind each segment: its playing time, not the host's pauses.
    behind_us = sum(segment.duration_us for segment in segments)
    era, init = segments[0].era, ""
    for segment in segments:
        if not segment.parts:
            continue
        lines += ["#EXT-X-DISCONTINUITY"] * (segment.era - era)
        if segment.init != init or segment.era != era:
            lines.append(f'#EXT-X-MAP:URI="{rendition}/{segment.init}"')
        era, init = segment.era, segment.init
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_date(segment.here_us)}")
        behind_us -= segment.duration_us
        if behind_us < PARTS_LISTED_US:
            lines += [_part_line(rendition, segment.number, at, part) for at, part in enumerate(segment.parts)]
        if segment.is_complete:
            lines += [f"#EXTINF:{segment.duration_us / 1_000_000:.5f},", segment_name(rendition, segment.number)]
    if has_ended:
        return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
    number, at = (newest.number + 1, 0) if newest.is_complete else (newest.number, len(newest.parts))
    lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{part_name(rendition, number, at)}"')
    lines += [
        f'#EXT-X-RENDITION-REPORT:URI="{report.rendition}.m3u8",LAST-MSN={report.segment},LAST-PART={report.part}'
        for report in reports
    ]
    return "\n".join([*lines, ""])


def write_multivariant_playlist(variants: Sequence[Variant], *, remarks: Sequence[str] = ()) -> str:
    """The playlist of playlists, in the order in which players shall begin."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:9", *(f"# {remark}" for remark in remarks)]
    for variant in variants:
        attributes = [
            f"BANDWIDTH={variant.peak_bits_per_s}",
            f"AVERAGE-BANDWIDTH={variant.average_bits_per_s}",
            f'CODECS="{variant.codecs}"',
        ]
        if variant.width_px:
            attributes.append(f"RESOLUTION={variant.width_px}x{variant.height_px}")
        if variant.fps:
            attributes.append(f"FRAME-RATE={variant.fps:.3f}")
        lines += ["#EXT-X-STREAM-INF:" + ",".join(attributes), f"{variant.rendition}.m3u8"]
    return "\n".join([*lines, ""])


def segment_name(rendition: str, number: int) -> str:
    """Where a segment is, from its playlist."""
    return f"{rendition}/{number}.m4s"


def part_name(rendition: str, number: int, part: int) -> str:
    """Where a part is, from its playlist."""
    return f"{rendition}/{number}.{part}.m4s"


def _part_line(rendition: str, number: int, at: int, part: ListedPart) -> str:
    independent = ",INDEPENDENT=YES" if part.independent else ""
    uri = part_name(rendition, number, at)
    return f'#EXT-X-PART:DURATION={part.duration_us / 1_000_000:.5f},URI="{uri}"{independent}'


def _date(time_us: int) -> str:
    return (_EPOCH + timedelta(microseconds=time_us)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
