"""A small server on this machine that speaks Stripe's real API shapes, for the real `stripe` library to talk to.

The shapes are those of Stripe's public OpenAPI description (https://github.com/stripe/openapi) and of its API reference
(https://docs.stripe.com/api), as the installed `stripe` package states them in its typed resources: Checkout Sessions,
PaymentIntents, Charges, Refunds, Disputes, Events. Behaviour beyond the shapes follows the guides:

* idempotency: https://docs.stripe.com/api/idempotent_requests
* errors: https://docs.stripe.com/api/errors
* signatures of events: https://docs.stripe.com/webhooks#verify-manually
* amounts: https://docs.stripe.com/currencies (zero-decimal, three-decimal, special cases)

What a buyer, a bank or somebody at Stripe's own pages does is a method here (`pay`, `decline`, `dispute`, …). Further
parts of the API are added with `route`.
"""

import asyncio
import copy
import hashlib
import hmac
import itertools
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Literal, Protocol
from urllib.parse import parse_qsl, urlsplit

from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from tests.support.clock import FakeClock

Object = dict[str, Any]
Failure = Literal["nothing", "unavailable", "cut off", "answer lost", "rate limit"]

SECRET_KEY: Final = "sk_test_livehouse"
WEBHOOK_SECRET: Final = "whsec_livehouse"
REASONS: Final = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 404: "Not Found"}
ZERO_DECIMAL: Final = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
THREE_DECIMAL: Final = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))
SESSION_LIFE_S_MIN: Final = 1_800
SESSION_LIFE_S_MAX: Final = 86_400
PART: Final = re.compile(r"\[([^\]]*)\]")


class Refusal(Exception):
    """An answer in the shape of Stripe's errors."""

    def __init__(self, status: int, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": "invalid_request_error", "message": message, **fields}}


class Call:
    """One request.

    Attributes:
        params: from the body of a POST, from the query of a GET; nested as Stripe's brackets say, all values are text.
        account: the connected account that it is about (`Stripe-Account`), if any.
        ids: what stands for the names in the route's path.
    """

    def __init__(
        self, method: str, path: str, params: Object, headers: Mapping[str, str], ids: Mapping[str, str]
    ) -> None:
        self.method = method
        self.path = path
        self.params = params
        self.headers = headers
        self.account = headers.get("stripe-account")
        self.idempotency_key = headers.get("idempotency-key")
        self.ids = ids

    def whole(self, name: str, *, required: bool = True) -> int | None:
        """The whole number of this name."""
        value = self.params.get(name)
        if value is None:
            if required:
                raise Refusal(400, f"Missing required param: {name}.", param=name, code="parameter_missing")
            return None
        return whole(value, name)

    def text(self, name: str) -> str:
        """The text of this name, which must be there."""
        value = self.params.get(name)
        if not isinstance(value, str) or not value:
            raise Refusal(400, f"Missing required param: {name}.", param=name, code="parameter_missing")
        return value


class Handler(Protocol):
    """What answers a call with an object, or raises `Refusal`."""

    def __call__(self, call: Call) -> Object: ...


class StripeServer:
    """Keeps objects, answers requests, remembers what happened as events. Its time is the clock's.

    Attributes:
        base: its address, for `stripe_api_base`.
        calls: every request that was carried out, as (method, path); repetitions under one key count once.
        events: what happened, in order, as Stripe's Event objects.
    """

    def __init__(self, clock: FakeClock, *, secret_key: str = SECRET_KEY, webhook_secret: str = WEBHOOK_SECRET) -> None:
        self.base = ""
        self.calls: list[tuple[str, str]] = []
        self.events: list[Object] = []
        self.objects: dict[str, Object] = {}
        self._clock = clock
        self._secret_key = secret_key
        self._webhook_secret = webhook_secret
        self._numbers = itertools.count(1)
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._answers: dict[tuple[str | None, str], tuple[str, Object]] = {}
        self._failures: list[Failure] = []
        self._failed = 0
        self._conversations: dict[asyncio.StreamWriter, asyncio.Task[Any]] = {}
        for method, path, handler in (
            ("POST", "/v1/checkout/sessions", self._create_session),
            ("GET", "/v1/checkout/sessions/{id}", self._get_session),
            ("POST", "/v1/checkout/sessions/{id}/expire", self._expire_session),
            ("GET", "/v1/payment_intents/{id}", self._get),
            ("GET", "/v1/charges/{id}", self._get),
            ("POST", "/v1/refunds", self._create_refund),
            ("GET", "/v1/refunds", self._list_refunds),
            ("GET", "/v1/refunds/{id}", self._get),
            ("GET", "/v1/disputes", self._list_disputes),
            ("GET", "/v1/disputes/{id}", self._get),
            ("GET", "/v1/events/{id}", self._get),
        ):
            self.route(method, path, handler)

    # What parts of the API are made of

    def route(self, method: str, path: str, handler: Handler) -> None:
        """Answer requests for `path` (`/v1/accounts/{id}`) by `handler`."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(pattern), handler))

    def now(self) -> int:
        """The time, as Stripe writes it."""
        return int(self._clock.now().timestamp())

    def new_id(self, prefix: str) -> str:
        """An id that was never used before: `pi_000001`."""
        return f"{prefix}_{next(self._numbers):06}"

    def keep(self, **fields: Any) -> Object:
        """Keep a new object and give it back; its id is given."""
        made = {"created": self.now(), "livemode": False, "metadata": {}, **fields}
        self.objects[made["id"]] = made
        return made

    def find(self, kind: str, object_id: str) -> Object:
        """The object of this kind and id, as it stands now.

        Raises:
            Refusal: there is none, in Stripe's words.
        """
        found = self.objects.get(object_id)
        if found is None or found["object"] != kind:
            what = kind.split(".")[-1]
            raise Refusal(404, f"No such {what}: '{object_id}'", code="resource_missing", param="id")
        return found

    def all(self, kind: str) -> list[Object]:
        """Every object of this kind, oldest first."""
        return [each for each in self.objects.values() if each["object"] == kind]

    def happened(self, kind: str, about: Object, *, account: str | None = None) -> Object:
        """Remember an event with the object as it stands now."""
        event = self.keep(
            id=self.new_id("evt"),
            object="event",
            api_version="2026-10-28.endive",
            data={"object": copy.deepcopy(about)},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
            type=kind,
            **({} if account is None else {"account": account}),
        )
        self.events.append(event)
        return event

    def signed(
        self, event: Object, *, at: int | None = None, secret: str | None = None
    ) -> tuple[bytes, Mapping[str, str]]:
        """The body and the headers with which Stripe sends an event."""
        body = json.dumps(event, indent=2).encode()
        timestamp = self.now() if at is None else at
        mac = hmac.new((secret or self._webhook_secret).encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
        return body, {
            "Stripe-Signature": f"t={timestamp},v1={mac.hexdigest()}",
            "Content-Type": "application/json; charset=utf-8",
        }

    def fail_next(self, *failures: Failure) -> None:
        """Fail the next requests in these ways, one after the other.

        `unavailable` and `rate limit` are answers, `cut off` is none: in all three nothing was done. With `answer lost`
        everything was done, and nobody hears of it. `nothing` lets one go by.
        """
        self._failures.extend(failures)

    @property
    def failed(self) -> int:
        """How many requests failed as `fail_next` wanted."""
        return self._failed

    # What people do

    def last_session(self) -> Object:
        """The Checkout Session that was made last."""
        return self.all("checkout.session")[-1]

    def pay(self, session_id: str) -> Object:
        """The buyer's card is charged; the PaymentIntent."""
        session = self.find("checkout.session", session_id)
        assert session["status"] == "open", "only an open session can be paid"
        intent = self._intent_of(session)
        charge = self._charge(intent, paid=True)
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
        session |= {"status": "complete", "payment_status": "paid", "url": None}
        self.happened("charge.succeeded", charge)
        self.happened("payment_intent.succeeded", intent)
        self.happened("checkout.session.completed", session)
        return intent

    def decline(self, session_id: str) -> Object:
        """The buyer's card is declined. The session stays open, as Stripe leaves it: they may try another card."""
        session = self.find("checkout.session", session_id)
        intent = self._intent_of(session)
        charge = self._charge(intent, paid=False)
        intent |= {
            "status": "requires_payment_method",
            "latest_charge": charge["id"],
            "last_payment_error": {
                "type": "card_error",
                "code": "card_declined",
                "decline_code": "generic_decline",
                "message": "Your card was declined.",
            },
        }
        self.happened("charge.failed", charge)
        self.happened("payment_intent.payment_failed", intent)
        return intent

    def begin_delayed(self, session_id: str) -> Object:
        """The buyer is done, and their bank takes days (`payment_status` unpaid)."""
        session = self.find("checkout.session", session_id)
        intent = self._intent_of(session)
        intent |= {"status": "processing"}
        session |= {"status": "complete", "payment_status": "unpaid", "url": None}
        self.happened("checkout.session.completed", session)
        return intent

    def end_delayed(self, session_id: str, *, paid: bool) -> Object:
        """The bank has answered."""
        session = self.find("checkout.session", session_id)
        intent = self.find("payment_intent", session["payment_intent"])
        charge = self._charge(intent, paid=paid)
        intent |= {"status": "succeeded" if paid else "requires_payment_method", "latest_charge": charge["id"]}
        if paid:
            intent |= {"amount_received": intent["amount"]}
            session |= {"payment_status": "paid"}
        self.happened(f"checkout.session.async_payment_{'succeeded' if paid else 'failed'}", session)
        return intent

    def refund(self, intent_id: str, amount: int | None = None) -> Object:
        """Somebody refunds at Stripe's own pages."""
        params = {"payment_intent": intent_id} | ({} if amount is None else {"amount": str(amount)})
        return self._create_refund(Call("POST", "/v1/refunds", params, {}, {}))

    def fail_refund(self, refund_id: str) -> Object:
        """The bank of the buyer does not take a refund; the money is back."""
        refund = self.find("refund", refund_id)
        charge = self.find("charge", refund["charge"])
        refund |= {"status": "failed", "failure_reason": "lost_or_stolen_card"}
        charge |= {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False}
        self.happened("refund.failed", refund)
        self.happened("charge.refund.updated", refund)
        return refund

    def dispute(self, intent_id: str, amount: int | None = None, *, status: str = "needs_response") -> Object:
        """The buyer goes to their bank."""
        intent = self.find("payment_intent", intent_id)
        charge = self.find("charge", intent["latest_charge"])
        charge |= {"disputed": True}
        dispute = self.keep(
            id=self.new_id("du"),
            object="dispute",
            amount=charge["amount"] if amount is None else amount,
            balance_transactions=[],
            charge=charge["id"],
            currency=charge["currency"],
            enhanced_eligibility_types=[],
            evidence={},
            evidence_details={"due_by": self.now() + 7 * 86_400, "has_evidence": False, "past_due": False},
            is_charge_refundable=False,
            payment_intent=intent_id,
            reason="fraudulent",
            status=status,
        )
        self.happened("charge.dispute.created", dispute)
        if not status.startswith("warning"):
            self.happened("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def close_dispute(self, dispute_id: str, status: Literal["won", "lost", "warning_closed"]) -> Object:
        """The bank decides."""
        dispute = self.find("dispute", dispute_id)
        dispute |= {"status": status}
        self.happened("charge.dispute.closed", dispute)
        if status == "won":
            self.happened("charge.dispute.funds_reinstated", dispute)
        return dispute

    # Checkout

    def _create_session(self, call: Call) -> Object:
        check_known(call, SessionCreateParams)
        if call.text("mode") != "payment":
            raise Refusal(400, "This server knows payments only.", param="mode")
        items = call.params.get("line_items") or []
        if not items:
            raise Refusal(400, "Missing required param: line_items.", param="line_items", code="parameter_missing")
        prices = [item["price_data"] for item in items]
        currency = prices[0]["currency"]
        total = 0
        for item, price in zip(items, prices, strict=True):
            if not price["product_data"].get("name"):
                raise Refusal(400, "Missing required param: line_items[0][price_data][product_data][name].")
            amount = whole(price["unit_amount"], "line_items[0][price_data][unit_amount]")
            total += amount * whole(item.get("quantity", "1"), "line_items[0][quantity]")
        check_amount(total, currency)
        expires_at = call.whole("expires_at", required=False) or self.now() + SESSION_LIFE_S_MAX
        if not SESSION_LIFE_S_MIN <= expires_at - self.now() <= SESSION_LIFE_S_MAX:
            raise Refusal(
                400,
                "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session "
                "creation.",
                param="expires_at",
            )
        session_id = self.new_id("cs_test")
        return self.keep(
            id=session_id,
            object="checkout.session",
            adaptive_pricing={"enabled": False},
            amount_subtotal=total,
            amount_total=total,
            automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
            cancel_url=call.params.get("cancel_url"),
            client_reference_id=call.params.get("client_reference_id"),
            currency=currency,
            custom_fields=[],
            custom_text={},
            customer=None,
            customer_details=None,
            customer_email=call.params.get("customer_email"),
            expires_at=expires_at,
            locale=call.params.get("locale"),
            metadata=call.params.get("metadata") or {},
            mode="payment",
            payment_intent=None,
            payment_method_types=call.params.get("allowed_payment_method_types") or ["card"],
            payment_status="unpaid",
            shipping_options=[],
            status="open",
            success_url=call.text("success_url"),
            total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
            url=f"https://checkout.stripe.com/c/pay/{session_id}",
            # Kept for the PaymentIntent, which is made when the buyer submits the page.
            _payment_intent_data=call.params.get("payment_intent_data") or {},
        )

    def _get_session(self, call: Call) -> Object:
        session = self.find("checkout.session", call.ids["id"])
        if session["status"] == "open" and self.now() >= session["expires_at"]:
            self._end_session(session)
        return session

    def _expire_session(self, call: Call) -> Object:
        session = self.find("checkout.session", call.ids["id"])
        if session["status"] != "open":
            raise Refusal(
                400,
                f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a '
                f'status of "{session["status"]}".',
            )
        return self._end_session(session)

    def _end_session(self, session: Object) -> Object:
        session |= {"status": "expired", "url": None}
        self.happened("checkout.session.expired", session)
        return session

    def _intent_of(self, session: Object) -> Object:
        if session["payment_intent"] is not None:
            return self.find("payment_intent", session["payment_intent"])
        data = session["_payment_intent_data"]
        intent = self.keep(
            id=self.new_id("pi"),
            object="payment_intent",
            amount=session["amount_total"],
            amount_capturable=0,
            amount_received=0,
            capture_method="automatic_async",
            client_secret=None,
            confirmation_method="automatic",
            currency=session["currency"],
            customer=None,
            description=data.get("description"),
            last_payment_error=None,
            latest_charge=None,
            metadata=data.get("metadata") or {},
            payment_method_types=["card"],
            status="requires_payment_method",
        )
        session["payment_intent"] = intent["id"]
        return intent

    def _charge(self, intent: Object, *, paid: bool) -> Object:
        return self.keep(
            id=self.new_id("ch"),
            object="charge",
            amount=intent["amount"],
            amount_captured=intent["amount"] if paid else 0,
            amount_refunded=0,
            balance_transaction=self.new_id("txn") if paid else None,
            billing_details={},
            captured=paid,
            currency=intent["currency"],
            customer=None,
            description=intent["description"],
            disputed=False,
            failure_code=None if paid else "card_declined",
            failure_message=None if paid else "Your card was declined.",
            metadata=dict(intent["metadata"]),
            paid=paid,
            payment_intent=intent["id"],
            refunded=False,
            status="succeeded" if paid else "failed",
        )

    # Refunds and disputes

    def _create_refund(self, call: Call) -> Object:
        check_known(call, RefundCreateParams)
        intent = self.find("payment_intent", call.text("payment_intent"))
        if intent["latest_charge"] is None or not self.objects[intent["latest_charge"]]["paid"]:
            raise Refusal(400, f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        charge = self.objects[intent["latest_charge"]]
        left = charge["amount"] - charge["amount_refunded"]
        if left == 0:
            raise Refusal(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if any(each["charge"] == charge["id"] and is_withdrawn(each) for each in self.all("dispute")):
            raise Refusal(400, f"Charge {charge['id']} has been charged back.", code="charge_disputed")
        amount = call.whole("amount", required=False)
        amount = left if amount is None else amount
        if amount <= 0:
            raise Refusal(400, "Invalid positive integer", param="amount", code="parameter_invalid_integer")
        check_amount(amount, charge["currency"])
        if amount > left:
            raise Refusal(
                400,
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
                param="amount",
                code="amount_too_large",
            )
        refunded = charge["amount_refunded"] + amount
        charge |= {"amount_refunded": refunded, "refunded": refunded == charge["amount"]}
        refund = self.keep(
            id=self.new_id("re"),
            object="refund",
            amount=amount,
            balance_transaction=self.new_id("txn"),
            charge=charge["id"],
            currency=charge["currency"],
            metadata=call.params.get("metadata") or {},
            payment_intent=intent["id"],
            reason=call.params.get("reason"),
            receipt_number=None,
            source_transfer_reversal=None,
            status="succeeded",
            transfer_reversal=None,
        )
        self.happened("charge.refunded", charge)
        self.happened("refund.created", refund)
        return refund

    def _list_refunds(self, call: Call) -> Object:
        return self._list_of("refund", call)

    def _list_disputes(self, call: Call) -> Object:
        return self._list_of("dispute", call)

    def _list_of(self, kind: str, call: Call) -> Object:
        """The objects of this kind that are about the payment which is asked for."""
        wanted = {name: call.params[name] for name in ("payment_intent", "charge") if name in call.params}
        found = [each for each in self.all(kind) if all(each[name] == value for name, value in wanted.items())]
        return page_of(found, call)

    def _get(self, call: Call) -> Object:
        found = self.objects.get(call.ids["id"])
        if found is None:
            raise Refusal(404, f"No such object: '{call.ids['id']}'", code="resource_missing", param="id")
        return found

    # HTTP

    @asynccontextmanager
    async def running(self) -> AsyncIterator["StripeServer"]:
        """Serve on a free port until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            tasks = list(self._conversations.values())
            for writer in list(self._conversations):
                writer.close()
            await asyncio.gather(*tasks)
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._conversations[writer] = task
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._answer_one(reader, writer):
                pass
        del self._conversations[writer]
        writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        line = (await reader.readline()).decode()
        if not line:
            return False
        method, target, _ = line.split(" ")
        headers: dict[str, str] = {}
        while (header := (await reader.readline()).decode().strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
        failure = self._failures.pop(0) if self._failures else None
        self._failed += failure not in (None, "nothing")
        if failure == "cut off":
            return False
        if failure == "unavailable":
            error = {"error": {"type": "api_error", "message": "Stripe is briefly unavailable."}}
            status, answer, replayed = 503, error, False
        elif failure == "rate limit":
            error = {"error": {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."}}
            status, answer, replayed = 429, error, False
        else:
            status, answer, replayed = self._carry_out(method, target, headers, body)
        if failure == "answer lost":
            return False
        text = json.dumps(answer).encode()
        head = [
            f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}",
            "Content-Type: application/json",
            f"Content-Length: {len(text)}",
            f"Request-Id: {self.new_id('req')}",
            *(["Idempotent-Replayed: true"] if replayed else []),
        ]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + text)
        await writer.drain()
        return True

    def _carry_out(self, method: str, target: str, headers: Mapping[str, str], body: str) -> tuple[int, Object, bool]:
        if headers.get("authorization") != f"Bearer {self._secret_key}":
            return 401, Refusal(401, "Invalid API Key provided.").body, False
        address = urlsplit(target)
        params = nested(parse_qsl(body if method == "POST" else address.query, keep_blank_values=True))
        for wanted, pattern, handler in self._routes:
            match = pattern.fullmatch(address.path)
            if match is None or method != wanted:
                continue
            call = Call(method, address.path, params, headers, match.groupdict())
            try:
                return self._answer(call, handler)
            except Refusal as refusal:
                return refusal.status, refusal.body, False
        return 404, Refusal(404, f"Unrecognized request URL ({method}: {address.path}).").body, False

    def _answer(self, call: Call, handler: Handler) -> tuple[int, Object, bool]:
        key = None
        if call.method == "POST" and call.idempotency_key is not None:
            key = (call.account, call.idempotency_key)
        print_ = json.dumps([call.path, call.params], sort_keys=True)
        if key is not None and key in self._answers:
            before, answer = self._answers[key]
            if before != print_:
                raise Refusal(
                    400,
                    "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    f"Try using a key other than '{key[1]}' if you meant to execute a different request.",
                    type="idempotency_error",
                )
            return 200, answer, True
        made = handler(call)
        self.calls.append((call.method, call.path))
        answer = self._shown(made, call.params.get("expand") or [])
        if key is not None:
            # What was refused has used up no key: validation comes before it.
            self._answers[key] = (print_, answer)
        return 200, answer, False

    def _shown(self, made: Object, expand: Sequence[str]) -> Object:
        shown: Object = {name: value for name, value in copy.deepcopy(made).items() if not name.startswith("_")}
        for path in expand:
            at = shown
            for name in path.split("."):
                value = at.get(name)
                if isinstance(value, str):
                    at[name] = copy.deepcopy(self.objects[value])
                if not isinstance(at.get(name), dict):
                    break
                at = at[name]
        return shown


def page_of(objects: Sequence[Object], call: Call) -> Object:
    """A list as Stripe gives it: newest first, `limit` at most."""
    limit = call.whole("limit", required=False) or 10
    newest_first = list(reversed(objects))
    start = call.params.get("starting_after")
    if start is not None:
        newest_first = newest_first[[each["id"] for each in newest_first].index(start) + 1 :]
    data = [copy.deepcopy(each) for each in newest_first[:limit]]
    return {"object": "list", "url": call.path, "has_more": len(newest_first) > limit, "data": data}


def check_known(call: Call, params: type) -> None:
    """Refuse parameters that Stripe does not know; `params` is what the library says of them."""
    for name in call.params:
        if name not in params.__annotations__:
            raise Refusal(400, f"Received unknown parameter: {name}", param=name, code="parameter_unknown")


def whole(value: object, name: str) -> int:
    """A whole number as forms carry it."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    raise Refusal(400, f"Invalid integer: {value}", param=name, code="parameter_invalid_integer")


def check_amount(amount: int, currency: str) -> None:
    """Refuse what Stripe refuses of amounts in this currency."""
    if currency != currency.lower() or len(currency) != 3:
        raise Refusal(400, f"Invalid currency: {currency}.", param="currency")
    if currency in THREE_DECIMAL and amount % 10 != 0:
        raise Refusal(400, f"Invalid amount: {currency} amounts must be evenly divisible by 10.", param="amount")
    if currency in ("isk", "ugx") and amount % 100 != 0:
        raise Refusal(400, f"Invalid amount: {currency} amounts must be evenly divisible by 100.", param="amount")


def is_withdrawn(dispute: Object) -> bool:
    """Whether the bank has the money of this dispute."""
    return dispute["status"] not in ("won", "prevented") and not dispute["status"].startswith("warning")


def nested(pairs: Sequence[tuple[str, str]]) -> Object:
    """`a[b][0]=c` as {"a": {"b": ["c"]}}."""
    tree: Object = {}
    for name, value in pairs:
        first, bracket, rest = name.partition("[")
        path = [first, *PART.findall(bracket + rest)]
        at = tree
        for part in path[:-1]:
            at = at.setdefault(part, {})
        last = path[-1] or str(len(at))
        at[last] = value
    return {name: _with_lists(value) for name, value in tree.items()}


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
