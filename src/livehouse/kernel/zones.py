"""Time zones by their names (IANA), as people choose them. Pure, but for the zones' data."""

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livehouse.kernel.errors import BadInput

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,31}){0,2}")
# Files that lie beside the zones on some machines and are none, or those of one machine.
_NO_ZONES: Final = frozenset({"localtime", "posixrules", "Factory"})
_NO_FOLDERS: Final = ("posix/", "right/", "SystemV/")


class UnknownZone(BadInput):
    """There is no such zone."""

    code = "unknown_zone"

    def __init__(self, field: str) -> None:
        super().__init__("Choose a time zone by its city, such as Asia/Tokyo.", field=field)


def access_zone(name: str, *, field: str = "zone") -> ZoneInfo:
    """The zone of this name.

    Raises:
        UnknownZone: there is none, as far as this machine knows; naming the field.
    """
    if not _NAME.fullmatch(name) or name in _NO_ZONES or name.startswith(_NO_FOLDERS):
        raise UnknownZone(field)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A folder of zones ("Europe") is found, and cannot be read.
        raise UnknownZone(field) from None
