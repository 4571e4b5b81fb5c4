"""`livehouse ledger`, as it is typed."""

import asyncio
import csv
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from livehouse.cli import cli
from livehouse.config import load_settings
from livehouse.desk import open_desk
from livehouse.ledger import AccountSpec, Hold, Line, Transfer


def type_in(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["ledger", *words, "--data", str(folder)], env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"

    async def fill() -> None:
        async with open_desk(load_settings(data=data)) as desk:
            async with desk.database.transaction() as tx:
                await desk.ledger.open(
                    tx, [AccountSpec("shop:coins", "COIN", may_go_negative=True), AccountSpec("wallet:ren", "COIN")]
                )
            await desk.ledger.post(
                Transfer("buy", "coins.bought", (Line("shop:coins", -1_350), Line("wallet:ren", 1_350))),
                Transfer("use", "coins.used", (Line("wallet:ren", -50), Line("shop:coins", 50))),
                Hold("hold", "payout.asked", "wallet:ren", "shop:coins", 300),
            )

    asyncio.run(fill())
    return data


def test_books_that_balance(folder: Path) -> None:
    checked = type_in(folder, "check")
    assert checked.exit_code == 0
    assert checked.stdout == (
        "The books balance. Accounts: 2. Transfers: 2, of 4 entries. Holds: 1, open: 1.\nCOIN: 1,300 in circulation\n"
    )
    read = json.loads(type_in(folder, "check", "--json").stdout)
    assert (read["is_sound"], read["in_circulation"], read["findings"]) == (True, {"COIN": 1_300}, [])


def test_books_that_were_changed(folder: Path) -> None:
    connection = sqlite3.connect(folder / "livehouse.sqlite3")
    with connection:
        connection.execute("UPDATE ledger_accounts SET balance = 1400 WHERE name = 'wallet:ren'")
    connection.close()
    checked = type_in(folder, "check")
    assert checked.exit_code == 1
    assert checked.stdout == ""
    assert "The books do not balance. One thing does not agree:\n" in checked.stderr
    assert "account wallet:ren: its entries come to 1300, it says 1400\n" in checked.stderr
    read = type_in(folder, "check", "--json")
    assert (read.exit_code, json.loads(read.stdout)["found"]) == (1, 1)


def test_books_that_are_not_there_are_not_said_to_balance(tmp_path: Path) -> None:
    nowhere = tmp_path / "mistyped"
    for words in (["check"], ["show", "wallet:ren"], ["statement", "wallet:ren", "2026-11"], ["export"]):
        asked = type_in(nowhere, *words)
        assert (asked.exit_code, asked.stdout) == (1, "")
        assert "No Livehouse has ever used this database. Check --data" in asked.stderr
    assert not nowhere.exists()
    nowhere.mkdir()
    sqlite3.connect(nowhere / "livehouse.sqlite3").close()
    assert type_in(nowhere, "check").exit_code == 1


def test_whoever_looks_changes_no_shape(folder: Path) -> None:
    connection = sqlite3.connect(folder / "livehouse.sqlite3")
    for revision, said in (("0001", "an older Livehouse"), ("9999", "a newer Livehouse")):
        with connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        checked = type_in(folder, "check")
        assert (checked.exit_code, checked.stdout) == (1, "")
        assert f"last used by {said} (revision {revision})" in checked.stderr
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]
    connection.close()


def test_an_account_and_its_entries(folder: Path) -> None:
    shown = type_in(folder, "show", "wallet:ren").stdout
    assert shown.startswith("wallet:ren: 1,300 COIN, 300 of it put aside.\n")
    assert [line.split()[0] for line in shown.splitlines()[2:]] == ["2", "1"]
    read = json.loads(type_in(folder, "show", "wallet:ren", "--json").stdout)
    assert (read["available"], [entry["amount"] for entry in read["entries"]]) == (1_000, [-50, 1_350])
    unknown = type_in(folder, "show", "wallet:mio")
    assert (unknown.exit_code, unknown.stderr) == (1, "Not done. The books have no account wallet:mio.\n")


def test_a_statement_of_a_month(folder: Path) -> None:
    now = datetime.now(UTC)
    this_month, next_month = f"{now:%Y-%m}", f"{now.replace(day=1) + timedelta(days=32):%Y-%m}"
    lines = type_in(folder, "statement", "wallet:ren", this_month).stdout.splitlines()
    assert lines[0] == f"wallet:ren, {this_month}: began with 0 COIN."
    assert [line.split()[0] for line in lines[2:4]] == ["1", "2"]
    assert lines[-1] == "Ended with 1,300 COIN, after 2 entries."
    read = json.loads(type_in(folder, "statement", "wallet:ren", next_month, "--json").stdout)
    assert (read["opening"], read["closing"], read["entries"]) == (1_300, 1_300, [])
    assert type_in(folder, "statement", "wallet:mio", this_month).exit_code == 1
    wrong = type_in(folder, "statement", "wallet:ren", "last month")
    assert (wrong.exit_code, "%Y-%m" in wrong.stderr) == (2, True)


def test_all_of_it_to_take_away(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "books.csv"
    assert type_in(folder, "export", "--to", str(file)).stdout == f"4 entries are in {file}.\n"
    with file.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["account"], row["amount"], row["balance"]) for row in rows] == [
        ("shop:coins", "-1350", "-1350"),
        ("shop:coins", "50", "-1300"),
        ("wallet:ren", "1350", "1350"),
        ("wallet:ren", "-50", "1300"),
    ]
    lines = type_in(folder, "export", "--form", "json").stdout.splitlines()
    assert [json.loads(line)["amount"] for line in lines] == [-1_350, 50, 1_350, -50]
    again = type_in(folder, "export", "--to", str(file))
    assert (again.exit_code, again.stderr) == (1, f"Not done. {file} is there already. Name another file.\n")
    nowhere = type_in(folder, "export", "--to", str(tmp_path / "none" / "books.csv"))
    assert nowhere.exit_code == 1
    assert "cannot be written (No such file or directory)" in nowhere.stderr
    assert type_in(folder, "export", "--form", "xml").exit_code == 2
