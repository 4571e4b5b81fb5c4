"""The search's part of `feed`: what people and LIVEs are called, the index over them, and what is looked for.

Names are drawn with chance from syllables and words of which few are common, as names are, so that some questions have
ten thousand answers and most have a handful. Of the questions a third are beginnings of handles, the rest words of
titles, two words together, Japanese, single letters, and words with a typing error.
"""

from random import Random
from typing import Final
from urllib.parse import quote

from livehouse.app import build_house
from livehouse.config import Settings
from livehouse.kernel.clock import SystemClock


def _split(words: str) -> list[str]:
    return words.split()


SYLLABLES: Final = _split(
    "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo ra ri ru re "
    "ro wa dan jo len mar vi tor ben al ex son bri an"
)
WORDS: Final = _split(
    "live music guitar dj gaming talk cafe art dance official tokyo singing piano night chill study cooking morning "
    "radio rain"
)
JAPANESE_NAMES: Final = _split("さくら ゆうき ひなた けんた 美咲 翔太 陽菜 大翔 結衣 蓮 葵 湊 凛 颯 あかり そら")
JAPANESE_WORDS: Final = _split(
    "弾き語り 雑談 配信 ギター ピアノ 歌ってみた 料理 朝活 夜更かし ゲーム 初見さん歓迎 作業用 東京 大阪 カフェ "
    "ライブ お絵描き 読書 散歩 猫"
)
NAMES_COUNT: Final = 6_000
COMMONNESS: Final = 0.7
QUESTIONS: Final = 400


class Naming:
    """Calls people and LIVEs something."""

    def __init__(self, seed: int) -> None:
        self._chance = chance = Random(seed)
        self._names = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(NAMES_COUNT)]
        total = 0.0
        self._weights = []
        for rank in range(NAMES_COUNT):
            total += (rank + 1) ** -COMMONNESS
            self._weights.append(total)
        self.handles: list[str] = []

    def _name(self) -> str:
        return self._chance.choices(self._names, cum_weights=self._weights)[0]

    def person(self, number: int) -> tuple[str, str]:
        """A handle, which nobody else has, and a nickname."""
        chance = self._chance
        name = self._name()
        handle = f"{name}{chance.choice(['', '_'])}{chance.choice([*WORDS, ''])}{number}"[:30]
        self.handles.append(handle)
        if chance.random() < 0.6:
            return handle, f"{name.title()} {chance.choice([*WORDS, *[''] * len(WORDS)])}".strip()
        ending = chance.choice(["", "ちゃん", "@配信中", "🎸", "チャンネル", *JAPANESE_WORDS])
        return handle, chance.choice(JAPANESE_NAMES) + ending

    def title(self) -> str:
        """What a LIVE is called."""
        chance = self._chance
        if chance.random() < 0.6:
            return " ".join([*chance.sample(WORDS, chance.randint(1, 3)), self._name()])
        return "".join(chance.sample(JAPANESE_WORDS, chance.randint(1, 3))) + chance.choice(["!", "♪", "", "🎶"])

    def questions(self, seed: int) -> list[tuple[str, float]]:
        """Paths to ask for, and how often each."""
        chance = Random(seed)
        share = 1 / QUESTIONS
        return [(f"/api/v1/search?q={quote(self._question(chance))}", share) for _ in range(QUESTIONS)]

    def _question(self, chance: Random) -> str:
        kind = chance.random()
        if kind < 0.3:
            return chance.choice(self.handles)[: chance.randint(2, 9)]
        if kind < 0.5:
            return chance.choice(WORDS)[: chance.randint(2, 7)]
        if kind < 0.6:
            return " ".join(chance.sample(WORDS, 2))
        if kind < 0.8:
            return chance.choice([*JAPANESE_WORDS, *JAPANESE_NAMES])[: chance.randint(1, 4)]
        if kind < 0.9:
            return _mistyped(chance.choice([*WORDS, *self._names[:500]]), chance)
        return chance.choice("abcdefghijklmnopqrstuvwxyzさかた猫")


def _mistyped(word: str, chance: Random) -> str:
    place = chance.randrange(len(word) - 1)
    if chance.random() < 0.5:
        return word[:place] + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


async def build_index(settings: Settings) -> dict[str, int]:
    """Make the index over what is in the database, as a server does that finds none; how much is in it."""
    house = build_house(settings, SystemClock())
    try:
        await house.finding.keeper.build()
        return (await house.finding.keeper.status()).entries
    finally:
        await house.database.close()
