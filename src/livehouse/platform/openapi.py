"""How the slices' routes describe themselves, so that the OpenAPI document is worth reading."""

import inspect
from collections import defaultdict
from typing import Any

from livehouse.kernel.errors import AppError
from livehouse.platform.http import ErrorEnvelope


def error_responses(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may raise `errors`: by status, each code with its meaning."""
    by_status: dict[int, list[type[AppError]]] = defaultdict(list)
    for error in errors:
        by_status[error.status].append(error)
    return {
        status: {
            "model": ErrorEnvelope,
            "description": "\n\n".join(f"`{error.code}`: {inspect.getdoc(error)}" for error in by_status[status]),
        }
        for status in sorted(by_status)
    }
