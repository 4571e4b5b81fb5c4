"""Processes that ask each other for HLS, over real sockets."""

import asyncio
import gc
from typing import Any

from livehouse.media.packager.answers import Answer
from livehouse.media.packager.peers import PeerServer, RemoteHls, peers_key
from livehouse.platform.tasks import Supervisor
from tests.support.waiting import eventually

KEY = peers_key(b"k" * 32)


class Source:
    """Answers everything with where it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def answer(self, _room_id: str, path: str, query: str) -> Answer:
        self.asked.append((path, query))
        kept: Any = "briefly" if path.endswith(".m3u8") else "forever"
        return Answer("text/plain", path.encode(), None, kept)


async def test_what_is_behind_a_pieces_question_mark_is_nothing() -> None:
    source, supervisor = Source(), Supervisor()
    peers = PeerServer(source, KEY, ("127.0.0.1", 0))
    await peers.start()
    remote = RemoteHls(lambda: peers.address, KEY, supervisor)
    try:
        for number in range(3):
            await remote.answer("room", "video1/1.m4s", f"n={number}")
            await remote.answer("room", "video1.m3u8", f"_HLS_msn={number}")
        assert [path for path, _ in source.asked].count("video1/1.m4s") == 1
        assert [query for path, query in source.asked if path == "video1.m3u8"] == [f"_HLS_msn={n}" for n in range(3)]
    finally:
        await supervisor.stop()
        await peers.stop()


async def test_another_process_that_leaves_is_no_fault() -> None:
    faults: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: faults.append(context))
    peers = PeerServer(Source(), KEY, ("127.0.0.1", 0))
    await peers.start()
    assert peers.address is not None
    host, port = peers.address.split(":")

    async def is_alone() -> bool:
        return not peers._peers

    try:
        for said in (b"", len(KEY).to_bytes(4, "big") + KEY, len(KEY).to_bytes(4, "big") + KEY + b"\0\0\0\1\xc1"):
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(said)
            await writer.drain()
            writer.close()
            await eventually(is_alone, within_s=5, every_s=0.01)
    finally:
        await peers.stop()
    gc.collect()
    await asyncio.sleep(0)
    assert not faults
