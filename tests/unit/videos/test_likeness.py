from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from livehouse.platform.films.fingerprint import KIND, LOOK_PX, SIDE_PX, hash_picture, hash_views, telling
from livehouse.videos.film import Film, length_window_s
from livehouse.videos.likeness import find_copy, find_same
from tests.support.films import picture

Dressing = Callable[[np.ndarray], np.ndarray]

MOMENT_S = 0.5


def grey(seed: int, at_s: float) -> np.ndarray:
    return picture(seed, at_s, SIDE_PX, SIDE_PX).mean(axis=2).astype(np.uint8)


def film(
    name: str,
    seed: int,
    *,
    seconds: float = 12,
    from_s: float = 0.0,
    noise: float = 0.0,
    mirrored: bool = False,
    brighter: int = 0,
    black_s: float = 0.0,
) -> Film:
    """A film's fingerprint without the film, by the same steps."""
    rng = np.random.default_rng(99)
    hashes = []
    for moment in range(round(seconds / MOMENT_S)):
        at_s = moment * MOMENT_S
        shown = grey(seed, from_s + at_s) if at_s >= black_s else np.zeros((SIDE_PX, SIDE_PX), np.uint8)
        changed = np.clip(shown + brighter + rng.normal(0, noise, shown.shape), 0, 255) if at_s >= black_s else shown
        hashes.append(hash_picture((changed[:, ::-1] if mirrored else changed).astype(np.uint8)))
    return Film(id=name, length_s=seconds, fingerprint=b"".join(value.to_bytes(8) for value in hashes))


ORIGINAL = film("original", 1)


def dressed(name: str, seed: int, dress: Dressing, *, seconds: float = 9) -> Film:
    """A film's fingerprint, of all views, with each picture changed by `dress`."""
    moments = []
    for moment in range(round(seconds / MOMENT_S)):
        shown = picture(seed, moment * MOMENT_S, LOOK_PX, LOOK_PX).mean(axis=2).astype(np.uint8)
        moments.append(hash_views(np.ascontiguousarray(dress(shown))))
    return Film(id=name, length_s=seconds, fingerprint=KIND + b"".join(moments))


def crop(shown: np.ndarray) -> np.ndarray:
    return shown[8:-8, 8:-8]


def frame(shown: np.ndarray) -> np.ndarray:
    framed = np.full_like(shown, 255)
    framed[16:-16, 16:-16] = np.asarray(Image.fromarray(shown).resize((LOOK_PX - 32, LOOK_PX - 32)))
    return framed


def bars(shown: np.ndarray) -> np.ndarray:
    return np.pad(shown, ((20, 20), (0, 0)))


def write_over(shown: np.ndarray) -> np.ndarray:
    captioned = shown.copy()
    captioned[-24:-8] = 255
    return captioned


def mirror_and_write_over(shown: np.ndarray) -> np.ndarray:
    return write_over(shown)[:, ::-1]


@pytest.mark.parametrize("dress", [crop, frame, bars, write_over, mirror_and_write_over])
def test_copies_that_were_edited_are_found_and_other_films_are_not(dress: Dressing) -> None:
    as_it_is = [dressed(f"original {seed}", seed, np.asarray) for seed in range(1, 5)]
    for seed in range(1, 5):
        copy = dressed("copy", seed, dress)
        original = as_it_is.pop(seed - 1)
        assert find_copy(copy, [original]) == original.id, seed
        assert find_copy(original, [copy]) == "copy", seed
        assert find_copy(copy, as_it_is) is None, seed
        as_it_is.insert(seed - 1, original)


def test_films_from_before_there_were_views_are_compared_by_their_whole_pictures() -> None:
    seen_again = dressed("again", 1, np.asarray)
    assert find_copy(seen_again, [ORIGINAL]) == "original"
    assert find_copy(dressed("other", 2, np.asarray), [ORIGINAL]) is None


def test_copies_are_found_however_they_were_dressed_up() -> None:
    for copy in (
        film("as it is", 1),
        film("noisy", 1, noise=2),
        film("brighter", 1, brighter=20),
        film("mirrored", 1, mirrored=True),
        film("cut at the front", 1, seconds=9, from_s=3),
        film("cut off the beat", 1, seconds=9, from_s=2.25),
        film("cut at the end", 1, seconds=9),
        film("black at first", 1, black_s=3),
    ):
        assert find_copy(copy, [ORIGINAL]) == "original", copy.id
        assert find_copy(ORIGINAL, [copy]) == copy.id, copy.id


def test_other_films_are_no_copies() -> None:
    others = [film(f"other {seed}", seed) for seed in range(2, 60)]
    assert find_copy(ORIGINAL, others) is None
    assert find_copy(ORIGINAL, [*others, ORIGINAL]) == "original"
    assert find_copy(ORIGINAL, []) is None


def test_a_quote_is_no_copy() -> None:
    assert find_copy(film("quote", 1, seconds=3), [ORIGINAL]) is None


def still(name: str, seed: int, *, seconds: float = 12, noise: float = 0.0, walks: float = 0.0) -> Film:
    """A camera that stands still: one picture, in which somebody moves a little."""
    rng = np.random.default_rng(seed + 1_000)
    stage = grey(5, 0).astype(float)
    hashes = []
    for moment in range(round(seconds / MOMENT_S)):
        shown = stage + rng.normal(0, noise, stage.shape)
        left = int(11 + 9 * np.sin(moment * walks))
        shown[10:30, left : left + 10] = 40
        hashes.append(hash_picture(np.clip(shown, 0, 255).astype(np.uint8)))
    return Film(id=name, length_s=seconds, fingerprint=b"".join(value.to_bytes(8) for value in hashes))


def test_one_stage_on_two_evenings_is_no_copy() -> None:
    first = still("first", 1, walks=0.7)
    second = still("second", 2, walks=1.9, noise=0.7)
    assert find_copy(second, [first]) is None
    assert find_same(second, [first]) is None
    # But the same evening, encoded anew, is.
    again = still("again", 3, walks=0.7, noise=0.7)
    assert find_copy(again, [first]) == "first"
    assert find_same(again, [first]) == "first"


def test_films_that_show_nothing_are_like_no_other() -> None:
    black = film("black", 1, black_s=12)
    assert find_copy(black, [black, ORIGINAL]) is None
    assert find_same(black, [black]) is None


def test_the_very_film_again_but_not_another_cut_of_it() -> None:
    assert find_same(film("again", 1, noise=0.7), [ORIGINAL]) == "original"
    assert find_same(film("mirrored", 1, mirrored=True), [ORIGINAL]) is None
    assert find_same(film("cut", 1, seconds=9, from_s=3), [ORIGINAL]) is None
    assert find_same(ORIGINAL, []) is None


def test_a_mirrored_picture_has_the_mirrored_hash() -> None:
    for seed in range(20):
        there = hash_picture(grey(seed, 0))
        mirrored = hash_picture(grey(seed, 0)[:, ::-1])
        assert (there ^ mirrored ^ 0x5555_5555_5555_5555).bit_count() <= 1


def test_empty_pictures_have_no_hash_and_make_no_poster() -> None:
    black = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    assert hash_picture(black) == 0
    assert telling(black) == telling(black + 200) == 0
    assert telling(grey(1, 0)) > telling(grey(1, 0) // 8) > 0


def test_copies_are_looked_for_among_films_of_about_their_length() -> None:
    shorter, longer = length_window_s(60)
    assert shorter < 42 < 60 < 85 < longer
