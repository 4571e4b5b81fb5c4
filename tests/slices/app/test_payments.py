"""Payments in the whole house: which provider, and what is loaded for it."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from livehouse.app import build_house
from livehouse.config import Settings, SettingsInvalid, load_settings
from livehouse.payments import PricesInvalid
from tests.support.clock import FakeClock
from tests.support.people import refusal

STRIPE = {"payments_provider": "stripe", "stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "whsec_1, whsec_2"}


@pytest.mark.parametrize("provider", ["sandbox", "stripe"])
async def test_pages_know_who_takes_payments(tmp_path: Path, provider: str) -> None:
    house = build_house(Settings(data=tmp_path, **(STRIPE if provider == "stripe" else {})), FakeClock())  # type: ignore[arg-type]
    transport = httpx.ASGITransport(house.http, client=("203.0.113.5", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://livehouse.test") as http:
        platform = (await http.get("/api/v1/platform")).json()
        assert platform["payments"] == {"provider": provider}
        wanted = {"sandbox": {"sandbox": "webhook_refused", "stripe": "no_such_provider"}}
        wanted["stripe"] = {"sandbox": "no_such_provider", "stripe": "webhook_refused"}
        for name, code in wanted[provider].items():
            answer = await http.post(
                f"/api/v1/payments/webhooks/{name}", content=b"{}", headers={"Stripe-Signature": "t"}
            )
            assert refusal(answer)["code"] == code
    await house.shop.provider.close()
    await house.database.close()


def test_stripe_is_loaded_only_where_it_is_used(tmp_path: Path) -> None:
    """It takes as long as the rest of a start, and a third of the memory."""
    look = (
        "import sys; from pathlib import Path; from livehouse.app import build_house; "
        "from livehouse.config import Settings; from livehouse.kernel.clock import SystemClock; "
        f"build_house(Settings(data=Path({str(tmp_path)!r})), SystemClock()); print('stripe' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize("missing", ["stripe_secret_key", "stripe_webhook_secret"])
def test_stripe_needs_its_secrets(missing: str) -> None:
    with pytest.raises(SettingsInvalid, match="LIVEHOUSE_STRIPE_SECRET_KEY and LIVEHOUSE_STRIPE_WEBHOOK_SECRET"):
        load_settings(**{**STRIPE, missing: None})
    assert load_settings(**STRIPE).stripe_webhook_secrets == ("whsec_1", "whsec_2")


def test_a_price_list_that_cannot_be_used_is_refused_at_the_start(tmp_path: Path) -> None:
    prices = tmp_path / "mine.toml"
    prices.write_text('version = "1"\n[default]\ncurrency = "USD"\n[packs.USD]\n100 = -5\n[payouts.USD]\n')
    with pytest.raises(PricesInvalid, match=r"mine\.toml, line 5: packs\.USD\.100 is -5"):
        build_house(Settings(data=tmp_path, prices=str(prices)), FakeClock())
