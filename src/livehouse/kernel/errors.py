"""Errors that a person can act on.

Each error type carries a stable code (never renamed: programs match on it), the HTTP status, and whether the very same
request may succeed later. The message is a sentence that says what to do.
"""

from typing import ClassVar


class AppError(Exception):
    """A refusal that is part of the product, not a fault of it.

    Args:
        message: a sentence for the person concerned, saying what to do.
        field: the input field that it belongs to, if any.
        details: machine-readable facts (whole numbers, ids, ISO dates) that a program may show.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    retry: ClassVar[bool] = False

    def __init__(self, message: str, *, field: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details


class BadInput(AppError):
    """What was sent can never be accepted as it is."""

    code = "bad_input"
    status = 400


class BadCursor(BadInput):
    """The cursor is none that this list gave out."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__("This place in the list is unknown. Begin at its top.", field="cursor")


class NotSignedIn(AppError):
    """The act needs an account."""

    code = "not_signed_in"
    status = 401

    def __init__(self, message: str = "Sign in first, then try again.") -> None:
        super().__init__(message)


class Forbidden(AppError):
    """This account may not do this."""

    code = "forbidden"
    status = 403


class NotFound(AppError):
    """There is no such thing, or none that this account may know of."""

    code = "not_found"
    status = 404


class Conflict(AppError):
    """The act does not fit the present state."""

    code = "conflict"
    status = 409


class TooLarge(AppError):
    """More bytes were sent than the limit allows."""

    code = "too_large"
    status = 413


class TooFast(AppError):
    """A limit on how often something may be done was reached; `retry_after_s` in the details says how long to wait."""

    code = "too_fast"
    status = 429
    retry = True


class Unavailable(AppError):
    """The server cannot do this just now."""

    code = "unavailable"
    status = 503
    retry = True
