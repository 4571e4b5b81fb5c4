"""What a session's device is called, from the browser's User-Agent. Pure.

Only words from these tables come out, whatever comes in, so that a header can put nothing on anybody's screen.
"""

from typing import Final

# The first that matches wins: nearly every browser also names those that it wants to be taken for.
_BROWSERS: Final = (
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN: Final = "Unknown device"
PROGRAM: Final = "A program, not a browser"


def describe_device(user_agent: str | None) -> str:
    """Plain words for a User-Agent: `Chrome on Android`."""
    if not user_agent:
        return UNKNOWN
    if not user_agent.startswith("Mozilla/"):
        return PROGRAM
    browser = next((name for token, name in _BROWSERS if token in user_agent), None)
    system = next((name for token, name in _SYSTEMS if token in user_agent), None)
    if browser is None:
        return UNKNOWN if system is None else f"A browser on {system}"
    return browser if system is None else f"{browser} on {system}"
