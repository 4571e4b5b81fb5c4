"""How large the pictures of a film's renditions are. Pure."""

from typing import Final

import msgspec

# The shorter sides that renditions are made for; none is larger than the film itself.
SHORTER_SIDES_PX: Final = (720, 360)
# Bits of picture a second at most, by the shorter side of the rendition that they are for.
BITRATE_MAX: Final = {720: 2_800_000, 360: 800_000}
# A film that is only a little larger than the small rendition gets no second one.
WORTH_IT: Final = 1.2
# However wide or tall a film is, its longer side is no longer than that of a phone held upright, twice over.
LONGER_SIDE_MAX_PX: Final = 2_560


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of one rendition. H.264 in 4:2:0 needs even sides."""

    width: int
    height: int
    bitrate_max: int

    @property
    def name(self) -> str:
        """By the shorter side, as people say it."""
        return f"{min(self.width, self.height)}p"


def choose_shapes(width: float, height: float) -> list[Shape]:
    """The shapes of the renditions of a film that is shown `width` by `height`, the largest first."""
    shorter, longer = sorted((width, height))
    shapes: list[Shape] = []
    for side in SHORTER_SIDES_PX:
        scale = min(1.0, side / shorter, LONGER_SIDE_MAX_PX / longer)
        shape = Shape(width=_even(width * scale), height=_even(height * scale), bitrate_max=BITRATE_MAX[side])
        if not shapes or min(shapes[-1].width, shapes[-1].height) >= min(shape.width, shape.height) * WORTH_IT:
            shapes.append(shape)
    return shapes


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
