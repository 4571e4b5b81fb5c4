"""Rules for what a person types to sign up: handle, e-mail, birth date, region. Pure."""

import re
from datetime import date
from typing import Final

from livehouse.accounts.regions import is_region
from livehouse.kernel.errors import BadInput
from livehouse.kernel.ids import is_id


class HandleInvalid(BadInput):
    """The handle cannot be used."""

    code = "handle_invalid"


class HandleReserved(BadInput):
    """The handle is kept for the platform itself."""

    code = "handle_reserved"


class EmailInvalid(BadInput):
    """This is not an e-mail address."""

    code = "email_invalid"


class BirthDateInvalid(BadInput):
    """This is not a date on which a living person can have been born."""

    code = "birth_date_invalid"


class TooYoung(BadInput):
    """The person is younger than the platform's age for an account; `allowed_on` in the details says until when."""

    code = "too_young"


class RegionUnknown(BadInput):
    """This is not an ISO 3166-1 alpha-2 code."""

    code = "region_unknown"


class TermsNotAccepted(BadInput):
    """An account needs its holder's yes to the terms."""

    code = "terms_not_accepted"


# Names of our own pages and words that would let an account pass for the platform. Dots and underscores are dropped
# before the comparison, so that `ad.min` is none either.
_RESERVED_WORDS: Final = """
about abuse access account accounts admin administrator admins all anonymous api app assets auth billing blog bot
bots careers channel chat coins contact copyright create dashboard demo developer developers discover docs download
embed error events everyone explore favicon feed following foryou gift gifts golive guest healthz help here home
host info invite legal live livehouse login logout mail me media metrics mod moderator mods music null oembed
official operator operators password payments payouts platform policy postmaster press privacy profile register
relay report robots rooms root rules safety search security server service session sessions settings signin signout
signup staff static status studio support system team terms toplive trust undefined unknown user users verified
verify videos wallet webmaster websocket wellknown www
"""
_RESERVED: Final = frozenset(_RESERVED_WORDS.split())
_HANDLE: Final = re.compile(r"[a-z0-9_.]+")
# `@name.html` must never look like a file to a proxy, nor to a person.
_FILE_ENDING: Final = re.compile(r"\.(?:css|gif|html?|ico|jpe?g|js|json|map|php|png|svg|txt|wasm|webp|xml)")


def check_handle(value: str, *, length_min: int, length_max: int) -> str:
    """`value` as it is stored: trimmed, without a leading @, in lower case.

    Raises:
        HandleInvalid: too short, too long, or with other characters than a–z, 0–9, dots and underscores.
        HandleReserved: kept for the platform.
    """
    handle = handle_key(value)
    if not length_min <= len(handle) <= length_max:
        raise HandleInvalid(
            f"A handle has {length_min} to {length_max} characters; this one has {len(handle)}.",
            field="handle",
            length_min=length_min,
            length_max=length_max,
        )
    if not _HANDLE.fullmatch(handle):
        raise HandleInvalid("Use only the letters a to z, digits, dots and underscores.", field="handle")
    if handle[0] == "." or handle[-1] == "." or ".." in handle:
        raise HandleInvalid(
            "A dot may only stand between two other characters; move or remove the dots.", field="handle"
        )
    if not any("a" <= character <= "z" for character in handle):
        raise HandleInvalid("Use at least one letter, so that the handle is not taken for a number.", field="handle")
    if any(_FILE_ENDING.fullmatch(handle[dot:]) for dot in range(len(handle)) if handle[dot] == "."):
        raise HandleInvalid("A handle must not end like a file's name; change what follows the dot.", field="handle")
    # Addresses take a handle or an id in the same place; accounts that were deleted are called `deleted.7`.
    if is_id(handle) or handle.startswith("deleted.") or handle.replace(".", "").replace("_", "") in _RESERVED:
        raise HandleReserved("This handle is kept for the platform itself. Choose another one.", field="handle")
    return handle


def handle_key(value: str) -> str:
    """What two spellings of one handle have in common."""
    return value.strip().removeprefix("@").lower()


_EMAIL_LENGTH_MAX: Final = 254  # what fits into a path of RFC 5321, section 4.5.3.1.3, without its brackets
_LOCAL_LENGTH_MAX: Final = 64  # RFC 5321, section 4.5.3.1.1
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def check_email(value: str) -> str:
    """`value` trimmed, its domain in lower case and in ASCII.

    Takes what mail systems really deliver to (the dot-atom of RFC 5322 at a domain of two labels or more), not
    everything that the grammar allows: quoted names, comments and bare addresses are typing errors in practice.

    Raises:
        EmailInvalid: it cannot be one.
    """
    local, at, domain = value.strip().rpartition("@")
    if not at or not local or not domain:
        raise EmailInvalid("Enter an e-mail address like name@example.org.", field="email")
    if not _LOCAL.fullmatch(local) or len(local) > _LOCAL_LENGTH_MAX:
        raise EmailInvalid("Check the part before the @; it cannot be right as it is.", field="email")
    try:
        ascii_domain = domain.lower() if domain.isascii() else domain.encode("idna").decode().lower()
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise EmailInvalid("Check the part after the @; it must be a domain like example.org.", field="email")
    email = f"{local}@{ascii_domain}"
    if len(email) > _EMAIL_LENGTH_MAX:
        raise EmailInvalid(f"An e-mail address has at most {_EMAIL_LENGTH_MAX} characters.", field="email")
    return email


def email_key(email: str) -> str:
    """What two spellings of one address have in common; no real mail system tells `Ann@` from `ann@`."""
    return email.lower()


_BIRTH_YEAR_MIN: Final = 1900
_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def check_birth_date(value: str, *, today: date, age_min: int) -> date:
    """The date that `value` (YYYY-MM-DD) names.

    Raises:
        BirthDateInvalid: no real date, in the future, or before 1900.
        TooYoung: younger than `age_min` years today.
    """
    match = _ISO_DATE.fullmatch(value.strip())
    if match is None:
        raise BirthDateInvalid("Write the birth date as year-month-day, like 1999-12-31.", field="birth_date")
    year, month, day = (int(part) for part in match.groups())
    try:
        born = date(year, month, day)
    except ValueError:
        raise BirthDateInvalid(
            "There is no such day in the calendar; check the birth date.", field="birth_date"
        ) from None
    if born > today:
        raise BirthDateInvalid("The birth date is in the future; check the year.", field="birth_date")
    if born.year < _BIRTH_YEAR_MIN:
        raise BirthDateInvalid(f"The birth date is before {_BIRTH_YEAR_MIN}; check the year.", field="birth_date")
    allowed_on = date_of_age(born, age_min)
    if today < allowed_on:
        raise TooYoung(
            f"You can have an account here from the age of {age_min}: on {allowed_on.isoformat()}. Come back then.",
            field="birth_date",
            age_min=age_min,
            allowed_on=allowed_on,
        )
    return born


def date_of_age(born: date, years: int) -> date:
    """The day on which somebody born on `born` becomes `years` old.

    Who was born on 29 February does so on 1 March in common years: the day before, the year is not yet complete.
    """
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Completed years on `day`."""
    years = day.year - born.year
    return years if date_of_age(born, years) <= day else years - 1


def check_region(value: str) -> str:
    """`value` in upper case.

    Raises:
        RegionUnknown: not an assigned code.
    """
    region = value.strip().upper()
    if not is_region(region):
        raise RegionUnknown("Choose a country or region from the list.", field="region")
    return region


# No handle and no address is longer, and what counts failures by login keeps it in memory.
_LOGIN_LENGTH_MAX: Final = 320


def read_login(value: str) -> tuple[str | None, str | None]:
    """(handle, None) or (None, e-mail address) that somebody signs in with; (None, None) if it can be neither."""
    if len(value) > _LOGIN_LENGTH_MAX:
        return None, None
    handle = handle_key(value)
    if _HANDLE.fullmatch(handle):
        return handle, None
    try:
        return None, check_email(value)
    except EmailInvalid:
        return None, None
