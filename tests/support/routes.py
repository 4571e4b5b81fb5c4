"""The routes of a house, made once for all houses of a test worker: it takes a quarter of a second each time.

Routes hold the services that they were made with. Here they hold stand-ins, which ask the house whose request it is.
"""

from contextvars import ContextVar
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

_house: ContextVar[Any] = ContextVar("house")


class _StandIn:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(getattr(_house.get(), self._name), attribute)


def stand_in(name: str) -> Any:
    """Whatever the house whose request it is has under this name."""
    return _StandIn(name)


class HouseApp:
    """The shared routes, as one house answers.

    Args:
        app: what requests go to: the routes, or a guard before them.
    """

    def __init__(self, house: object, api: FastAPI, app: ASGIApp | None = None) -> None:
        self._house = house
        self._api = api
        self._app: ASGIApp = app or api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        before = _house.set(self._house)
        try:
            await self._app(scope, receive, send)
        finally:
            _house.reset(before)

    def openapi(self) -> dict[str, Any]:
        """Their description."""
        return self._api.openapi()
