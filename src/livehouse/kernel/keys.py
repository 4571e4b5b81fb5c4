"""Idempotency keys that programs choose: the same request under the same key is carried out once. Pure."""

import re
from typing import Final

from livehouse.kernel.errors import BadInput, Conflict

KEY_MIN: Final = 8
KEY_MAX: Final = 64
_KEY: Final = re.compile(rf"[\x21-\x7e]{{{KEY_MIN},{KEY_MAX}}}")


class BadIdempotencyKey(BadInput):
    """An idempotency key is 8 to 64 visible ASCII characters."""

    code = "bad_idempotency_key"

    def __init__(self) -> None:
        super().__init__(f"Make a key of {KEY_MIN} to {KEY_MAX} visible ASCII characters, a new one for each wish.")


class IdempotencyKeyReused(Conflict):
    """The key stands for another request already; nothing was done."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This key stands for another request already. Make a new key and try again.", field="key")


def check_key(value: str) -> str:
    """`value`, if it can be an idempotency key.

    Raises:
        BadIdempotencyKey: it cannot.
    """
    if _KEY.fullmatch(value) is None:
        raise BadIdempotencyKey
    return value
