import pytest

from livehouse.accounts.password_policy import PasswordCommon, PasswordInvalid, check_password, is_common


def check(password: str) -> str:
    return check_password(password, length_min=8, length_max=256, handle="mika.k", email="Mika.Kato@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "livehouse-demo",
        "ぱすわーどはひみつです",
        "🎸🥁🎹🎤🎷🎺🎻🪕",
        "tr0ub4dor&3",
        "sunflower seeds",
        "passwordless world",
        "abcd-then-more",
        "7341958206",
        "mika.k likes tea",
        "x" * 7 + "yz",
        "kH3! and so on " * 17,
    ],
)
def test_a_password_of_ones_own_is_taken(password: str) -> None:
    assert check(password) == password


@pytest.mark.parametrize(
    "password", ["", "short", "seven77", "y" * 257, "a" * 60_000, "line\nbreak here", "nul\x00here!!"]
)
def test_a_password_of_the_wrong_length_or_that_cannot_be_typed_is_refused(password: str) -> None:
    with pytest.raises(PasswordInvalid) as refused:
        check(password)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        *["password", "Password1", "P@ssw0rd", "p4ssw0rd!!", "!!password123", "PASSWORD 2026", "pass word 1"],
        *["letmein1", "iloveyou", "1l0vey0u", "Sunshine99", "dragon2024", "welcome!", "qwerty123", "superman7"],
        *[
            "12345678",
            "123456789",
            "87654321",
            "01234567",
            "abcdefgh",
            "zyxwvuts",
            "qwertyui",
            "asdfghjkl",
            "poiuytrewq",
        ],
        *["qwertyasdf", "12344321", "1q2w3e4r", "1qaz2wsx", "qwertzuiop", "azertyuiop", "!@#$%^&*"],
        *["aaaaaaaa", "abababab", "12121212", "abcabcab", "xyz1xyz1", "kH3!" * 64, "        "],
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_common(password)
    with pytest.raises(PasswordCommon):
        check(password)


@pytest.mark.parametrize("password", ["mika.k12", "MIKA.K!!!", "mika.kato@example.org", "mika.kato", "12mika.kato34"])
def test_ones_own_name_is_no_password(password: str) -> None:
    with pytest.raises(PasswordCommon, match="handle or e-mail"):
        check(password)


def test_both_ways_to_type_an_accent_are_one_password() -> None:
    assert check("cafe\u0301 au lait") == check("café au lait")
