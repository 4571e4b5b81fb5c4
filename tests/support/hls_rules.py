"""What playlists have to be like (RFC 8216, draft-pantos-hls-rfc8216bis), by a reader that knows only the rules."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)')


@dataclass
class Piece:
    """A part or a segment as it is listed."""

    uri: str
    duration_s: float
    independent: bool = False
    parts: list["Piece"] = field(default_factory=list)
    discontinuities: int = 0
    date: datetime | None = None
    map_uri: str = ""


@dataclass
class MediaPlaylist:
    """A playlist, read."""

    tags: dict[str, str]
    segments: list[Piece]
    open_parts: list[Piece]
    hint: str | None
    reports: list[dict[str, str]]
    has_ended: bool

    @property
    def first_number(self) -> int:
        return int(self.tags["EXT-X-MEDIA-SEQUENCE"])

    @property
    def next_part(self) -> tuple[int, int]:
        """What to ask for next."""
        return self.first_number + len(self.segments), len(self.open_parts)


def attributes(text: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in ATTRIBUTE.findall(text)}


def read_media_playlist(text: str) -> MediaPlaylist:
    """Read a playlist; AssertionError names the rule that it breaks."""
    lines = text.split("\n")
    assert lines[0] == "#EXTM3U"
    assert lines[-1] == "", "each line ends with a line feed"
    tags: dict[str, str] = {}
    segments: list[Piece] = []
    reports: list[dict[str, str]] = []
    hint, has_ended, map_uri = None, False, ""
    current = Piece("", 0)
    for line in lines[1:-1]:
        assert hint is None or line.startswith("#EXT-X-RENDITION-REPORT"), "nothing follows the hint but reports"
        name, _, value = line.removeprefix("#").partition(":")
        if not line.startswith("#"):
            current.uri, current.map_uri = line, map_uri
            segments.append(current)
            current = Piece("", 0)
        elif name == "EXTINF":
            current.duration_s = float(value.rstrip(","))
        elif name == "EXT-X-PART":
            part = attributes(value)
            current.parts.append(Piece(part["URI"], float(part["DURATION"]), part.get("INDEPENDENT") == "YES"))
        elif name == "EXT-X-DISCONTINUITY":
            assert not current.parts, "a discontinuity is before the parts that follow it"
            current.discontinuities += 1
        elif name == "EXT-X-PROGRAM-DATE-TIME":
            current.date = datetime.fromisoformat(value)
        elif name == "EXT-X-MAP":
            assert not current.parts, "a map is before the parts that need it"
            map_uri = attributes(value)["URI"]
        elif name == "EXT-X-PRELOAD-HINT":
            assert attributes(value)["TYPE"] == "PART"
            hint = attributes(value)["URI"]
        elif name == "EXT-X-RENDITION-REPORT":
            reports.append(attributes(value))
        elif name == "EXT-X-ENDLIST":
            has_ended = True
        else:
            assert name not in tags, f"{name} comes once"
            assert not segments, f"{name} comes before the first segment"
            tags[name] = value
    playlist = MediaPlaylist(tags, segments, current.parts, hint, reports, has_ended)
    _check(playlist)
    return playlist


def _check(playlist: MediaPlaylist) -> None:
    tags = playlist.tags
    assert int(tags["EXT-X-VERSION"]) >= 6, "EXT-X-MAP without I-frames only needs version 6"
    target = int(tags["EXT-X-TARGETDURATION"])
    part_target = float(attributes(tags["EXT-X-PART-INF"])["PART-TARGET"])
    control = attributes(tags["EXT-X-SERVER-CONTROL"])
    assert control["CAN-BLOCK-RELOAD"] == "YES"
    assert float(control["PART-HOLD-BACK"]) >= 3 * part_target
    assert all(round(segment.duration_s) <= target for segment in playlist.segments)
    assert all(segment.map_uri and segment.date for segment in playlist.segments)
    for segment in playlist.segments:
        if segment.parts:
            total = sum(part.duration_s for part in segment.parts)
            assert abs(total - segment.duration_s) < 0.001, "the parts are the segment"
    for parts in [*(segment.parts for segment in playlist.segments), playlist.open_parts]:
        assert all(part.duration_s <= part_target + 1e-6 for part in parts)
    if "EXT-X-INDEPENDENT-SEGMENTS" in tags:
        assert all(segment.parts[0].independent for segment in playlist.segments if segment.parts)
    after_s = 0.0
    for segment in reversed(playlist.segments):
        if after_s + segment.duration_s <= 3 * target:
            assert segment.parts, "parts are listed for three target durations from the end"
        after_s += segment.duration_s
    if not playlist.has_ended:
        assert playlist.hint is not None, "what comes next is hinted at"
    names = [segment.uri for segment in playlist.segments]
    assert len(set(names)) == len(names)


def check_successor(before: MediaPlaylist, after: MediaPlaylist) -> None:
    """What may change from one playlist to the next."""
    for tag in ("EXT-X-TARGETDURATION", "EXT-X-VERSION"):
        assert before.tags[tag] == after.tags[tag]
    gone = after.first_number - before.first_number
    assert gone >= 0, "numbers never go back"
    for old, new in zip(before.segments[gone:], after.segments, strict=False):
        assert (old.uri, old.duration_s, old.date, old.map_uri) == (new.uri, new.duration_s, new.date, new.map_uri)
    discontinuities = sum(segment.discontinuities for segment in before.segments[:gone])
    began = after.segments[0].discontinuities if gone and after.segments else 0
    sequence = "EXT-X-DISCONTINUITY-SEQUENCE"
    first_of_after = before.segments[gone].discontinuities if gone < len(before.segments) else 0
    if gone < len(before.segments):
        assert int(after.tags[sequence]) == int(before.tags[sequence]) + discontinuities + first_of_after - began
    if before.open_parts and before.next_part[0] - after.first_number < len(after.segments):
        grown = after.segments[before.next_part[0] - after.first_number]
        if grown.parts:
            assert [part.uri for part in grown.parts][: len(before.open_parts)] == [
                part.uri for part in before.open_parts
            ]


def read_multivariant_playlist(text: str) -> dict[str, dict[str, str]]:
    """The attributes of each variant, by its address."""
    lines = text.split("\n")
    assert lines[0] == "#EXTM3U"
    variants = {}
    for tag, uri in pairwise(lines):
        if tag.startswith("#EXT-X-STREAM-INF:"):
            variants[uri] = attributes(tag.partition(":")[2])
            assert int(variants[uri]["BANDWIDTH"]) >= int(variants[uri]["AVERAGE-BANDWIDTH"]) > 0
            assert variants[uri]["CODECS"]
    assert variants
    return variants
