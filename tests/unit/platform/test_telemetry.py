import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from livehouse.platform.telemetry import configure_logging


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def fail() -> None:
    password = "correct horse"
    raise RuntimeError(f"fell over with {len(password)} characters")


def test_a_fault_is_logged_without_what_people_typed(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging("console", "info")
    try:
        fail()
    except RuntimeError:
        structlog.get_logger("test").exception("a fault")
    logged = capfd.readouterr().err
    assert "fell over with 13 characters" in logged
    assert "correct horse" not in logged


def test_logs_for_machines_are_one_json_object_a_line(capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging("json", "info")
    structlog.get_logger("test").info("it happened", room="01k")
    logging.getLogger("a.library").warning("said so")
    first, second = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert (first["event"], first["room"], first["level"]) == ("it happened", "01k", "info")
    assert second["event"] == "said so"
