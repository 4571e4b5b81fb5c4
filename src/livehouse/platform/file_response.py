"""Answers with a file, or with the part of it that `Range` asks for, read as it is sent."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from fastapi import Request, Response, status
from fastapi.responses import StreamingResponse

from livehouse.platform import ranges

# What one read from the disk and one write to the line carry.
CHUNK_BYTES: Final = 256 * 1024

ReadRange = Callable[[int, int], Awaitable[bytes]]
"""The file's bytes from the first up to the second place; some of them at least."""


async def file_response(
    request: Request, *, size_bytes: int, etag: str, media_type: str, headers: Mapping[str, str], read: ReadRange
) -> Response:
    """The answer to a GET or HEAD for a file whose bytes never change under this `etag`.

    Raises:
        RangeNotSatisfiable: it asks for bytes that are not there.
        AppError: whatever `read` raises for the first bytes; later ones break the connection off.
    """
    headers = {**headers, "Accept-Ranges": "bytes", "ETag": etag}
    if ranges.names(request.headers.get("if-none-match"), etag):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    wanted = request.headers.get("range")
    # A part of something else than what the asker has the rest of is of no use to them.
    if_range = request.headers.get("if-range")
    part = None if wanted is None or if_range not in (None, etag) else ranges.read(wanted, size_bytes)
    begin, end = (0, size_bytes) if part is None else part
    headers["Content-Length"] = str(end - begin)
    code = status.HTTP_200_OK
    if part is not None:
        code = status.HTTP_206_PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size_bytes}"
    if request.method == "HEAD":
        return Response(status_code=code, headers=headers, media_type=media_type)
    # The first bytes before the answer begins: what is missing must be said by its status.
    first = await read(begin, min(end, begin + CHUNK_BYTES))

    async def chunks() -> AsyncIterator[bytes]:
        yield first
        at = begin + len(first)
        while at < end:
            chunk = await read(at, min(end, at + CHUNK_BYTES))
            yield chunk
            at += len(chunk)

    return StreamingResponse(chunks(), status_code=code, headers=headers, media_type=media_type)
