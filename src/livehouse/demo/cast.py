"""Who is in the demo: hosts with their LIVEs, and an audience with something to say. All of them invented."""

from dataclasses import dataclass
from typing import Final

# Printed when the demo starts; its data folder is thrown away when it ends.
PASSWORD: Final = "livehouse-demo"  # noqa: S105  # an invented one, for invented people


@dataclass(frozen=True)
class Person:
    """An invented account."""

    handle: str
    nickname: str
    bio: str = ""
    region: str = "US"


@dataclass(frozen=True)
class Line:
    """Something that only people from one region would say; a plain string is for everybody."""

    text: str
    region: str


@dataclass(frozen=True)
class Show:
    """One LIVE of the demo.

    `openers` greet, `lines` are what its audience says in any order, `answers` follow when somebody real says something
    ({name} is who). Reactions are emoji that the platform offers. `captions` are those of the videos that the host has
    posted, and `remarks` what people wrote under them.
    """

    host: Person
    clip: str
    title: str
    topic: str
    pinned: str
    openers: tuple[str | Line, ...]
    lines: tuple[str | Line, ...]
    answers: tuple[str, ...]
    reactions: tuple[str, ...]
    viewers: int
    captions: tuple[str, ...] = ()
    remarks: tuple[str | Line, ...] = ()


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
    "@{name} good timing, the best part is coming",
)

# The first one's clip is made soonest, so that something is on the air within seconds of the very first start.
SHOWS: Final = (
    Show(
        host=Person("slowtrain", "Slow Train", "Somewhere between two valleys. Piano and windows.", region="SE"),
        clip="train",
        title="Night train through the valleys · 静かなピアノ",
        topic="outdoors",
        pinned="No talking tonight, just the window. Tell me where you are from.",
        openers=("so calm here", Line("いい景色…", "JP"), "made tea for this", Line("hej från norr!", "SE")),
        lines=(
            "is that snow on the far ridge?",
            "I work better with this on",
            Line("窓の外をずっと見ていられる", "JP"),
            "the piano part just now 😮",
            "watching from a real train. it is less pretty",
            "does it ever stop at a station?",
            "good night from Lisbon 🌙",
            Line("おやすみなさい 🌙", "JP"),
            "that light on the water",
            "third night in a row for me",
            "my cat is following the telegraph poles",
            "what key is this in?",
            "my whole office has this on",
            Line("quelle douceur", "FR"),
            "the moon keeps up with us",
            "somebody wave at the next village 👋",
            "I could fall asleep here, in a good way",
            Line("雪?それとも霧?", "JP"),
        ),
        answers=(*ANSWERS, "@{name} find a window seat 🪟", "@{name} shh, listen 🎹"),
        reactions=("❤️", "😮", "🙏"),
        viewers=8,
        captions=(
            "Eight seconds of not being anywhere in particular",
            "Dusk came early today. 夕暮れ",
            "The bend before the long bridge",
        ),
        remarks=("I breathe slower here", Line("ずっと見ていたい", "JP"), "more of this please", "which line is this?"),
    ),
    Show(
        host=Person("saltlick", "The Saltlick Five", "Five people, four chords, one small room. Thursdays."),
        clip="venue",
        title="Late set at the Saltlick 🎸 requests open",
        topic="music",
        pinned="Next set at half past. Requests in the comments!",
        openers=(
            "evening everyone 🌙",
            "just got in, what did I miss?",
            Line("こんばんは〜", "JP"),
            "hello from the night shift",
        ),
        lines=(
            "that bassline 🔥",
            "turn the keys up a little?",
            "this room sounds so good tonight",
            "the lights 😍",
            "who is on drums? unreal timing",
            Line("ベースが最高!", "JP"),
            "play the slow one next please",
            "front row is dancing already",
            "I was at the first show, there were nine of us",
            "can you feel that kick through a phone speaker? I can",
            "@june.bug you were right about this band",
            "saving my voice for the chorus",
            "how long is the set tonight?",
            Line("照明がきれい ✨", "JP"),
            "that fill!! 👏👏",
            "watching from the kitchen, dancing with a spatula",
            "best part of my week, every week",
            "no delay at all, wow",
            Line("merci pour la musique ❤️", "FR"),
            "is this going to be up as a replay?",
            "goosebumps",
            "the guitar tone is like warm toast",
        ),
        answers=(*ANSWERS, "@{name} request something, they do listen!", "@{name} are you dancing yet?"),
        reactions=("🔥", "👏", "❤️", "🎉"),
        viewers=12,
        captions=(
            "First chorus, nobody sat down after this",
            "The blue one. Recorded from the bar",
            "We only meant to play until ten 🎸",
        ),
        remarks=("I was there!!", "the drums at the end 🔥", Line("最高のライブ", "JP"), "when is the next one?"),
    ),
    Show(
        host=Person("nightwindow", "Night Window", "Rain on glass and a slow beat, most evenings.", region="JP"),
        clip="rain",
        title="Rain on the glass ☔ study with us",
        topic="learning",
        pinned="25 minutes on, 5 off. The break starts when the beat drops out.",
        openers=("made it before the rain stopped", Line("勉強します 📚", "JP"), "hi desk friends"),
        lines=(
            "chapter 4, wish me luck",
            "how many of us have an exam tomorrow?",
            Line("あと2ページ…", "JP"),
            "this beat is the only thing keeping me here",
            "the reflections on the street 😍",
            "phone face down now, bye",
            "back from tea",
            "flashcards done ✅",
            "anyone else writing a thesis?",
            Line("雨の音が好き", "JP"),
            "the neon sign looks like it says 'soup'",
            "25 minutes go so fast with this",
            "one more round?",
            "good luck everybody 🙏",
        ),
        answers=(*ANSWERS, "@{name} what are you studying?"),
        reactions=("🙏", "❤️", "👏"),
        viewers=6,
        captions=(
            "Rain, lamp, page 112",
            "For the last half hour before bed ☔",
            "Tonight the neon was in a good mood",
        ),
        remarks=("put it on loop", Line("落ち着く…", "JP"), "my cat approves", "studied two chapters with this"),
    ),
)
