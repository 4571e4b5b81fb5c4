"""`livehouse access explain` and `access policy`, as they are typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from livehouse.cli import cli
from tests.slices.live_access.helping import write_policy


class Typist:
    """Types commands at a data folder of their own."""

    def __init__(self, folder: Path, policy: str) -> None:
        self.folder = folder
        self.policy = policy

    def type(self, *words: str) -> Result:
        environment = {"COLUMNS": "240", "NO_COLOR": "1", "LIVEHOUSE_LIVE_POLICY": self.policy}
        return CliRunner().invoke(cli, [*words, "--data", str(self.folder)], env=environment)

    def done(self, *words: str) -> str:
        result = self.type(*words)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture
def typist(tmp_path: Path) -> Typist:
    made = Typist(tmp_path / "data", "standard")
    made.done("user", "create", "ren", "--email", "ren@example.org", "--birth-date", "2008-02-29", "--region", "IS")
    return made


def words(said: str) -> str:
    """What was said, however wide the terminal is: in a narrow one a cell goes on under itself."""
    return " ".join(said.split())


def test_every_requirement_is_explained(typist: Typist) -> None:
    said = words(typist.done("access", "explain", "@Ren"))
    assert said.startswith("@ren (IS) may not go live, by policy 2026-11.")
    assert "✓ age" in said
    assert "Since 2024-02-29." in said
    assert "✗ followers 0 300 ░" in said
    assert "300 more followers are needed." in said
    assert "Read and accept the LIVE terms." in said
    typist.done("user", "ban", "ren", "--reason", "[bold]Threats.")
    assert "This account is banned. The reason: [bold]Threats." in words(typist.done("access", "explain", "ren"))


def test_programs_get_the_same_as_json(typist: Typist) -> None:
    said: dict[str, Any] = json.loads(typist.done("access", "explain", "ren", "--json"))
    assert set(said) == {"handle", "judgement", "followers", "quality"}
    assert said["judgement"]["policy_version"] == "2026-11"
    assert [one["id"] for one in said["judgement"]["requirements"]] == [
        "age",
        "followers",
        "quality",
        "standing",
        "terms",
    ]


def test_what_cannot_be_explained_is_said_plainly(typist: Typist, tmp_path: Path) -> None:
    unknown = typist.type("access", "explain", "nobody")
    assert (unknown.exit_code, "There is no such account" in words(unknown.stderr)) == (1, True)
    typist.policy = str(tmp_path / "nowhere.toml")
    unreadable = typist.type("access", "explain", "ren")
    assert (unreadable.exit_code, "cannot be read" in words(unreadable.stderr)) == (1, True)


def test_a_policy_is_checked_before_a_server_uses_it(tmp_path: Path) -> None:
    file = write_policy(tmp_path, version="mine")
    environment = {"COLUMNS": "200", "NO_COLOR": "1", "LIVEHOUSE_LIVE_POLICY": str(file)}
    for typed in (["access", "policy", str(file)], ["access", "policy"]):
        good = CliRunner().invoke(cli, typed, env=environment)
        assert (good.exit_code, "Policy mine can be used" in words(good.stdout)) == (0, True)
    file.write_text(file.read_text().replace("bar = 60", "bar = 600"))
    bad = CliRunner().invoke(cli, ["access", "policy", str(file)], env=environment)
    assert bad.exit_code == 1
    assert "quality.bar is 600; it must be from 1 to 100" in words(bad.stderr)
    shipped = CliRunner().invoke(cli, ["access", "policy", "standard"], env=environment)
    assert "1,000" in shipped.stdout
