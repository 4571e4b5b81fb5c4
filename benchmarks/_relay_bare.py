"""The baseline of `relay`: the library's own server with nothing of ours, in a process of its own.

Everybody is let in, to the one origin that all share. Prints its port and its certificate's fingerprint.
"""

import asyncio
import contextlib
import json

import moq


async def serve() -> None:
    """Let everybody in, for as long as the process lives."""
    origin = moq.OriginProducer()
    sessions = set()
    async with moq.Server("[::]:0", tls_generate=["localhost"], publish=origin, subscribe=origin) as server:
        port = int(server.local_addr.rsplit(":", 1)[1])
        print(json.dumps({"port": port, "sha256": server.cert_fingerprints()[0]}), flush=True)

        async def attend(request: moq.Request) -> None:
            with contextlib.suppress(moq.Error):
                session = await request.accept()
                await session.closed()

        async for request in server:
            task = asyncio.create_task(attend(request))
            sessions.add(task)
            task.add_done_callback(sessions.discard)


if __name__ == "__main__":
    asyncio.run(serve())
