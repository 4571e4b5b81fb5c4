"""The playlist of a replay (HLS, RFC 8216): one stream of fMP4 with picture and sound in it. Pure."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from livehouse.replays.model import US, PieceFacts

# fMP4 without low latency.
VERSION: Final = 7


def write_playlist(pieces: Sequence[PieceFacts], *, is_complete: bool) -> str:
    """The playlist, whose addresses are relative to its own.

    Names of pieces say where their film ends, so that whoever serves them needs no index.

    Args:
        pieces: in their order.
        is_complete: whether there will be no more of them.
    """
    longest_us = max((piece.duration_us for piece in pieces), default=US)
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{max(1, ceil(longest_us / US))}",
        f"#EXT-X-PLAYLIST-TYPE:{'VOD' if is_complete else 'EVENT'}",
        "#EXT-X-MEDIA-SEQUENCE:0",
    ]
    before: PieceFacts | None = None
    for piece in pieces:
        if before is not None and (before.run, before.init) != (piece.run, piece.init):
            lines.append("#EXT-X-DISCONTINUITY")
        if before is None or before.init != piece.init:
            lines.append(f'#EXT-X-MAP:URI="media/{init_name(piece.init)}"')
        lines.append(f"#EXTINF:{piece.duration_us / US:.6f},")
        lines.append(f"media/{piece_name(piece)}")
        before = piece
    if is_complete:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join([*lines, ""])


def init_name(number: int) -> str:
    """What this is called in addresses."""
    return f"init-{number}.mp4"


def piece_name(piece: PieceFacts) -> str:
    """What a piece is called in addresses."""
    return f"{piece.number}-{piece.media_bytes}.m4s"
