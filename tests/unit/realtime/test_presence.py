from livehouse.realtime.presence import Presence


def test_a_viewer_with_many_tabs_counts_once() -> None:
    presence = Presence()
    for viewer_key in ("ada", "ada", "bo"):
        presence.enter("room", viewer_key)
    assert presence.viewers("room") == 2
    presence.leave("room", "ada")
    assert presence.viewers("room") == 2
    presence.leave("room", "ada")
    assert presence.viewers("room") == 1
    assert presence.viewers("elsewhere") == 0


def test_listeners_hear_of_the_first_connection_and_of_the_last() -> None:
    presence = Presence()
    heard: list[tuple[str, str, str]] = []
    presence.listen(lambda *change: heard.append(change))
    presence.enter("room", "ada")
    presence.enter("room", "ada")
    presence.leave("room", "ada")
    assert heard == [("room", "ada", "joined")]
    presence.leave("room", "ada")
    assert heard == [("room", "ada", "joined"), ("room", "ada", "left")]
