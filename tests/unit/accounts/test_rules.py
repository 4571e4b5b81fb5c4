from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livehouse.accounts import rules
from livehouse.accounts.regions import REGIONS, is_region
from livehouse.accounts.rules import (
    BirthDateInvalid,
    EmailInvalid,
    HandleInvalid,
    HandleReserved,
    RegionUnknown,
    TooYoung,
    age_on,
    date_of_age,
    read_login,
)

TODAY = date(2026, 3, 14)


def check_handle(value: str) -> str:
    return rules.check_handle(value, length_min=3, length_max=24)


def check_birth_date(value: str) -> date:
    return rules.check_birth_date(value, today=TODAY, age_min=13)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mika", "mika"),
        ("Mika.K", "mika.k"),
        ("  @otto_b \n", "otto_b"),
        ("a1_", "a1_"),
        ("x" * 24, "x" * 24),
        ("_._a_._", "_._a_._"),
        ("admiral", "admiral"),
        ("red.html5", "red.html5"),
    ],
)
def test_a_handle_is_stored_in_lower_case_without_its_sign(typed: str, stored: str) -> None:
    assert check_handle(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        *["", "ab", "x" * 25, "x" * 10_000],
        *[
            "mi ka",
            "mika!",
            "míka",
            "мика",
            "mi\nka",
            "mi\x00ka",
            "mi/ka",
            "mi%2fka",
            "..",
            "@@@",
            "ＭＩＫＡ",
            "ka\u0130",
        ],
        *[".mika", "mika.", "mi..ka"],
        *["123", "___", "1.2_3"],
        *["mika.html", "robot.txt", "a.b.png"],
    ],
)
def test_a_handle_that_could_be_mistaken_for_something_else_is_refused(typed: str) -> None:
    with pytest.raises(HandleInvalid) as refused:
        check_handle(typed)
    assert refused.value.field == "handle"


@pytest.mark.parametrize(
    "typed", ["admin", "ADMIN", "ad.min", "a_d_m_i_n", "api", "live", "settings", "sign.in", "go_live", "livehouse"]
)
def test_handles_of_the_platform_are_kept_for_it(typed: str) -> None:
    with pytest.raises(HandleReserved):
        check_handle(typed)


def test_a_handle_that_looks_like_an_id_is_refused() -> None:
    with pytest.raises(HandleReserved):
        rules.check_handle("01kmn0v6000000000000000abc", length_min=3, length_max=40)


@given(st.text(max_size=40))
def test_whatever_passes_as_a_handle_fits_into_an_address(typed: str) -> None:
    try:
        handle = check_handle(typed)
    except (HandleInvalid, HandleReserved):
        return
    assert set(handle) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.")
    assert check_handle(handle) == handle
    assert read_login(handle) == (handle, None)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann.B+live@Example.ORG ", "Ann.B+live@example.org"),
        ("o'hara@sub.example.co.uk", "o'hara@sub.example.co.uk"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("a@b.museum", "a@b.museum"),
    ],
)
def test_an_email_address_keeps_its_name_and_lowers_its_domain(typed: str, stored: str) -> None:
    assert rules.check_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        *["", "@", "ann", "ann@", "@example.org", "ann@localhost", "ann@example", "ann@@example.org"],
        *["ann b@example.org", "ann\x00@example.org", "ann\n@example.org", "ann@exa mple.org", "ann@example.org\nbcc"],
        *[".ann@example.org", "ann.@example.org", "a..n@example.org", '"ann"@example.org', "änn@example.org"],
        *["ann@-example.org", "ann@example-.org", "ann@.example.org", "ann@example..org", "ann@example.org."],
        *["ann@127.0.0.1", "ann@[127.0.0.1]", "ann@exam_ple.org", "<ann@example.org>", "ann@example.org,b@example.org"],
        *["a" * 65 + "@example.org", "ann@" + "a" * 64 + ".org", "ann@" + "a." * 130 + "org", "ann@\ud800.org"],
    ],
)
def test_what_no_mail_system_delivers_to_is_refused(typed: str) -> None:
    with pytest.raises(EmailInvalid) as refused:
        rules.check_email(typed)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Mika.K", ("mika.k", None)),
        ("@mika.k", ("mika.k", None)),
        ("Ann@Example.ORG", (None, "Ann@example.org")),
        ("", (None, None)),
        ("two words", (None, None)),
        ("a\x00b", (None, None)),
        ("a@b", (None, None)),
        ("x" * 60_000, (None, None)),
    ],
)
def test_a_login_is_a_handle_or_an_email_address(typed: str, read: tuple[str | None, str | None]) -> None:
    assert read_login(typed) == read


@pytest.mark.parametrize("typed", ["2000-02-29", " 1999-12-31 ", "1900-01-01", "2013-03-14"])
def test_a_real_date_long_enough_ago_is_a_birth_date(typed: str) -> None:
    assert check_birth_date(typed) == date.fromisoformat(typed.strip())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *[(typed, "year-month-day") for typed in ("", "1999", "31.12.1999", "19991231", "1999-W01-1", "1999-1-1")],
        *[(typed, "year-month-day") for typed in ("1999-12-31T00:00", "-1999-12-31", "١٩٩٩-12-31", "946598400")],
        *[(typed, "no such day") for typed in ("1999-02-29", "1900-02-29", "1999-13-01", "1999-00-10", "0000-01-01")],
        *[(typed, "future") for typed in ("2026-03-15", "9999-12-31")],
        *[(typed, "before 1900") for typed in ("1899-12-31", "0001-01-01")],
    ],
)
def test_what_cannot_be_a_birth_date_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(BirthDateInvalid, match=said) as refused:
        check_birth_date(typed)
    assert refused.value.field == "birth_date"


def test_who_is_too_young_hears_from_when_on() -> None:
    with pytest.raises(TooYoung, match="2026-03-15") as refused:
        check_birth_date("2013-03-15")
    assert refused.value.details == {"age_min": 13, "allowed_on": date(2026, 3, 15)}


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 3, 14), date(2016, 3, 13), 15),
        (date(2000, 3, 14), date(2016, 3, 14), 16),
        (date(2000, 2, 29), date(2015, 2, 28), 14),
        (date(2000, 2, 29), date(2015, 3, 1), 15),
        (date(2000, 2, 29), date(2016, 2, 28), 15),
        (date(2000, 2, 29), date(2016, 2, 29), 16),
        (date(2000, 12, 31), date(2001, 1, 1), 0),
        (date(2000, 5, 5), date(2000, 5, 5), 0),
    ],
)
def test_age_counts_completed_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 120))
def test_age_is_reached_on_its_date_and_not_before(born: date, years: int) -> None:
    reached = date_of_age(born, years)
    assert age_on(born, reached) == years
    assert age_on(born, date.fromordinal(reached.toordinal() - 1)) == years - 1


def test_regions_are_codes_of_two_capitals() -> None:
    assert len(REGIONS) == len(set(REGIONS)) == 249
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in REGIONS)
    assert list(REGIONS) == sorted(REGIONS)
    assert is_region("KR")


@pytest.mark.parametrize("typed", ["jp", " JP ", "Jp"])
def test_a_region_may_be_typed_in_any_case(typed: str) -> None:
    assert rules.check_region(typed) == "JP"


@pytest.mark.parametrize("typed", ["", "XX", "UK", "EU", "USA", "J", "日本"])
def test_a_code_that_is_not_assigned_is_no_region(typed: str) -> None:
    with pytest.raises(RegionUnknown):
        rules.check_region(typed)
