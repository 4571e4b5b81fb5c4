import socket

import pytest


@pytest.fixture(autouse=True)
def _no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep unit tests pure: one that reaches for the network belongs in another folder, and is told so."""

    def refuse(*_: object) -> None:
        raise RuntimeError("tests/unit opens no sockets; what needs one belongs in tests/slices or tests/contract")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
