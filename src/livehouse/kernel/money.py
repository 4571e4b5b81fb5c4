"""Money: whole minor units of a currency, and how they are written. Pure."""

from typing import Final

import msgspec

from livehouse.kernel.errors import BadInput

# How many digits follow the point, where it is not two (ISO 4217:2015, table A.1).
_DIGITS: Final = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
BASIS_POINTS: Final = 10_000
AMOUNT_MAX: Final = 10**12


class BadAmount(BadInput):
    """An amount that is no whole number of minor units, or out of bounds."""

    code = "bad_amount"


def digits_of(currency: str) -> int:
    """How many digits of an amount in `currency` (ISO 4217) follow the point: 2, or 0 or 3 of some."""
    return _DIGITS.get(currency, 2)


class Money(msgspec.Struct, frozen=True, order=True):
    """`amount` minor units of `currency` (ISO 4217, capital letters): 1,099 of USD are $10.99, 1,099 of JPY ¥1,099."""

    currency: str
    amount: int

    def __str__(self) -> str:
        """As `USD 10.99`."""
        digits = digits_of(self.currency)
        sign = "-" if self.amount < 0 else ""
        whole, rest = divmod(abs(self.amount), 10**digits)
        point = f".{rest:0{digits}}" if digits else ""
        return f"{self.currency} {sign}{whole:,}{point}"


def check_amount(amount: object, *, field: str | None = None, least: int = 1, most: int = AMOUNT_MAX) -> int:
    """`amount`, if it is a whole number from `least` to `most`.

    Raises:
        BadAmount: it is a fraction, a text, a truth value, or out of bounds.
    """
    # A truth value is a whole number to Python.
    if type(amount) is not int:
        raise BadAmount("An amount is a whole number of the smallest units.", field=field)
    if not least <= amount <= most:
        raise BadAmount(f"An amount is between {least:,} and {most:,} here.", field=field)
    return amount


def share_of(amount: int, basis_points: int) -> int:
    """That part of `amount`, rounded half up. For amounts of 0 or more."""
    return (amount * basis_points * 2 + BASIS_POINTS) // (2 * BASIS_POINTS)


def included_tax(total: int, basis_points: int) -> int:
    """The tax that is inside `total`, rounded half up: what is left is the net price."""
    whole = BASIS_POINTS + basis_points
    return (total * basis_points * 2 + whole) // (2 * whole)
