"""Listening sockets, and plain words when there is none to be had."""

import errno
import socket
from typing import Final

# Connections that wait to be accepted while the loop is busy; ten thousand may come in one burst.
LISTEN_BACKLOG: Final = 16_384


class CannotStart(Exception):
    """Something outside this program must be put right first; the text says what."""


def check_free(host: str, port: int) -> None:
    """See that nobody listens there; a socket that shares its port would not notice.

    Raises:
        CannotStart: as `listen`.
    """
    if port:
        listen(host, port).close()


def listen(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A listening TCP socket.

    Args:
        is_shared: other sockets of this user may listen on the same port; the system shares connections out.

    Raises:
        CannotStart: the port is taken or forbidden, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(LISTEN_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Port {port} on {host} is taken by another program. Stop that one, or choose another port: "
                f"--port {port + 1 if port < 65535 else 8000}, or LIVEHOUSE_PORT."
            ) from None
        if error.errno == errno.EACCES:
            raise CannotStart(f"This user may not listen on port {port}. Choose one above 1023 with --port.") from None
        raise CannotStart(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Correct --host or --port."
        ) from None
    listener.setblocking(False)
    return listener
