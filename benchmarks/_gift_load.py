"""The load of `gifts`, in a process of its own: senders in one room, each on a channel of their own.

Either evenly and whatever the server does (an open loop, `gifts_per_s`), or as fast as it answers, each sender one gift
at a time (a closed loop). A delay is the time from before a gift was sent until its answer came. Every sender checks by
number that no event of the room is missing.

`python -m benchmarks._gift_load '{"port": …, …}'` prints one JSON object.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import uvloop

from benchmarks._delays import Delays
from benchmarks._dialects import Heard, Livehouse, Message
from benchmarks._usage import cpu_s
from benchmarks._viewers import Hall, Viewer, enter_all, wait_until

PACE_S: Final = 0.001
SETTLE_S: Final = 0.2
GRACE_S: Final = 30.0


@dataclass(frozen=True)
class Load:
    port: int
    server_pid: int
    room: str
    cookies: tuple[str, ...]
    """Of the senders, one each."""
    seconds: float
    """How long is measured; with `until_lost` how long it goes on at most."""
    warm_up_s: float = 0.0
    gifts_per_s: float = 0.0
    """Offered by all together; 0 for a closed loop."""
    until_lost: bool = False
    """Whether somebody is going to kill the server."""
    answered_to: str = ""
    """With `until_lost`: the file for the gifts that were answered, a JSON object of ids by the keys of sending."""
    gift: str = "rose"
    price_coins: int = 1
    key_prefix: str = "bench"


@dataclass
class Result:
    seconds: float = 0.0
    server_cpu_s: float = 0.0
    load_cpu_s: float = 0.0
    sent: int = 0
    """Warm-up included, as are the next two."""
    refused: int = 0
    unanswered: int = 0
    answered_in_time: int = 0
    """Within the measured time, like `shown_in_time`: gifts among the room's events, each counted once."""
    shown_in_time: int = 0
    shown: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    max_ms: float = 0.0
    lost: int = 0
    doubled: int = 0
    disconnected: int = 0
    errors: list[str] = field(default_factory=list)


class GiftDialect(Livehouse):
    """Knows gifts among the room's events, and the answers to those that were sent, by their commands' numbers."""

    def __init__(self, room: str) -> None:
        super().__init__(room)
        self.shown: set[str] = set()
        self.sent_s: dict[int, float] = {}
        self.answered_s: dict[int, float] = {}
        self.gift_ids: dict[int, str] = {}
        self.refused: list[str] = []
        self.on_answer: Callable[[int], None] = lambda _number: None

    def read(self, text: bytes) -> Message:
        message = json.loads(text)
        if message["type"] == "answer" and message["id"] in self.sent_s:
            self._take(message)
            return None
        if message["type"] not in ("tick", "gift"):
            return super().read(text)
        events = message.get("events", [message])
        self.shown.update(event["gift"]["id"] for event in events if event["type"] == "gift")
        return Heard(tuple(event["offset"] for event in events), ())

    def _take(self, answer: dict[str, Any]) -> None:
        number = answer["id"]
        self.answered_s[number] = time.monotonic()
        if "error" in answer:
            self.refused.append(answer["error"]["code"])
        else:
            self.gift_ids[number] = answer["result"]["gift"]["id"]
        self.on_answer(number)


class Generator:
    """One load, from the first connection to the last."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._dialect = GiftDialect(load.room)
        self._hall = Hall(load.port, self._dialect, deflate=True)
        self._result = Result()
        self._senders: list[Viewer] = []
        self._is_over = False

    async def run(self) -> Result:
        load, hall, gifts, result = self._load, self._hall, self._dialect, self._result
        self._senders = await enter_all(hall, range(len(load.cookies)), load.cookies)
        await asyncio.sleep(SETTLE_S)
        gc.collect()
        gc.freeze()
        if load.until_lost:
            await self._send_until_lost()
            return result
        if not load.gifts_per_s:
            gifts.on_answer = self._send_next
            for index in range(len(self._senders)):
                self._send(index)
        await self._play(load.warm_up_s)
        began_s, cpu_before_s, own_before_s = time.monotonic(), cpu_s(load.server_pid), time.process_time()
        shown_before, answered_before = self._shown(), len(gifts.answered_s)
        await self._play(load.seconds)
        result.seconds = time.monotonic() - began_s
        result.server_cpu_s = cpu_s(load.server_pid) - cpu_before_s
        result.load_cpu_s = time.process_time() - own_before_s
        result.answered_in_time = len(gifts.answered_s) - answered_before - len(gifts.refused)
        result.shown_in_time = self._shown() - shown_before
        self._is_over = True
        await wait_until(self._is_settled, within_s=GRACE_S)
        self._count(began_s)
        for sender in self._senders:
            sender.leave()
        await asyncio.sleep(SETTLE_S)
        return result

    async def _play(self, seconds: float) -> None:
        """Give for so long; in a closed loop the answers do it."""
        rate, began_s, given = self._load.gifts_per_s, time.monotonic(), 0
        while (passed_s := time.monotonic() - began_s) < seconds:
            while given < passed_s * rate:
                self._send(self._result.sent % len(self._senders))
                given += 1
            await asyncio.sleep(PACE_S)

    def _send_next(self, number: int) -> None:
        if not self._is_over:
            self._send(number % len(self._senders))

    def _send(self, index: int) -> None:
        load, result = self._load, self._result
        # In a closed loop a sender finds its own next gift by the number of the one that was answered.
        number = (result.sent + 1) * len(self._senders) + index
        result.sent += 1
        command = {
            "id": number,
            "type": "gift",
            "gift": load.gift,
            "count": 1,
            "price_coins": load.price_coins,
            "to": None,
            "key": f"{load.key_prefix}-{number}",
        }
        self._dialect.sent_s[number] = time.monotonic()
        self._senders[index].send(json.dumps(command))

    async def _send_until_lost(self) -> None:
        hall, gifts, result = self._hall, self._dialect, self._result
        gifts.on_answer = self._send_next
        for index in range(len(self._senders)):
            self._send(index)
        # Whoever kills the server waits for this line, so that it happens in the middle.
        print("storming", flush=True)
        await wait_until(lambda: hall.disconnected >= len(self._senders), within_s=self._load.seconds)
        self._is_over = True
        result.refused, result.errors = len(gifts.refused), sorted(set(gifts.refused))
        result.disconnected = hall.disconnected
        prefix = self._load.key_prefix
        answered = {f"{prefix}-{number}": gift_id for number, gift_id in gifts.gift_ids.items()}
        await asyncio.to_thread(Path(self._load.answered_to).write_text, json.dumps(answered))

    def _is_settled(self) -> bool:
        gifts = self._dialect
        if len(gifts.answered_s) < len(gifts.sent_s):
            return False
        end = max(sender.ledger.last for sender in self._senders)
        is_shown = self._shown() >= len(gifts.gift_ids)
        return is_shown and all(sender.ledger.last == end for sender in self._senders)

    def _shown(self) -> int:
        return len(self._dialect.shown)

    def _count(self, since_s: float) -> None:
        hall, gifts, result = self._hall, self._dialect, self._result
        delays = Delays()
        delays.add(
            [at - gifts.sent_s[number] for number, at in gifts.answered_s.items() if gifts.sent_s[number] >= since_s]
        )
        result.p50_ms, result.p99_ms, result.max_ms = (delays.percentile(percent) for percent in (50, 99, 100))
        result.refused, result.errors = len(gifts.refused), sorted(set(gifts.refused))
        result.unanswered = len(gifts.sent_s) - len(gifts.answered_s)
        result.disconnected = hall.disconnected
        result.shown = self._shown()
        # What was answered must have been shown to everybody.
        result.lost += len(set(gifts.gift_ids.values()) - self._dialect.shown)
        end = max(sender.ledger.last for sender in self._senders)
        for sender in self._senders:
            result.lost += sender.ledger.lost + sender.ledger.missing_until(end)
            result.doubled += sender.ledger.doubled


def main() -> None:
    load = json.loads(sys.argv[1])
    result = uvloop.run(Generator(Load(**{**load, "cookies": tuple(load["cookies"])})).run())
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    main()
