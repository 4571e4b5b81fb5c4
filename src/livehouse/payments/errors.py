"""What payments refuse."""

from typing import Final

from livehouse.kernel.errors import BadInput, Conflict, NotFound, Unavailable
from livehouse.kernel.money import Money

REASON_LENGTH_MAX: Final = 300


class NoSuchPack(NotFound):
    """There is no such pack of coins where this person lives."""

    code = "no_such_pack"

    def __init__(self) -> None:
        super().__init__(
            "This pack of coins is not sold where you live, or not any more. Choose another.", field="pack"
        )


class NoSuchPurchase(NotFound):
    """There is no such purchase, or it is somebody else's."""

    code = "no_such_purchase"

    def __init__(self) -> None:
        super().__init__("There is no such purchase.")


class BuyingLimitReached(Conflict):
    """More coins than one account may buy in 24 hours; the details say how many are left."""

    code = "buying_limit_reached"

    def __init__(self, *, coins_a_day: int, coins_left: int) -> None:
        super().__init__(
            f"One can buy {coins_a_day:,} coins in 24 hours, and {coins_left:,} of these are left. Take a smaller "
            "pack, or come back tomorrow.",
            coins_a_day=coins_a_day,
            coins_left=coins_left,
        )


class ProviderUnavailable(Unavailable):
    """The payment provider cannot be reached, or does not answer in time. Nothing was lost: ask again."""

    code = "payment_provider_unavailable"

    def __init__(self) -> None:
        super().__init__("The payment provider does not answer just now. Try again in a moment; you pay only once.")


class ProviderRefused(Conflict):
    """The payment provider refuses what was asked of it; the message has its reason."""

    code = "payment_provider_refused"

    def __init__(self, reason: str) -> None:
        self.reason = reason[:REASON_LENGTH_MAX]
        super().__init__(f"The payment provider refuses this: {self.reason}", reason=self.reason)


class WebhookRefused(BadInput):
    """What came is not from the payment provider, is too old, or cannot be read."""

    code = "webhook_refused"


class NoSuchProvider(NotFound):
    """This platform does not use that payment provider."""

    code = "no_such_provider"

    def __init__(self) -> None:
        super().__init__("This platform does not use that payment provider.")


class NotPaid(Conflict):
    """What was never paid cannot be refunded."""

    code = "not_paid"

    def __init__(self) -> None:
        super().__init__("This purchase was not paid, so there is nothing to refund.")


class RefundTooLarge(Conflict):
    """More than what is left of the payment; the details say how much that is."""

    code = "refund_too_large"

    def __init__(self, refundable: Money) -> None:
        super().__init__(
            f"At most {refundable} of this payment can be refunded.",
            field="amount",
            refundable={"currency": refundable.currency, "amount": refundable.amount},
        )


class RefundPending(Conflict):
    """A refund of this purchase was asked for a moment ago, and the provider has not answered yet."""

    code = "refund_pending"

    def __init__(self) -> None:
        super().__init__("A refund of this purchase is on its way already. Wait a minute, then look again.")


class DisputeStands(Conflict):
    """The bank decides about a disputed payment; it cannot be refunded beside that."""

    code = "dispute_stands"

    def __init__(self) -> None:
        super().__init__("The buyer disputes this payment. Their bank decides; it cannot be refunded meanwhile.")


class SandboxOnly(Conflict):
    """Only the sandbox can do this; here money is real."""

    code = "sandbox_only"

    def __init__(self) -> None:
        super().__init__("Only payments in the sandbox can be disputed by hand.")


class NoSuchCheckout(NotFound):
    """There is no such payment in the sandbox, or it is somebody else's."""

    code = "no_such_checkout"

    def __init__(self) -> None:
        super().__init__("There is no such payment. Go back to your wallet.")


class CheckoutIsOver(Conflict):
    """The payment in the sandbox was paid, declined or cancelled, or its time is over."""

    code = "checkout_is_over"

    def __init__(self) -> None:
        super().__init__("This payment is over already. Go back to your wallet.")
