"""`livehouse user create|operator|password|show|list`, as they are typed."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from livehouse.cli import cli

OWN_WORDS = "a few words of my own"
BORN = ("--birth-date", "1990-05-17", "--region", "JP")


class Typist:
    """Types commands at a data folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def type(self, *words: str, typed: str = "") -> Result:
        environment = {"COLUMNS": "200", "NO_COLOR": "1"}
        return CliRunner().invoke(cli, [*words, "--data", str(self.folder)], input=typed, env=environment)

    def done(self, *words: str, typed: str = "") -> str:
        result = self.type(*words, typed=typed)
        assert result.exit_code == 0, result.output
        return result.stdout

    def read(self, *words: str) -> Any:
        return json.loads(self.done(*words, "--json"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / "livehouse.sqlite3")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@pytest.fixture
def typist(tmp_path: Path) -> Typist:
    return Typist(tmp_path / "data")


def test_the_first_operator_is_made_on_an_empty_folder(typist: Typist) -> None:
    said = typist.done(
        "user", "create", "@Mika", *BORN, "--email", "Mika@Example.org", "--operator", "--nickname", "みか"
    )
    made = re.search(r"shown this once: (\S{16})\n", said)
    assert made is not None, said
    facts = typist.read("user", "show", "MIKA")
    assert (facts["handle"], facts["nickname"], facts["is_operator"]) == ("mika", "みか", True)
    # Nobody has to confirm what was vouched for.
    assert facts["email_confirmed_at"] is not None
    assert (facts["standing"], facts["devices"], facts["passkeys"]) == ("good", 0, 0)
    # The password is nowhere but on the screen.
    kept = (typist.folder / "livehouse.sqlite3").read_bytes()
    assert b"mika@example.org" in kept.lower()
    assert made[1].encode() not in kept
    (entry,) = typist.read("log", "show")
    assert (entry["operator"], entry["act"], entry["subject"]) == ("command line", "account.operator", facts["id"])


def test_who_is_there_is_asked_for_what_was_not_given(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("livehouse.cli_user._somebody_is_there", lambda: True)
    answers = f"1984-02-29\nis\n{OWN_WORDS}\n{OWN_WORDS}\n"
    said = typist.done("user", "create", "mika", "--email", "mika@example.org", typed=answers)
    assert "birth date" in said
    assert "region" in said
    facts = typist.read("user", "show", "mika")
    assert (facts["birth_date"], facts["region"]) == ("1984-02-29", "IS")


def test_operators_are_named_and_revoked_and_the_log_says_so(typist: Typist) -> None:
    typist.done("user", "create", "mika", *BORN, "--email", "mika@example.org")
    assert typist.done("user", "operator", "mika") == "@mika is an operator.\n"
    # Once more changes nothing, and is not written twice.
    typist.done("user", "operator", "mika")
    assert [each["handle"] for each in typist.read("user", "list", "--operators")] == ["mika"]
    assert typist.done("user", "operator", "mika", "--revoke") == "@mika is no operator any more.\n"
    assert typist.read("user", "list", "--operators") == []
    acts = [entry["act"] for entry in typist.read("log", "show")]
    assert acts == ["account.operator_revoked", "account.operator"]


def test_a_new_password_signs_out_every_device_of_a_server_that_runs(typist: Typist) -> None:
    typist.done("user", "create", "mika", *BORN, "--email", "mika@example.org")
    (before,) = typist.rows("SELECT id, password_hash FROM accounts")
    connection = sqlite3.connect(typist.folder / "livehouse.sqlite3")
    with connection:
        connection.execute(
            "INSERT INTO sessions (id, account_id, token_hash, device, address, created_at, last_seen_at) "
            "VALUES ('s', ?, 'h', 'd', 'a', '2099-01-01 00:00:00.000000', '2099-01-01 00:00:00.000000')",
            before[:1],
        )
    connection.close()
    said = typist.done("user", "password", "mika", "--password-stdin", typed=f"{OWN_WORDS}\n")
    assert said == "@mika has another password.\n"
    (after,) = typist.rows("SELECT id, password_hash FROM accounts")
    assert after[1] != before[1]
    assert typist.rows("SELECT count(*) FROM sessions WHERE ended_at IS NULL") == [(0,)]
    # Left for the server to tell: what the session has open closes there.
    left = typist.rows("SELECT name FROM outbox WHERE is_left")
    assert ("SessionEnded",) in left
    assert [entry["act"] for entry in typist.read("log", "show")] == ["account.password"]


def test_an_operator_corrects_a_birth_date_as_often_as_it_takes(typist: Typist) -> None:
    typist.done("user", "create", "mika", "--region", "JP", "--email", "mika@example.org", "--birth-date", "2009-01-01")
    for day in ("1999-01-01", "1998-02-28"):
        assert typist.done("user", "birth-date", "mika", day) == f"@mika was born on {day}.\n"
        assert typist.read("user", "show", "mika")["birth_date"] == day
    entries = typist.read("log", "show")
    assert [entry["act"] for entry in entries] == ["account.birth_date"] * 2
    # The log is kept for ever; whose age it is about is enough.
    assert "1999" not in str([entry["details"] for entry in entries])


REFUSED = [
    (("create", "mika", *BORN, "--email", "other@example.org"), 1, "This handle is taken"),
    (("create", "otto", *BORN, "--email", "MIKA@example.org"), 1, "There is an account with this e-mail"),
    (("create", "admin", *BORN, "--email", "a@example.org"), 1, "kept for the platform"),
    (("create", "otto", *BORN, "--email", "nowhere"), 1, "e-mail address"),
    (("create", "otto", *BORN, "--email", "a@example.org", "--birth-date", "1890-01-01"), 1, "before 1900"),
    (("create", "otto", *BORN, "--email", "a@example.org", "--birth-date", "2001-02-30"), 1, "no such day"),
    (("create", "otto", *BORN, "--email", "a@example.org", "--region", "XX"), 1, "region"),
    (("create", "otto"), 2, "--email"),
    (("create", "otto", "--email", "a@example.org", "--region", "JP"), 2, "--birth-date"),
    (("create", "otto", "--email", "a@example.org", "--birth-date", "1990-05-17"), 2, "--region"),
    (("operator", "nobody"), 1, "no such account"),
    (("birth-date", "nobody", "1999-01-01"), 1, "no such account"),
    (("birth-date", "mika", "2001-02-30"), 1, "no such day"),
    (("birth-date", "mika", "2024-01-01"), 1, "from the age of"),
    (("password", "nobody"), 1, "no such account"),
    (("show", "nobody"), 1, "no such account"),
]


def test_what_cannot_be_done_is_said_in_a_sentence(typist: Typist) -> None:
    typist.done("user", "create", "mika", *BORN, "--email", "mika@example.org")
    for words, code, said in REFUSED:
        result = typist.type("user", *words)
        assert result.exit_code == code, (words, result.output)
        assert said in result.output, (words, result.output)
        assert "Traceback" not in result.output
    weak = typist.type("user", "password", "mika", "--password-stdin", typed="password\n")
    assert (weak.exit_code, "among the first" in weak.output) == (1, True)
    assert typist.rows("SELECT count(*) FROM accounts") == [(1,)]


def test_people_are_listed_by_a_part_of_their_name(typist: Typist) -> None:
    for handle in ("mika", "mikael", "otto"):
        typist.done("user", "create", handle, *BORN, "--email", f"{handle}@example.org")
    assert [each["handle"] for each in typist.read("user", "list", "mika")] == ["mika", "mikael"]
    assert [each["handle"] for each in typist.read("user", "list", "otto@example.org")] == ["otto"]
    table = typist.done("user", "list")
    assert all(f"@{handle}" in table for handle in ("mika", "mikael", "otto"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = Typist(tmp_path / "file" / "data").type("user", "list")
    assert result.exit_code == 1
    assert "--data" in result.output
