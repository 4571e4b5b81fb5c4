import pytest

from livehouse.kernel.errors import TooFast
from livehouse.platform.limits import RateLimitItemPerMinute, RateLimits, network_of


async def test_a_limit_says_when_to_come_back_and_counts_each_key_apart() -> None:
    limits = RateLimits()
    per_minute = RateLimitItemPerMinute(2)
    await limits.hit(per_minute, "sign-in", "a", message="Wait a little.")
    await limits.hit(per_minute, "sign-in", "a", message="Wait a little.")
    with pytest.raises(TooFast, match="Wait a little") as refusal:
        await limits.hit(per_minute, "sign-in", "a", message="Wait a little.")
    assert 1 <= int(str(refusal.value.details["retry_after_s"])) <= 61
    await limits.hit(per_minute, "sign-in", "b", message="Wait a little.")


async def test_checking_does_not_count() -> None:
    limits = RateLimits()
    once = RateLimitItemPerMinute(1)
    for _ in range(5):
        await limits.check(once, "x", message="Wait.")
    await limits.hit(once, "x", message="Wait.")
    with pytest.raises(TooFast):
        await limits.check(once, "x", message="Wait.")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
    ],
)
def test_limits_count_an_ipv6_household_as_one(address: str, network: str) -> None:
    assert network_of(address) == network
