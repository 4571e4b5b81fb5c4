from livehouse.platform.cookies import parse_cookies


def test_cookies_are_read_and_of_one_that_came_twice_the_first_counts() -> None:
    assert parse_cookies([]) == {}
    assert parse_cookies(['a=1; b="two"; c=x=y; a=9; broken; =z', "a=8; d=4"]) == {
        "a": "1",
        "b": "two",
        "c": "x=y",
        "": "z",
        "d": "4",
    }
