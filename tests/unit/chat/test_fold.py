"""The law of snapshots: a snapshot and the events after it make the same as a fresh snapshot."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts import AccountCard
from livehouse.chat.events import Comment, Commented, Pinned
from livehouse.chat.fold import TalkFold
from livehouse.rooms import Joined

CARD = AccountCard("01a", "mika", "Mika", "/avatar")
COMMENTS_MAX = 5


def comment(number: int) -> Comment:
    return Comment(
        id=f"{number:026}", account=CARD, role="viewer", text=f"comment {number}", at=datetime(2026, 3, 14, tzinfo=UTC)
    )


def fold_of(comments: list[Comment], pinned: Comment | None) -> TalkFold:
    return TalkFold(comments, pinned, comments_max=COMMENTS_MAX)


Events = list[Commented | Pinned | Joined]
kinds = st.lists(st.sampled_from(["comment", "pin", "unpin", "join"]), max_size=40)


def events_of(kinds: list[str]) -> Events:
    made: Events = []
    for number, kind in enumerate(kinds):
        if kind == "comment":
            made.append(Commented(comment(number)))
        elif kind == "join":
            made.append(Joined(CARD))
        else:
            made.append(Pinned(comment(number) if kind == "pin" else None))
    return made


@given(kinds, st.data())
def test_a_snapshot_and_what_follows_make_a_fresh_snapshot(kinds: list[str], data: st.DataObject) -> None:
    events = events_of(kinds)
    taken_after = data.draw(st.integers(0, len(events)))
    whole = fold_of([], None)
    early = fold_of([], None)
    for offset, event in enumerate(events, start=1):
        whole.apply(offset, event)
        if offset <= taken_after:
            early.apply(offset, event)
    state = early.snapshot()
    resumed = fold_of(list(state["comments"]), state["pinned"])  # type: ignore[call-overload, arg-type]  # the names of `snapshot`
    for offset, event in enumerate(events[taken_after:], start=taken_after + 1):
        resumed.apply(offset, event)
    assert resumed.snapshot() == whole.snapshot()


@given(kinds)
def test_events_that_were_loaded_already_change_nothing(kinds: list[str]) -> None:
    events = events_of(kinds)
    fold = fold_of([], None)
    for offset, event in enumerate(events, start=1):
        fold.apply(offset, event)
    before = fold.snapshot()
    newest = [event for event in events if isinstance(event, Commented)][-COMMENTS_MAX:]
    for offset, event in enumerate(newest, start=1):
        fold.apply(offset, event)
    assert fold.snapshot() == before


def test_the_last_ones_are_kept_oldest_first() -> None:
    fold = fold_of([comment(number) for number in range(3)], None)
    for number in range(3, 9):
        fold.apply(number, Commented(comment(number)))
    assert fold.snapshot() == {"comments": [comment(number) for number in range(4, 9)], "pinned": None}


def test_a_snapshot_does_not_change_afterwards() -> None:
    fold = fold_of([comment(1)], None)
    before = fold.snapshot()
    fold.apply(1, Commented(comment(2)))
    assert before == {"comments": [comment(1)], "pinned": None}
