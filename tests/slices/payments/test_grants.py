"""`livehouse user coins`, as it is typed: coins that nobody paid for."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livehouse.cli import cli
from livehouse.config import load_settings
from livehouse.desk import open_desk


def type_in(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--data", str(folder)], env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = type_in(
        tmp_path, "user", "create", "ren", "--email", "ren@example.org", "--birth-date", "1990-05-17", "--region", "JP"
    )
    assert made.exit_code == 0, made.output
    return tmp_path


def test_coins_are_in_the_books_and_in_the_log(folder: Path) -> None:
    done = type_in(folder, "user", "coins", "@Ren", "500", "--reason", "the school fair")
    assert done.stdout == "@ren has 500 coins now.\n"
    assert type_in(folder, "user", "coins", "ren", "20", "--reason", "a prize").stdout == "@ren has 520 coins now.\n"
    checked = type_in(folder, "ledger", "check")
    assert checked.exit_code == 0
    assert "COIN: 520 in circulation" in checked.stdout

    async def look() -> list[object]:
        async with open_desk(load_settings(data=folder)) as desk:
            account = await desk.accounts.access_by_handle("ren")
            return [json.loads(one.details) for one in await desk.moderation.log.about(account.id, ["coins.grant"])]

    assert asyncio.run(look()) == [
        {"coins": 20, "reason": "a prize"},
        {"coins": 500, "reason": "the school fair"},
    ]


@pytest.mark.parametrize(
    ("coins", "reason", "said"),
    [("0", "x", "between 1 and 1,000,000"), ("1000001", "x", "between 1 and 1,000,000"), ("5", " ", "write something")],
)
def test_what_cannot_be_handed_out(folder: Path, coins: str, reason: str, said: str) -> None:
    refused = type_in(folder, "user", "coins", "ren", coins, "--reason", reason)
    assert refused.exit_code == 1
    assert said in refused.output.lower()
    assert "0 in circulation" not in type_in(folder, "ledger", "check").stdout
    assert "Transfers: 0" in type_in(folder, "ledger", "check").stdout
