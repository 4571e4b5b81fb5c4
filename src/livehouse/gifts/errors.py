"""Why a gift is not sent, and what operators cannot do with the catalogue."""

from datetime import datetime

from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound, TooFast, Unavailable


class GiftUnknown(NotFound):
    """There is no such gift in the catalogue."""

    code = "gift_unknown"

    def __init__(self) -> None:
        super().__init__("There is no such gift. Open the gifts again and choose another.", field="gift")


class GiftRetired(Conflict):
    """The gift is not offered any more."""

    code = "gift_retired"

    def __init__(self) -> None:
        super().__init__("This gift is not offered any more. Choose another.", field="gift")


class GiftPriceChanged(Conflict):
    """The gift has another price by now; `price_coins` in the details is it."""

    code = "gift_price_changed"

    def __init__(self, price_coins: int) -> None:
        super().__init__(
            f"The price has changed to {price_coins:,} coins. Send it again if you still want to.",
            field="price_coins",
            price_coins=price_coins,
        )


class GiftCountInvalid(BadInput):
    """One command sends 1 gift, or a row of up to `count_max` (in the details) of the same."""

    code = "gift_count_invalid"

    def __init__(self, count_max: int) -> None:
        super().__init__(f"Send 1 to {count_max} of a gift at once.", field="count", count_max=count_max)


class GiftToOneself(Conflict):
    """Nobody sends themselves gifts."""

    code = "gift_to_oneself"

    def __init__(self) -> None:
        super().__init__("You cannot send a gift to yourself.", field="to")


class NotEnoughCoins(Conflict):
    """The wallet does not cover it; the details say `balance_coins` and `needed_coins`."""

    code = "not_enough_coins"

    def __init__(self, balance_coins: int, needed_coins: int) -> None:
        super().__init__(
            f"You have {balance_coins:,} coins, and this takes {needed_coins:,}. Get more coins first.",
            balance_coins=balance_coins,
            needed_coins=needed_coins,
        )


class RecipientNotOnStage(Conflict):
    """A gift is for the host, or for a guest on the stage."""

    code = "recipient_not_on_stage"

    def __init__(self) -> None:
        super().__init__("This person is not on the stage any more. Send it to the host, or to another guest.")


class RecipientRestrained(Forbidden):
    """The recipient is suspended or banned, or is leaving."""

    code = "recipient_restrained"

    def __init__(self) -> None:
        super().__init__("This person cannot receive gifts at the moment. You were not charged.")


class SpendingLimitReached(Conflict):
    """The limit that the sender set themselves; the details say which (`day` or `month`), what it is and is left."""

    code = "spending_limit_reached"

    def __init__(self, period: str, limit_coins: int, left_coins: int) -> None:
        super().__init__(
            f"This would pass the limit of {limit_coins:,} coins a {period} that you have set yourself; "
            f"{left_coins:,} are left.",
            period=period,
            limit_coins=limit_coins,
            left_coins=left_coins,
        )


class CoolingOff(Conflict):
    """Today's spending leapt; `until` in the details says when gifts can be sent again."""

    code = "cooling_off"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "You are spending much more than usual. Take a break; you can send gifts again in a few minutes.",
            until=until.isoformat(),
        )


class TooManyGifts(TooFast):
    """`gifts_per_10_s` is reached."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("You are sending gifts very fast. Wait a few seconds.", retry_after_s=retry_after_s)


class GiftsBusy(Unavailable):
    """More gifts wait to be written than the server takes on."""

    code = "gifts_busy"

    def __init__(self) -> None:
        super().__init__("Very many gifts are being sent just now. Try again in a moment; you were not charged.")


class GiftFailed(Unavailable):
    """The gift met a fault of the server. Sending it again under the same key charges once at most."""

    code = "internal"

    def __init__(self) -> None:
        super().__init__("Something went wrong here. Send it again; you are charged once at most.")


class GiftExists(Conflict):
    """The catalogue has a gift of this id."""

    code = "gift_exists"

    def __init__(self) -> None:
        super().__init__("There is a gift of this id already. Choose another, or change that one.", field="id")


class GiftIdInvalid(BadInput):
    """An id in the catalogue is lower-case letters, digits and underscores, beginning with a letter."""

    code = "gift_id_invalid"

    def __init__(self) -> None:
        super().__init__("An id is 1 to 40 lower-case letters, digits and underscores, and begins with a letter.")


class GiftArtUnknown(BadInput):
    """There is no picture of this name; the details list those that there are."""

    code = "gift_art_unknown"

    def __init__(self, arts: tuple[str, ...]) -> None:
        super().__init__("There is no picture of this name. Choose one of those on the list.", field="art", arts=arts)


class GiftPriceInvalid(BadInput):
    """A gift costs a whole number of coins, 1 to 30,000."""

    code = "gift_price_invalid"

    def __init__(self, price_max: int) -> None:
        super().__init__(f"A gift costs 1 to {price_max:,} coins.", field="price_coins", price_max=price_max)


class SpendingLimitInvalid(BadInput):
    """A limit is a whole number of coins from 0, and none a day is more than the one a month."""

    code = "spending_limit_invalid"


class WeekInvalid(BadInput):
    """A week is written as `2026-W47` (ISO 8601)."""

    code = "week_invalid"

    def __init__(self) -> None:
        super().__init__("Write a week as 2026-W47, by ISO 8601.", field="week")


class GiftPositionInvalid(BadInput):
    """A place among the gifts is a whole number from 0."""

    code = "gift_position_invalid"

    def __init__(self, position_max: int) -> None:
        super().__init__(f"A place is a whole number from 0 to {position_max:,}.", field="position")
