"""How the slices' routes describe themselves, so that the OpenAPI document is worth reading."""

import copy
import inspect
from collections import defaultdict
from typing import Any

from fastapi import FastAPI

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


def describe(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of `api`, without the 422 that FastAPI promises and our error handlers turn into a 400."""
    document = copy.deepcopy(api.openapi())
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
