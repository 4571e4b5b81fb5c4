"""The Connect side of Stripe's API, on top of `stripe_server`: Express accounts, transfers, payouts of hosts.

The shapes are those of Stripe's public OpenAPI description (https://github.com/stripe/openapi), as the installed
`stripe` package states them in its typed resources: Account, AccountLink, Transfer, Reversal, Charge, Payout,
BalanceTransaction. Behaviour beyond the shapes follows the guides:

* Express accounts and what they lack: https://docs.stripe.com/connect/handling-api-verification
* transfers, their groups and reversals: https://docs.stripe.com/connect/separate-charges-and-transfers
* payouts that the platform asks for: https://docs.stripe.com/connect/manual-payouts
* how payouts fail, also after they were paid: https://docs.stripe.com/payouts#payout-failures
* which account an event is about: https://docs.stripe.com/connect/webhooks

What a host, a bank or Stripe does is a method here (`complete`, `arrive`, `bounce`, …).
"""

from typing import Any, Final, Literal

from tests.support.clock import FakeClock
from tests.support.stripe_server import Call, Object, Refusal, StripeServer, check_amount, page_of

ASKED_FIRST: Final = ("external_account", "individual.id_number", "tos_acceptance.date")
FAILURES: Final = {
    "account_closed": "The bank account has been closed",
    "no_account": "The bank account details on file are probably incorrect.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
}


class ConnectServer(StripeServer):
    """Stripe with Connect.

    Attributes:
        balance: what the platform has, by currency, as Stripe counts; every currency begins with much.
        rates: what a host's account changes money into, by its id: (currency, per unit).
    """

    def __init__(self, clock: FakeClock, **words: Any) -> None:
        super().__init__(clock, **words)
        self.balance: dict[str, int] = {}
        self.balances: dict[str, dict[str, int]] = {}
        self.rates: dict[str, tuple[str, int]] = {}
        # A refusal that came while it was carried out is repeated under its key, as a success is.
        self._refusals: dict[tuple[str | None, str], Refusal] = {}
        for method, path, handler in (
            ("POST", "/v1/accounts", self._create_account),
            ("GET", "/v1/accounts/{id}", self._get_account),
            ("POST", "/v1/account_links", self._create_link),
            ("POST", "/v1/transfers", self._create_transfer),
            ("GET", "/v1/transfers", self._list_transfers),
            ("GET", "/v1/transfers/{id}", self._get_transfer),
            ("POST", "/v1/transfers/{id}/reversals", self._create_reversal),
            ("POST", "/v1/payouts", self._create_payout),
            ("GET", "/v1/payouts", self._list_payouts),
            ("GET", "/v1/payouts/{id}", self._get_payout),
        ):
            self.route(method, path, handler)

    # What people do

    def complete(self, account_id: str) -> Object:
        """The host has told Stripe everything; money can come."""
        account = self._of(account_id)
        account |= {"details_submitted": True, "payouts_enabled": True}
        account["capabilities"] = {"transfers": "active"}
        account["requirements"] |= {"currently_due": [], "past_due": [], "disabled_reason": None}
        return self.happened("account.updated", account, account=account_id)

    def restrict(self, account_id: str) -> Object:
        """Stripe wants to see something more, and pays nothing until then."""
        account = self._of(account_id)
        account |= {"payouts_enabled": False}
        account["capabilities"] = {"transfers": "inactive"}
        document = ["individual.verification.document"]
        account["requirements"] |= {"currently_due": document, "past_due": document}
        account["requirements"] |= {"disabled_reason": "requirements.past_due"}
        return self.happened("account.updated", account, account=account_id)

    def reject(self, account_id: str) -> Object:
        """Stripe closes the account for good."""
        account = self._of(account_id)
        account |= {"payouts_enabled": False}
        account["capabilities"] = {"transfers": "inactive"}
        account["requirements"] |= {"disabled_reason": "rejected.fraud"}
        return self.happened("account.updated", account, account=account_id)

    def revoke(self, account_id: str) -> Object:
        """The account is not the platform's any more."""
        account = self._of(account_id)
        account["_revoked"] = True
        application = {"id": "ca_livehouse", "object": "application", "name": "Livehouse"}
        return self.happened("account.application.deauthorized", application, account=account_id)

    def arrive(self, payout_id: str) -> Object:
        """The bank has it."""
        payout = self.find("payout", payout_id)
        payout |= {"status": "paid"}
        return self.happened("payout.paid", payout, account=payout["_account"])

    def bounce(self, payout_id: str, code: str = "account_closed") -> Object:
        """The bank does not take it, or sends it back."""
        payout = self.find("payout", payout_id)
        assert payout["status"] in ("pending", "in_transit", "paid")
        payout |= {"status": "failed", "failure_code": code, "failure_message": FAILURES[code]}
        self._add(payout["_account"], payout["currency"], payout["amount"])
        return self.happened("payout.failed", payout, account=payout["_account"])

    def cancel(self, payout_id: str) -> Object:
        """Somebody cancels it at Stripe's pages before it is on its way."""
        payout = self.find("payout", payout_id)
        assert payout["status"] == "pending"
        payout |= {"status": "canceled"}
        self._add(payout["_account"], payout["currency"], payout["amount"])
        return self.happened("payout.canceled", payout, account=payout["_account"])

    def reverse(self, transfer_id: str) -> Object:
        """Somebody takes a transfer back at Stripe's pages."""
        return self._create_reversal(
            Call("POST", f"/v1/transfers/{transfer_id}/reversals", {}, {}, {"id": transfer_id})
        )

    def last(self, kind: Literal["account", "transfer", "payout"]) -> Object:
        """What was made last of this kind."""
        return self.all(kind)[-1]

    def host_has(self, account_id: str, currency: str) -> int:
        """What is in a host's account at Stripe."""
        return self.balances.get(account_id, {}).get(currency, 0)

    # Accounts

    def _of(self, account_id: str) -> Object:
        found = self.objects.get(account_id)
        if found is None or found["object"] != "account" or found.get("_revoked"):
            raise Refusal(
                403,
                f"The provided key 'sk_test_…' does not have access to account '{account_id}' (or that account does "
                "not exist). Application access may have been revoked.",
                code="account_invalid",
            )
        return found

    def _create_account(self, call: Call) -> Object:
        if call.text("type") != "express":
            raise Refusal(400, "This server knows Express accounts only.", param="type")
        country = call.text("country")
        if len(country) != 2 or not country.isupper():
            raise Refusal(400, f"Country '{country}' is unknown.", param="country", code="country_unsupported")
        if call.params.get("capabilities", {}).get("transfers", {}).get("requested") != "true":
            raise Refusal(400, "Express accounts need a capability.", param="capabilities")
        schedule = call.params.get("settings", {}).get("payouts", {}).get("schedule", {})
        return self.keep(
            id=self.new_id("acct"),
            object="account",
            business_type=call.params.get("business_type"),
            capabilities={"transfers": "inactive"},
            charges_enabled=False,
            controller={"type": "application", "is_controller": True},
            country=country,
            default_currency="usd",
            details_submitted=False,
            email=call.params.get("email"),
            metadata=call.params.get("metadata") or {},
            payouts_enabled=False,
            requirements={
                "alternatives": [],
                "current_deadline": None,
                "currently_due": list(ASKED_FIRST),
                "disabled_reason": "requirements.past_due",
                "errors": [],
                "eventually_due": list(ASKED_FIRST),
                "past_due": list(ASKED_FIRST),
                "pending_verification": [],
            },
            settings={"payouts": {"debit_negative_balances": True, "schedule": {"delay_days": 2, **schedule}}},
            type="express",
        )

    def _get_account(self, call: Call) -> Object:
        return self._of(call.ids["id"])

    def _create_link(self, call: Call) -> Object:
        account = self._of(call.text("account"))
        assert call.text("type") == "account_onboarding"
        call.text("refresh_url")
        call.text("return_url")
        return {
            "object": "account_link",
            "created": self.now(),
            "expires_at": self.now() + 300,
            "url": f"https://connect.stripe.com/setup/e/{account['id']}/{self.new_id('link')}",
        }

    # Transfers

    def _create_transfer(self, call: Call) -> Object:
        self._repeat_refusal(call)
        amount = call.whole("amount") or 0
        currency = call.text("currency")
        check_amount(amount, currency)
        account = self._of(call.text("destination"))
        if account["capabilities"]["transfers"] != "active":
            raise Refusal(
                400,
                "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
                "crypto_transfers, legacy_payments",
                code="insufficient_capabilities_for_transfer",
            )
        if self.balance.get(currency, 10**12) < amount:
            self._refuse(
                call,
                "You have insufficient available funds in your Stripe account.",
                code="balance_insufficient",
            )
        self.balance[currency] = self.balance.get(currency, 10**12) - amount
        into, rate = self.rates.get(account["id"], (currency, 1))
        arrived = self.keep(
            id=self.new_id("txn"),
            object="balance_transaction",
            amount=amount * rate,
            currency=into,
            fee=0,
            net=amount * rate,
            status="available",
            type="payment",
        )
        payment = self.keep(
            id=self.new_id("py"),
            object="charge",
            amount=amount,
            balance_transaction=arrived["id"],
            currency=currency,
            paid=True,
            status="succeeded",
        )
        transfer = self.keep(
            id=self.new_id("tr"),
            object="transfer",
            amount=amount,
            amount_reversed=0,
            balance_transaction=self.new_id("txn"),
            currency=currency,
            description=None,
            destination=account["id"],
            destination_payment=payment["id"],
            metadata=call.params.get("metadata") or {},
            reversals={"object": "list", "data": [], "has_more": False, "url": ""},
            reversed=False,
            source_transaction=None,
            transfer_group=call.params.get("transfer_group"),
            _arrived=(into, amount * rate),
        )
        self._add(account["id"], into, amount * rate)
        self.happened("transfer.created", transfer)
        return transfer

    def _list_transfers(self, call: Call) -> Object:
        found = self.all("transfer")
        for name in ("transfer_group", "destination"):
            if name in call.params:
                found = [each for each in found if each[name] == call.params[name]]
        return self._shown_page(found, call)

    def _get_transfer(self, call: Call) -> Object:
        return self.find("transfer", call.ids["id"])

    def _create_reversal(self, call: Call) -> Object:
        self._repeat_refusal(call)
        transfer = self.find("transfer", call.ids["id"])
        left = transfer["amount"] - transfer["amount_reversed"]
        if left == 0:
            raise Refusal(400, f"Transfer {transfer['id']} is already fully reversed.")
        amount = call.whole("amount", required=False) or left
        into, arrived = transfer["_arrived"]
        share = arrived * amount // transfer["amount"]
        if self.host_has(transfer["destination"], into) < share:
            self._refuse(
                call,
                "Insufficient funds in the connected account to reverse this transfer.",
                code="balance_insufficient",
            )
        self._add(transfer["destination"], into, -share)
        self.balance[transfer["currency"]] += amount
        reversed_ = transfer["amount_reversed"] + amount
        transfer |= {"amount_reversed": reversed_, "reversed": reversed_ == transfer["amount"]}
        made = self.keep(
            id=self.new_id("trr"),
            object="transfer_reversal",
            amount=amount,
            balance_transaction=self.new_id("txn"),
            currency=transfer["currency"],
            metadata=call.params.get("metadata") or {},
            transfer=transfer["id"],
        )
        self.happened("transfer.reversed", transfer)
        return made

    # Payouts

    def _create_payout(self, call: Call) -> Object:
        account = self._of(self._host(call))
        self._repeat_refusal(call)
        amount = call.whole("amount") or 0
        currency = call.text("currency")
        check_amount(amount, currency)
        if not account["payouts_enabled"]:
            raise Refusal(400, "Payouts are not enabled for this account.", code="payouts_not_allowed")
        if self.host_has(account["id"], currency) < amount:
            self._refuse(
                call,
                "You have insufficient funds in your Stripe account for this transfer.",
                code="balance_insufficient",
            )
        self._add(account["id"], currency, -amount)
        payout = self.keep(
            id=self.new_id("po"),
            object="payout",
            amount=amount,
            arrival_date=self.now() + 2 * 86_400,
            automatic=False,
            balance_transaction=self.new_id("txn"),
            currency=currency,
            description=None,
            destination=self.new_id("ba"),
            failure_balance_transaction=None,
            failure_code=None,
            failure_message=None,
            metadata=call.params.get("metadata") or {},
            method="standard",
            reconciliation_status="not_applicable",
            source_type="card",
            statement_descriptor=None,
            status="pending",
            type="bank_account",
            _account=account["id"],
        )
        self.happened("payout.created", payout, account=account["id"])
        return payout

    def _list_payouts(self, call: Call) -> Object:
        host = self._host(call)
        self._of(host)
        since = int(call.params.get("created", {}).get("gte", "0"))
        found = [each for each in self.all("payout") if each["_account"] == host and each["created"] >= since]
        return self._shown_page(found, call)

    def _get_payout(self, call: Call) -> Object:
        host = self._host(call)
        self._of(host)
        payout = self.find("payout", call.ids["id"])
        if payout["_account"] != host:
            raise Refusal(404, f"No such payout: '{payout['id']}'", code="resource_missing", param="payout")
        return payout

    # What they have in common

    def _host(self, call: Call) -> str:
        if call.account is None:
            raise Refusal(400, "The platform itself is paid out by nobody here.")
        return call.account

    def _add(self, account_id: str, currency: str, amount: int) -> None:
        of_host = self.balances.setdefault(account_id, {})
        of_host[currency] = of_host.get(currency, 0) + amount

    def _shown_page(self, found: list[Object], call: Call) -> Object:
        page = page_of(found, call)
        page["data"] = [{name: value for name, value in each.items() if name[0] != "_"} for each in page["data"]]
        return page

    def _refuse(self, call: Call, message: str, *, code: str) -> None:
        refusal = Refusal(400, message, code=code)
        if call.idempotency_key is not None:
            self._refusals[(call.account, call.idempotency_key)] = refusal
        raise refusal

    def _repeat_refusal(self, call: Call) -> None:
        if call.idempotency_key is not None and (call.account, call.idempotency_key) in self._refusals:
            raise self._refusals[(call.account, call.idempotency_key)]
