"""The `stripe` library as Livehouse uses it: one client, timeouts, few retries, its errors as ours.

Loaded only where Stripe is the payment provider: the library is large.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Final, TypeVar

import httpx
import stripe
import structlog
from pydantic import HttpUrl

from livehouse.config import Settings
from livehouse.kernel.money import Money, digits_of
from livehouse.payments.errors import ProviderRefused, ProviderUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")

# Somebody waits at their screen.
CONNECT_S_MAX: Final = 5.0
ANSWER_S_MAX: Final = 15.0
# Each under the same idempotency key, half a second and more apart: https://docs.stripe.com/error-low-level
RETRIES_MAX: Final = 2
CONNECTIONS_MAX: Final = 20
# A host has closed their account there, or taken the platform out of it: https://docs.stripe.com/error-codes
ACCOUNT_GONE: Final = "account_invalid"

# https://docs.stripe.com/currencies: without digits, with three of which the last is 0, and two that go without digits
# today and are still written with two.
_ZERO_DECIMAL: Final = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THREE_DECIMAL: Final = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))


class _Http(stripe.HTTPClient):
    """The library's way over httpx: with limits of our own, and a body handed over as httpx wants it."""

    name = "httpx"

    def __init__(self, base: HttpUrl | None) -> None:
        super().__init__()
        self._http = httpx.AsyncClient(
            # To load the certificates of the world takes a while, and an address of tests has none.
            verify=base is None or base.scheme == "https",
            timeout=httpx.Timeout(ANSWER_S_MAX, connect=CONNECT_S_MAX),
            limits=httpx.Limits(max_connections=CONNECTIONS_MAX),
        )

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: bytes | str | None = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            response = await self._http.request(method, url, headers=dict(headers), content=post_data or b"")
        except httpx.HTTPError as error:
            reason = f"{type(error).__name__}: {error}"
            raise stripe.APIConnectionError(reason, should_retry=True) from error  # type: ignore[no-untyped-call]
        return response.content, response.status_code, response.headers

    async def sleep_async(self, secs: float) -> None:
        """Wait between two attempts."""
        await asyncio.sleep(secs)

    async def close_async(self) -> None:
        await self._http.aclose()


class StripeAccess:
    """The client, and how it is called."""

    def __init__(self, settings: Settings) -> None:
        secret = settings.stripe_secret_key
        assert secret is not None  # noqa: S101  # the settings ask for it where Stripe is the provider
        base = settings.stripe_api_base
        self._http = _Http(base)
        self.client = stripe.StripeClient(
            secret.get_secret_value(),
            base_addresses={} if base is None else {"api": str(base).rstrip("/")},
            http_client=self._http,
            max_network_retries=RETRIES_MAX,
        )

    async def call(self, answer: Awaitable[T]) -> T:
        """What the provider answers.

        Raises:
            ProviderUnavailable: nobody knows whether it was done; the same call under the same key finds out.
            ProviderRefused: it was not, and will not be.
        """
        try:
            return await answer
        except stripe.CardError as error:
            raise ProviderRefused(error.user_message or "the card was declined") from error
        except stripe.InvalidRequestError as error:
            raise ProviderRefused(error.user_message or "it makes no sense there") from error
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            if code_of(error) == ACCOUNT_GONE:
                raise ProviderRefused("the account at the payment provider was closed") from error
            # Nobody but the operator can do anything about it, and what people asked for is still to be done.
            log.error("Stripe does not accept LIVEHOUSE_STRIPE_SECRET_KEY", reason=error.user_message)
            raise ProviderUnavailable from error
        except stripe.StripeError as error:
            log.warning("Stripe does not answer", reason=str(error), kind=type(error).__name__)
            raise ProviderUnavailable from error

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close_async()


def code_of(error: stripe.StripeError) -> str | None:
    """Stripe's code of an error; of some the library tells it in the answer only."""
    return error.code or (None if error.error is None else error.error.code)


def _stripe_digits(currency: str) -> int:
    if currency in _ZERO_DECIMAL:
        return 0
    return 3 if currency in _THREE_DECIMAL else 2


def to_stripe(money: Money) -> tuple[int, str]:
    """Amount and currency as Stripe writes them.

    Raises:
        ProviderRefused: Stripe cannot move such an amount.
    """
    ours, theirs = digits_of(money.currency), _stripe_digits(money.currency)
    amount = money.amount * 10 ** max(0, theirs - ours)
    amount, rest = divmod(amount, 10 ** max(0, ours - theirs))
    if rest or (theirs == 3 and amount % 10):
        raise ProviderRefused(f"{money} has more digits than can be paid")
    return amount, money.currency.lower()


def from_stripe(amount: int, currency: str) -> Money:
    """What an amount of Stripe's is, in our units."""
    code = currency.upper()
    ours, theirs = digits_of(code), _stripe_digits(code)
    return Money(code, amount * 10 ** max(0, ours - theirs) // 10 ** max(0, theirs - ours))
