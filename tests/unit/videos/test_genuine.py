import pytest

from livehouse.videos.genuine import HOUSEHOLD_MAX, STRANGERS_PER_NETWORK_MAX, PlayFacts, judge_play

SOMEBODY = {
    "is_author": False,
    "is_signed_in": True,
    "is_authors_browser": False,
    "is_authors_network": False,
    "accounts_of_network": 0,
    "strangers_of_network": 0,
}


@pytest.mark.parametrize(
    ("facts", "why_not"),
    [
        ({}, None),
        ({"is_signed_in": False}, None),
        ({"is_author": True}, "own"),
        ({"is_author": True, "is_authors_browser": True, "is_authors_network": True}, "own"),
        ({"is_authors_browser": True}, "own_browser"),
        ({"is_authors_browser": True, "is_signed_in": False}, "own_browser"),
        ({"is_authors_network": True, "is_signed_in": False}, "own_network"),
        ({"is_authors_network": True, "accounts_of_network": HOUSEHOLD_MAX - 1}, None),
        ({"is_authors_network": True, "accounts_of_network": HOUSEHOLD_MAX}, "own_network"),
        ({"is_signed_in": False, "strangers_of_network": STRANGERS_PER_NETWORK_MAX - 1}, None),
        ({"is_signed_in": False, "strangers_of_network": STRANGERS_PER_NETWORK_MAX}, "same_network"),
        # A school signs up and watches: accounts elsewhere are never too many.
        ({"strangers_of_network": 10_000, "accounts_of_network": 10_000}, None),
    ],
)
def test_which_plays_count(facts: dict[str, bool | int], why_not: str | None) -> None:
    assert judge_play(PlayFacts(**{**SOMEBODY, **facts})) == why_not
