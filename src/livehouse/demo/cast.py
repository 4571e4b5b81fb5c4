"""Who is in the demo: hosts with their LIVEs, and an audience with something to say. All of them invented."""

from dataclasses import dataclass
from typing import Final

PASSWORD: Final = "livehouse-demo"


@dataclass(frozen=True)
class Person:
    """An invented account."""

    handle: str
    nickname: str
    bio: str = ""
    region: str = "US"


@dataclass(frozen=True)
class Show:
    """One LIVE of the demo.

    `openers` greet, `lines` are what its audience says in any order, `answers` follow when somebody real says something
    ({name} is who).
    """

    host: Person
    clip: str
    title: str
    topic: str
    pinned: str
    openers: tuple[str, ...]
    lines: tuple[str, ...]
    answers: tuple[str, ...]
    reactions: tuple[str, ...]
    viewers: int


AUDIENCE: Final = (
    Person("mika.k", "みか", region="JP"),
    Person("otto_b", "Otto"),
    Person("june.bug", "June Bug"),
    Person("samir", "Samir"),
    Person("lotta", "Lotta i norr", region="SE"),
    Person("dee_jay_not", "Dee Jay (not a DJ)"),
    Person("haru", "はるかぜ", region="JP"),
    Person("paloma", "Paloma 🕊️", region="ES"),
    Person("big_tom", "Big Tom"),
    Person("ines.v", "Inês", region="PT"),
    Person("kofi", "Kofi", region="GH"),
    Person("wren", "wren"),
    Person("theo_reads", "Theo reads everything"),
    Person("aya.n", "あや", region="JP"),
    Person("moss", "moss & lichen"),
    Person("ravi", "Ravi"),
    Person("clem", "Clémence", region="FR"),
    Person("nightbus42", "Night Bus 42", region="GB"),
    Person("yuki_p", "ゆき🎹", region="JP"),
    Person("bao", "Bảo", region="VN"),
)

VISITOR: Final = Person("visitor", "You", "Sign in as me to comment, follow and go live.")

ANSWERS: Final = (
    "welcome @{name} 👋",
    "hey @{name}, you made it!",
    "@{name} haha yes exactly",
    "@{name} same here honestly",
    "@{name} where are you watching from?",
    "what @{name} said 👆",
    "@{name} こんばんは!",
    "@{name} good timing, the best part is coming",
)
