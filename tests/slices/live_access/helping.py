"""What the tests of live access have in common."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from livehouse.accounts import Account
from tests.slices.rooms.house import House
from tests.unit.live_access.people import POLICY_TEXT

DAY_S = 24 * 3_600.0


def write_policy(folder: Path, *, version: str = "p1", followers_min: int = 3, **changes: str) -> Path:
    """A policy that so many followers are enough for; `changes` replace the lines that begin so."""
    text = POLICY_TEXT.replace('version = "p1"', f'version = "{version}"').replace(
        "min = 1000", f"min = {followers_min}"
    )
    text = text.replace("followers_min = 50", f"followers_min = {min(50, followers_min)}").split("[regions.KR.age]")[0]
    for key, line in changes.items():
        old = next(each for each in text.splitlines() if each.startswith(f"{key} ="))
        text = text.replace(old, line, 1)
    file = folder / "policy.toml"
    file.write_text(text)
    return file


async def followed(house: House, account: Account, by: Sequence[str]) -> None:
    """These people, made if need be, follow the account."""
    for handle in by:
        fan = await house.accounts.find_by_handle(handle) or await house.sign_up(handle, may_go_live=False)
        await house.accounts.follow(fan.id, account.handle)
        await house.settled()


def refusal(answer: httpx.Response) -> tuple[int, str, str | None]:
    """(status, code, field) of a refusal whose message is a sentence."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "field", "retry", "details"}
    assert error["message"].rstrip()[-1] in ".!"
    return answer.status_code, error["code"], error["field"]


def done(answer: httpx.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def told(house: House) -> list[tuple[str, str]]:
    """(account id, kind) of every notice that went out over the channel, in order."""
    return [(account_id, message.notice.kind) for account_id, message in house.told]
