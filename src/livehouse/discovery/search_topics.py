"""What topics are called, so that somebody who looks for one in English or Japanese finds it. Pure."""

from collections.abc import Iterable, Sequence
from typing import Final

from livehouse.discovery.search_text import BEGINNING, Query, field_words, match

# Those that platforms use (the front end has the same in its catalogue); others are found by their own names.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "music": ("music", "song", "singing", "concert", "音楽", "歌", "ライブ", "演奏", "おんがく", "うた", "えんそう"),
    "dance": ("dance", "dancing", "ダンス", "踊り", "おどり"),
    "talk": ("talk", "chat", "just chatting", "トーク", "雑談", "おしゃべり", "ざつだん"),
    "chat": ("just chatting", "talk", "雑談", "トーク", "ざつだん"),
    "gaming": ("gaming", "games", "video games", "ゲーム", "ゲーム実況"),
    "art": ("art", "drawing", "painting", "アート", "お絵描き", "イラスト", "絵", "おえかき"),
    "food": ("food", "cooking", "グルメ", "料理", "ごはん", "食べ物", "りょうり", "たべもの"),
    "cooking": ("cooking", "food", "料理", "グルメ", "りょうり"),
    "sport": ("sport", "sports", "スポーツ", "運動", "うんどう"),
    "sports": ("sports", "sport", "スポーツ", "運動", "うんどう"),
    "fitness": ("fitness", "workout", "フィットネス", "筋トレ", "きんとれ"),
    "learning": ("learning", "education", "study", "学び", "勉強", "学習", "講座", "まなび", "べんきょう", "こうざ"),
    "education": ("education", "learning", "study", "学び", "勉強", "学習", "講座", "まなび", "べんきょう", "こうざ"),
    "technology": ("technology", "tech", "programming", "テクノロジー", "技術", "ぎじゅつ"),
    "tech": ("tech", "technology", "programming", "テクノロジー", "技術", "ぎじゅつ"),
    "comedy": ("comedy", "お笑い", "コメディ", "おわらい"),
    "beauty": ("beauty", "make-up", "美容", "メイク", "びよう"),
    "fashion": ("fashion", "ファッション", "服"),
    "travel": ("travel", "旅行", "旅", "りょこう"),
    "outdoors": ("outdoors", "outdoor", "hiking", "camping", "アウトドア", "散歩", "キャンプ", "さんぽ"),
    "nature": ("nature", "自然", "しぜん"),
    "animals": ("animals", "動物", "どうぶつ"),
    "pets": ("pets", "cats", "dogs", "ペット", "猫", "犬", "ねこ", "いぬ"),
    "craft": ("craft", "crafts", "handmade", "ものづくり", "手芸", "ハンドメイド", "しゅげい"),
    "crafts": ("crafts", "craft", "handmade", "ものづくり", "手芸", "ハンドメイド", "しゅげい"),
    "shopping": ("shopping", "shop", "sale", "ショッピング", "買い物", "通販", "かいもの"),
    "news": ("news", "ニュース"),
    "science": ("science", "科学", "サイエンス", "かがく"),
    "other": ("other", "その他"),
}


def topic_words(topic: str) -> tuple[str, ...]:
    """By what a thing of this topic is found."""
    return tuple(dict.fromkeys(word for name in (topic, *NAMES.get(topic, ())) for word in field_words(name)))


class Topics:
    """The topics that this platform offers."""

    def __init__(self, offered: Iterable[str]) -> None:
        self._names = {
            topic: [tuple(field_words(name)) for name in dict.fromkeys((topic, *NAMES.get(topic, ())))]
            for topic in offered
        }

    def find(self, query: Query) -> Sequence[str]:
        """Those that the query may mean, the likeliest first."""
        found = []
        for topic, names in self._names.items():
            # The first names are the usual ones.
            points = [
                (matched.points - place * 0.01)
                for place, name in enumerate(names)
                if (matched := match(query, [name])) is not None and matched.points >= BEGINNING
            ]
            if points:
                found.append((-max(points), topic))
        return [topic for _, topic in sorted(found)]
