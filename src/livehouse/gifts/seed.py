"""The catalogue with which a platform begins. Operators change it as they like."""

from typing import Final

from livehouse.gifts.events import CatalogueGift, GiftName, Tier

# id, which also names the picture; English; Japanese; coins
_GIFTS: Final[dict[Tier, tuple[tuple[str, str, str, int], ...]]] = {
    "small": (
        ("rose", "Rose", "バラ", 1),
        ("clap", "Clap", "拍手", 1),
        ("heart", "Heart", "ハート", 5),
        ("candle", "Candle", "キャンドル", 9),
        ("coffee", "Coffee", "コーヒー", 10),
        ("note", "Note", "音符", 15),
        ("paper_crane", "Paper crane", "折り鶴", 20),
        ("sparkler", "Sparkler", "線香花火", 30),
    ),
    "nice": (
        ("bouquet", "Bouquet", "花束", 50),
        ("drumsticks", "Drumsticks", "スティック", 66),
        ("lantern", "Lantern", "提灯", 99),
        ("cake", "Cake", "ケーキ", 120),
        ("vinyl", "Record", "レコード", 150),
        ("umbrella", "Shared umbrella", "相合傘", 199),
    ),
    "grand": (
        ("guitar", "Guitar", "ギター", 300),
        ("moon", "Moon", "月", 499),
        ("fireworks", "Fireworks", "花火", 699),
        ("tram", "Tram", "路面電車", 999),
        ("whale", "Whale", "くじら", 1_500),
    ),
    "legend": (
        ("stage_lights", "Stage lights", "ステージライト", 2_999),
        ("aurora", "Aurora", "オーロラ", 5_000),
        ("night_train", "Night train", "夜行列車", 9_999),
        ("lighthouse", "Lighthouse", "灯台", 15_000),
        ("livehouse", "Livehouse", "ライブハウス", 30_000),
    ),
}

# Places of ten, so that one can be put between two.
_STEP: Final = 10

_ROWS: Final = [(tier, *row) for tier, rows in _GIFTS.items() for row in rows]

SEED: Final = tuple(
    CatalogueGift(
        id=id_,
        name=GiftName(english, japanese),
        tier=tier,
        price_coins=price,
        art=id_,
        is_active=True,
        position=place * _STEP,
    )
    for place, (tier, id_, english, japanese, price) in enumerate(_ROWS, start=1)
)
ARTS: Final = tuple(gift.art for gift in SEED)
"""The pictures and animations that the pages have."""
