"""Which passwords are refused. Pure.

Length is what protects; beside it only what an attacker tries first is refused: the everyday words with their usual
disguises (capitals, digits and signs around them, 0 for o), runs along the alphabet or the keyboard, and repetitions.
That is a rule and a short list, no dictionary: it stops the first thousands of guesses, the limits on sign-in the rest.
"""

import unicodedata
from typing import Final

from livehouse.kernel.errors import BadInput


class PasswordInvalid(BadInput):
    """The password is too short, too long, or cannot be typed."""

    code = "password_invalid"


class PasswordCommon(BadInput):
    """The password is one of those that are tried first."""

    code = "password_common"


# Stems: what remains of a password when digits, signs and capitals are taken off its ends.
_COMMON_STEMS_WORDS: Final = """
abc access account admin adminadmin administrator alpha amazing america angel angels apple april arsenal august
autumn awesome babygirl banana baseball basketball batman beautiful beauty bitch biteme blessed blink bond boomer
brazil buttercup butterfly changeme charlie cheese chelsea chicken chocolate christmas computer cookie cookies
cowboy cowboys creative daniel december default demo diamond dolphin dragon dragons eagle eagles elephant family
february ferrari flower flowers football forever freedom friday friend friends fuckoff fuckyou gaming gandalf george
ginger goodluck google guest guitar hallo hannah happy harley heaven hello hellohello helloworld hockey hottie
hunter iloveu iloveyou internet jackson january jasmine jennifer jessica jesus jordan joshua july june justin killer
kitten letmein letmeinplease livehouse liverpool london love lovely loveme loveyou lucky magic march marina master
matrix matthew maverick melissa mercedes merlin michael michelle midnight minecraft monday money monkey monster
morning mother music mustang naruto newpassword nicole ninja nintendo nothing november october olivia orange pass
passcode passpass passphrase passwd password passwordpassword passwort peanut pepper phoenix pikachu player please
pokemon prince princess private purple pussy qazwsx qazwsxedc querty qwer qwert qwerty qwertyqwerty qwertz rabbit
rachel raiders rainbow ranger red root samantha samsung saturday scooter secret secretpassword security september
shadow shopping silver simple smile snoopy soccer spiderman spring starwars steelers success summer sunday sunflower
sunshine superman superstar sweet sweety taylor teacher temp temporary tennis test testing testtest thomas thunder
thursday tiger tigger tinkerbell trustno trustnoone tuesday turtle unknown user username vampire victoria victory
warrior wednesday welcome whatever william winter wizard yamaha yellow zaq zaqxsw zxcvbn
"""
_COMMON_STEMS: Final = frozenset(_COMMON_STEMS_WORDS.split())
_LEET: Final = str.maketrans("0134578@$!|", "oieastbasil")
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "yxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "!@#$%^&*()",
)
_REPEATED_UNIT_MAX: Final = 4


def normalise_password(password: str) -> str:
    """`password` as it is hashed: in NFC, since one keyboard sends é as one code point and another as two."""
    return unicodedata.normalize("NFC", password)


def check_password(
    password: str, *, length_min: int, length_max: int, handle: str, email: str, field: str = "password"
) -> str:
    """`password`, normalised.

    Raises:
        PasswordInvalid: shorter than `length_min` or longer than `length_max` code points, or with control characters.
        PasswordCommon: among the first that are tried, or made of the account's own handle or e-mail address.
    """
    # Judged before it is normalised, which costs more than counting.
    if len(password) > length_max:
        raise PasswordInvalid(f"Use at most {length_max} characters.", field=field, length_max=length_max)
    password = normalise_password(password)
    if len(password) < length_min:
        raise PasswordInvalid(
            f"Use at least {length_min} characters; a few words in a row are easy to remember.",
            field=field,
            length_min=length_min,
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in password):
        raise PasswordInvalid("Leave out line breaks and other control characters.", field=field)
    if _is_own_name(password, handle, email):
        raise PasswordCommon("Do not use your handle or e-mail address as the password.", field=field)
    if is_common(password):
        raise PasswordCommon(
            "This password is among the first that are tried. Use a few words of your own.", field=field
        )
    return password


def is_common(password: str) -> bool:
    """Whether `password` is a common word in a usual disguise, a run along the keys, or a repetition."""
    folded = "".join(password.casefold().split())
    return (
        not folded or _is_repetition(folded) or _is_run(folded) or any(stem in _COMMON_STEMS for stem in _stems(folded))
    )


def _stems(folded: str) -> set[str]:
    """What remains without the decoration at the ends, read plainly and with digits read as letters."""
    plain = _strip_ends(folded)
    return {plain, _strip_ends(folded.translate(_LEET)), plain.translate(_LEET)} - {""}


def _strip_ends(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalpha():
        start += 1
    while end > start and not text[end - 1].isalpha():
        end -= 1
    return text[start:end]


def _is_repetition(text: str) -> bool:
    """`aaaaaaaa`, `abcabcabc`, `12121212`; the last round may be cut short."""
    return any(
        len(text) >= 2 * size and (text[:size] * (len(text) // size + 1))[: len(text)] == text
        for size in range(1, _REPEATED_UNIT_MAX + 1)
    )


def _is_run(text: str) -> bool:
    """Whether it is all pieces of four keys or more in a row, forwards or backwards: `qwertyasdf`, `12344321`."""
    position = 0
    while position < len(text):
        length = _run_length(text[position:])
        if length < 4 and not (position and length == len(text) - position):
            return False
        position += length
    return bool(text)


def _run_length(text: str) -> int:
    """How many of the first characters of `text` stand in a row on the keyboard or in the alphabet; at least 1."""
    best = 1
    for row in _ROWS:
        for line in (row, row[::-1]):
            start = line.find(text[0])
            length = 0
            while start >= 0 and start + length < len(line) and text[length : length + 1] == line[start + length]:
                length += 1
            best = max(best, length)
    return best


def _is_own_name(password: str, handle: str, email: str) -> bool:
    own = {handle, email.lower(), email.lower().partition("@")[0]}
    folded = password.casefold()
    return folded in own or _strip_ends(folded) in {_strip_ends(name) for name in own} - {""}
