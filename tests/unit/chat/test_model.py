import pytest

from livehouse.chat import model
from livehouse.chat.model import CommentMissing, CommentTooLong, OnlyHostPins
from livehouse.kernel.errors import NotSignedIn


def test_a_comment_is_one_clean_line() -> None:
    assert model.clean_comment("  good \n\n evening\u202e  ", graphemes_max=150) == "good evening"


def test_a_hundred_and_fifty_characters_as_one_sees_them_fit() -> None:
    families = "👩‍👩‍👧‍👦" * 150
    assert model.clean_comment(families, graphemes_max=150) == families
    with pytest.raises(CommentTooLong, match="150 characters"):
        model.clean_comment(families + "!", graphemes_max=150)


@pytest.mark.parametrize("nothing", ["", "   ", "\n", "\u200b\u200d"])
def test_nothing_is_no_comment(nothing: str) -> None:
    with pytest.raises(CommentMissing):
        model.clean_comment(nothing, graphemes_max=150)


def test_who_is_not_signed_in_is_told_to() -> None:
    assert model.check_signed_in("01a") == "01a"
    with pytest.raises(NotSignedIn, match="Sign in to comment"):
        model.check_signed_in(None)


def test_only_the_host_pins() -> None:
    model.check_may_pin("host")
    with pytest.raises(OnlyHostPins):
        model.check_may_pin("viewer")
