"""Why nothing is paid out."""

from livehouse.kernel.errors import BadInput, Conflict, Forbidden, NotFound
from livehouse.kernel.money import Money
from livehouse.payments.payout_model import RecipientState


class NoPayoutRecipient(Conflict):
    """The host has not said where money shall go."""

    code = "no_payout_recipient"

    def __init__(self) -> None:
        super().__init__("Say first where your money shall go: set up payouts on the earnings page.")


class PayoutRecipientNotReady(Conflict):
    """The account at the payment provider cannot be paid: it is incomplete, restricted or closed; see `state`."""

    code = "payout_recipient_not_ready"

    def __init__(self, state: RecipientState) -> None:
        what_to_do = {
            "onboarding": "Your account at the payment provider is not complete. Finish setting it up.",
            "restricted": "The payment provider has restricted your account. See what it asks for, and answer it.",
            "closed": "Your account at the payment provider was closed. Set up payouts anew.",
            "ready": "Your account at the payment provider is ready.",
        }
        super().__init__(what_to_do[state], state=state)


class DisputeUnresolved(Conflict):
    """A payment of the host's own is disputed at the bank; until that is decided nothing is paid out."""

    code = "dispute_unresolved"

    def __init__(self) -> None:
        super().__init__("A payment of yours is disputed at your bank. You can withdraw once that is decided.")


class CoinsOwed(Conflict):
    """The host owes coins that were spent and then refunded; `debt_coins` says how many."""

    code = "coins_owed"

    def __init__(self, debt_coins: int) -> None:
        super().__init__(
            f"You owe {debt_coins:,} coins that were refunded after you spent them. Buy as many, and you can withdraw.",
            debt_coins=debt_coins,
        )


class BelowPayoutMinimum(BadInput):
    """Less than the least that can be withdrawn; see `minimum` (minor units), `currency` and `diamonds`."""

    code = "below_payout_minimum"

    def __init__(self, minimum: Money, diamonds: int) -> None:
        super().__init__(
            f"You can withdraw {minimum} or more; that takes {diamonds:,} diamonds.",
            field="diamonds",
            currency=minimum.currency,
            minimum=minimum.amount,
            diamonds=diamonds,
        )


class AbovePayoutDailyMaximum(Conflict):
    """More than may be withdrawn in a day (UTC); `left` (minor units of `currency`) is what may be, still."""

    code = "above_payout_daily_maximum"

    def __init__(self, maximum: Money, left: Money) -> None:
        super().__init__(
            f"You can withdraw {maximum} a day, and {left} of that is left until midnight UTC.",
            field="diamonds",
            currency=left.currency,
            left=left.amount,
        )


class NotWithdrawable(Conflict):
    """More diamonds than can be withdrawn now: `withdrawable_diamonds`."""

    code = "not_withdrawable"

    def __init__(self, withdrawable_diamonds: int, needed_diamonds: int) -> None:
        super().__init__(
            f"You can withdraw {withdrawable_diamonds:,} diamonds now. Others become free with time.",
            field="diamonds",
            withdrawable_diamonds=withdrawable_diamonds,
            needed_diamonds=needed_diamonds,
        )


class NoSuchPayout(NotFound):
    """There is no payout of this id."""

    code = "no_such_payout"

    def __init__(self) -> None:
        super().__init__("There is no such payout.")


class PayoutUnderWay(Conflict):
    """It is too late for this; see `state`."""

    code = "payout_under_way"

    def __init__(self, state: str) -> None:
        super().__init__("It is too late for this: look at how the payout stands now.", state=state)


class OwnPayout(Forbidden):
    """Nobody decides about their own money."""

    code = "own_payout"

    def __init__(self) -> None:
        super().__init__("You cannot decide about your own payout. Ask another operator.")


class NoSandbox(NotFound):
    """Payments are real here, or there is no such thing in the sandbox."""

    code = "no_sandbox"

    def __init__(self) -> None:
        super().__init__("There is no such page in the sandbox.")
