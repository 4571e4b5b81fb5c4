import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.moderation.chain import NO_HASH, ChainReader, Entry, LogCheck, canonical_json, next_entry

NOW = datetime(2026, 3, 14, 20, 0, 0, 1, tzinfo=UTC)


def written(count: int, *, reason: str = "why") -> list[Entry]:
    """A log of so many entries."""
    log: list[Entry] = []
    for number in range(count):
        before = log[-1].hash if log else NO_HASH
        log.append(
            next_entry(
                number,
                before,
                at=NOW + timedelta(minutes=number),
                operator="command line",
                act="standing.warn",
                subject=f"account {number}",
                details={"reason": reason},
            )
        )
    return log


def read(log: list[Entry], anchors: list[tuple[int, str]] | None = None) -> LogCheck:
    reader = ChainReader(anchors or [])
    for entry in log:
        if not reader.read(entry):
            break
    return reader.finish()


def anchor(log: list[Entry]) -> tuple[int, str]:
    return log[-1].number, log[-1].hash


def test_the_hash_is_what_the_documentation_says() -> None:
    (entry,) = written(1)
    body = (
        '{"act":"standing.warn","at":"2026-03-14T20:00:00.000001+00:00","details":"{\\"reason\\":\\"why\\"}",'
        '"number":1,"operator":"command line","subject":"account 0"}'
    )
    assert entry.hash == hashlib.sha256((NO_HASH + body).encode()).hexdigest()


def test_one_thing_is_written_in_one_way() -> None:
    assert canonical_json({"b": "ö", "a": [1, None]}) == '{"a":[1,null],"b":"ö"}'


def test_an_empty_log_and_a_whole_one_are_whole() -> None:
    assert read([]) == LogCheck(entries=0, head_hash=NO_HASH)
    log = written(5)
    assert read(log, [anchor(log), anchor(log[:3])]) == LogCheck(entries=5, head_hash=log[-1].hash)


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW + timedelta(microseconds=1)},
        {"operator": "01j00000000000000000000000"},
        {"act": "standing.lift"},
        {"subject": "account 9"},
        {"details": '{"reason":"another"}'},
        {"details": '{"reason": "why"}'},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_is_found_where_it_was_made(change: dict[str, Any]) -> None:
    log = written(5)
    log[2] = msgspec.structs.replace(log[2], **change)
    found = read(log, [anchor(log)])
    assert (found.is_whole, found.broken_at, found.entries) == (False, 3, 2)


def test_a_change_whose_hash_was_put_right_is_found_at_the_next_entry() -> None:
    log = written(5)
    log[2] = next_entry(
        2, log[1].hash, at=log[2].at, operator="nobody", act="standing.warn", subject="account 2", details={}
    )
    found = read(log)
    assert (found.broken_at, found.why) == (
        4,
        "the entry does not follow the one before it: one of the two was replaced",
    )


def test_a_log_written_anew_from_some_entry_on_is_found_by_what_is_known_of_it() -> None:
    log = written(5)
    anew = written(5, reason="another")
    assert read(anew).is_whole, "a chain by itself cannot tell"
    found = read(anew, [anchor(log)])
    assert found.broken_at == 5
    assert "written anew" in (found.why or "")


def test_a_missing_entry_is_found() -> None:
    log = written(5)
    found = read(log[:2] + log[3:])
    assert (found.broken_at, found.entries) == (3, 2)


@pytest.mark.parametrize("left", [0, 1, 4])
def test_an_end_that_was_cut_off_is_found_by_what_is_known_of_it(left: int) -> None:
    log = written(5)
    found = read(log[:left], [anchor(log)])
    assert found == LogCheck(
        entries=left,
        head_hash=log[left - 1].hash if left else NO_HASH,
        broken_at=left + 1,
        why=f"the end of the log is missing: it had 5 entries, {left} are left",
    )


def test_fault_that_is_found_elsewhere_counts_unless_the_chain_broke_before() -> None:
    log = written(2)
    reader = ChainReader()
    for entry in log:
        reader.read(entry)
    reader.refuse("slipped in")
    reader.refuse("something else")
    assert (reader.finish().broken_at, reader.finish().why) == (2, "slipped in")


@given(st.integers(1, 12), st.data())
def test_whatever_one_entry_becomes_the_log_is_no_longer_whole(count: int, data: st.DataObject) -> None:
    log = written(count)
    known = anchor(log)
    place = data.draw(st.integers(0, count - 1))
    kind = data.draw(st.sampled_from(["subject", "details", "remove", "twice", "swap"]))
    if kind == "remove":
        del log[place]
    elif kind == "twice":
        log.insert(place, log[place])
    elif kind == "swap":
        other = data.draw(st.integers(0, count - 1).filter(lambda each: each != place or count == 1))
        if count == 1:
            return
        log[place], log[other] = log[other], log[place]
    else:
        text = data.draw(st.text(max_size=20).filter(lambda value: value != getattr(log[place], kind)))
        log[place] = msgspec.structs.replace(log[place], **{kind: text})
    assert not read(log, [known]).is_whole
