"""`livehouse user warn|strike|suspend|ban|lift` and `livehouse log`, as they are typed. What a server does about it is
in tests/processes."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from livehouse.cli import cli


class Typist:
    """Types commands at a data folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "livehouse.sqlite3"

    def type(self, *words: str) -> Result:
        return CliRunner().invoke(cli, [*words, "--data", str(self.folder)], env={"COLUMNS": "200", "NO_COLOR": "1"})

    def done(self, *words: str) -> str:
        result = self.type(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def read(self, *words: str) -> Any:
        return json.loads(self.done(*words, "--json"))

    def change(self, *statements: str) -> None:
        connection = sqlite3.connect(self.database)
        with connection:
            for name in ("update", "delete", "replace"):
                connection.execute(f"DROP TRIGGER IF EXISTS operator_log_no_{name}")
            for statement in statements:
                connection.execute(statement)
        connection.close()


@pytest.fixture
def typist(tmp_path: Path) -> Typist:
    made = Typist(tmp_path / "data")
    made.done("user", "create", "ren", "--email", "ren@example.org", "--birth-date", "1990-05-17", "--region", "JP")
    return made


def test_every_act_says_what_came_of_it_and_is_in_the_log(typist: Typist) -> None:
    assert typist.done("user", "warn", "ren", "--reason", "[bold]Be kind.") == "@ren is warned.\n"
    assert typist.done("user", "strike", "@Ren", "--reason", "Spam.") == "@ren has 1 strike.\n"
    assert typist.done("user", "strike", "ren", "--reason", "Spam.") == "@ren has 2 strikes.\n"
    suspended = typist.done("user", "suspend", "ren", "--reason", "Insults.", "--days", "7")
    assert suspended.startswith("@ren is suspended until ")
    assert typist.done("user", "ban", "ren", "--reason", "Threats.") == "@ren is banned, and signed out everywhere.\n"
    assert typist.done("user", "lift", "ren", "--reason", "A mistake.") == "@ren is in good standing.\n"
    entries = typist.read("log", "show", "--about", "ren")
    acts = ["lift", "ban", "suspend", "strike", "strike", "warn"]
    assert [entry["act"] for entry in entries] == [f"standing.{act}" for act in acts]
    assert {entry["operator"] for entry in entries} == {"command line"}
    table = typist.done("log", "show", "--last", "6")
    assert "[bold]Be kind." in table, "what was typed is shown as it was typed"
    assert "@ren" in table
    assert typist.done("log", "check").startswith("The operators' log is whole: 6 entries.")


def test_an_end_is_taken_as_it_is_typed(typist: Typist) -> None:
    end = (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    words = ("user", "suspend", "ren", "--reason", "x", "--until")
    assert typist.read(*words, end.replace(tzinfo=None).isoformat())["until"] == end.isoformat()
    elsewhere = (end + timedelta(hours=9)).replace(tzinfo=None).isoformat() + "+09:00"
    assert typist.read(*words, elsewhere)["until"] == end.isoformat()


CANNOT_BE_DONE = (
    (("warn", "nobody", "--reason", "x"), 1, "There is no such account"),
    (("warn", "ren"), 2, "--reason"),
    (("warn", "ren", "--reason", " "), 1, "Write something"),
    (("lift", "ren", "--reason", "x"), 1, "nothing to lift"),
    (("suspend", "ren", "--reason", "x"), 2, "Say when the suspension ends"),
    (
        ("suspend", "ren", "--reason", "x", "--days", "1", "--until", "2030-01-01"),
        2,
        "Say when the suspension ends",
    ),
    (("suspend", "ren", "--reason", "x", "--until", "soon"), 2, "not 'soon'"),
    (("suspend", "ren", "--reason", "x", "--until", "2020-01-01"), 1, "has passed"),
    (("suspend", "ren", "--reason", "x", "--days", "1e300"), 2, "more than a calendar holds"),
    (("suspend", "ren", "--reason", "x", "--days", "4000"), 1, "at most 366 days"),
)


def test_what_cannot_be_done_is_said(typist: Typist) -> None:
    for words, exit_code, said in CANNOT_BE_DONE:
        result = typist.type("user", *words)
        assert (result.exit_code, said in " ".join(result.stderr.split())) == (exit_code, True), result.output
    assert typist.read("log", "show") == []


def test_a_log_that_was_changed_is_found_and_the_command_ends_with_1(typist: Typist) -> None:
    for number in range(3):
        typist.done("user", "strike", "ren", "--reason", f"reason {number}")
    end = typist.done("log", "check").split()[-1]
    assert typist.read("log", "check", "--known", end)["entries"] == 3
    typist.change('UPDATE operator_log SET details = \'{"reason":"none"}\' WHERE number = 2')
    result = typist.type("log", "check")
    assert result.exit_code == 1
    assert "Entry 2: the entry was changed" in " ".join(result.stderr.split())
    result = typist.type("log", "check", "--json")
    assert (result.exit_code, json.loads(result.stdout)["broken_at"]) == (1, 2)


def test_an_end_that_was_cut_off_is_found_by_who_noted_it(typist: Typist) -> None:
    for number in range(3):
        typist.done("user", "strike", "ren", "--reason", f"reason {number}")
    end = typist.done("log", "check").split()[-1]
    typist.change(
        "DELETE FROM operator_log WHERE number = 3",
        "UPDATE operator_log_head SET number = 2, hash = (SELECT hash FROM operator_log WHERE number = 2)",
    )
    assert typist.type("log", "check").exit_code == 0, "no server has noted the end yet"
    result = typist.type("log", "check", "--known", end)
    assert result.exit_code == 1
    assert "it had 3 entries, 2 are left" in " ".join(result.stderr.split())
    assert typist.type("log", "check", "--known", "3").exit_code == 2
