"""Limits that several processes share through a real Valkey, and what becomes of them while it is away."""

import asyncio
import time

import pytest

from livehouse.kernel.errors import TooFast
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits
from tests.support.stores import ValkeyProcess

LIMIT = RateLimitItemPerMinute(3)
SLOWLY = "Slowly."


async def test_what_one_process_counts_the_other_knows(valkey: ValkeyProcess) -> None:
    one, other = RateLimits(valkey.url), RateLimits(valkey.url)
    try:
        for limits in (one, other, one):
            await limits.hit(LIMIT, "sign-in", "ada", message=SLOWLY)
        with pytest.raises(TooFast, match=SLOWLY) as refused:
            await other.check(LIMIT, "sign-in", "ada", message=SLOWLY)
        assert 1 <= refused.value.details["retry_after_s"] <= 60
        await other.hit(LIMIT, "sign-in", "grace", message=SLOWLY)
    finally:
        await one.close()
        await other.close()


async def test_while_it_is_away_each_process_counts_by_itself(
    valkey: ValkeyProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("livehouse.platform.limits.ASK_AGAIN_S", 0.2)
    one, other = RateLimits(valkey.url), RateLimits(valkey.url)
    try:
        await one.hit(LIMIT, "sign-in", "ada", message=SLOWLY)
        valkey.stop()
        began = time.monotonic()
        for _ in range(3):
            await one.hit(LIMIT, "sign-in", "ada", message=SLOWLY)
        with pytest.raises(TooFast):
            await one.hit(LIMIT, "sign-in", "ada", message=SLOWLY)
        assert time.monotonic() - began < 2, "nobody waits long for a server that is away"
        valkey.start()
        await asyncio.sleep(0.25)
        for limits in (one, other, one):
            await limits.hit(LIMIT, "sign-in", "grace", message=SLOWLY)
        with pytest.raises(TooFast):
            await other.hit(LIMIT, "sign-in", "grace", message=SLOWLY)
    finally:
        await one.close()
        await other.close()
