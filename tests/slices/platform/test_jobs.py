"""Jobs on both databases: done once, again after a crash, later after a failure, given up in the end."""

import asyncio

import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from livehouse.kernel.errors import Unavailable
from livehouse.kernel.ids import Ids
from livehouse.platform import jobs as jobs_module
from livehouse.platform.database import Database
from livehouse.platform.jobs import ATTEMPTS_MAX, LEASE, Job, Jobs, jobs
from livehouse.platform.tasks import Supervisor
from tests.support.clock import FakeClock
from tests.support.waiting import eventually

KIND = "test.count"


class Worker:
    """One process's jobs, and what it did."""

    def __init__(self, database: Database, clock: FakeClock, *, heavy_max: int = 2) -> None:
        self.database = database
        self.registry = CollectorRegistry()
        ids = Ids(clock)
        self.jobs = Jobs(database, clock, ids, self.registry, process_id=ids.new(), heavy_max=heavy_max)
        self.done: list[tuple[str, int]] = []
        self.gave_up: list[str] = []
        self.trouble: list[Exception] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.jobs.register(KIND, self._do, gave_up=self._give_up, is_heavy=True)
        self.jobs.register("test.light", self._do)

    async def _do(self, job: Job) -> None:
        job.tell(0.5)
        await self.may_go_on.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.done.append((job.key, job.attempt))

    async def _give_up(self, job: Job) -> None:
        self.gave_up.append(job.key)

    async def add(self, *keys: str, kind: str = KIND) -> None:
        async with self.database.transaction() as tx:
            for key in keys:
                await self.jobs.add(tx, kind, key)

    async def work_off(self) -> None:
        while await self.jobs.do_next(is_heavy=True):
            pass

    async def rows(self) -> list[sa.Row]:
        async with self.database.read() as connection:
            return list(await connection.execute(sa.select(jobs).order_by(jobs.c.id)))


@pytest.fixture
def worker(database: Database, clock: FakeClock) -> Worker:
    return Worker(database, clock)


async def test_jobs_are_done_once_in_their_order(worker: Worker) -> None:
    await worker.add("one", "two", "one")
    await worker.work_off()
    assert worker.done == [("one", 1), ("two", 1)]
    assert await worker.rows() == []
    assert worker.registry.get_sample_value("livehouse_jobs_done_total", {"kind": KIND}) == 2


async def test_a_job_of_a_transaction_that_failed_is_never_done(worker: Worker) -> None:
    async def fail() -> None:
        async with worker.database.transaction() as tx:
            await worker.jobs.add(tx, KIND, "never")
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        await fail()
    await worker.work_off()
    assert worker.done == []


async def test_heavy_and_light_jobs_do_not_wait_for_each_other(worker: Worker) -> None:
    await worker.add("heavy")
    await worker.add("light", kind="test.light")
    assert await worker.jobs.do_next(is_heavy=False)
    assert worker.done == [("light", 1)]


async def test_a_failure_is_tried_again_later_and_given_up_in_the_end(worker: Worker, clock: FakeClock) -> None:
    await worker.add("hard")
    worker.trouble = [ValueError(f"no {number}") for number in range(ATTEMPTS_MAX)]
    await worker.work_off()
    (row,) = await worker.rows()
    assert (row.state, row.attempts, row.error) == ("waiting", 1, "ValueError('no 0')")
    # Not before its time.
    clock.advance(jobs_module.RETRY_S_MIN - 1)
    await worker.work_off()
    assert (await worker.rows())[0].attempts == 1
    clock.advance(1)
    await worker.work_off()
    assert (await worker.rows())[0].attempts == 2
    clock.advance(jobs_module.RETRY_S_MIN * 4)
    await worker.work_off()
    (row,) = await worker.rows()
    assert (row.state, worker.gave_up, worker.done) == ("given_up", ["hard"], [])
    clock.advance(jobs_module.RETRY_S_MAX)
    await worker.work_off()
    assert worker.done == []


async def test_a_full_disk_uses_no_attempts_up(worker: Worker, clock: FakeClock) -> None:
    await worker.add("patient")
    worker.trouble = [Unavailable("no room") for _ in range(ATTEMPTS_MAX * 2)]
    for _ in range(ATTEMPTS_MAX * 2):
        await worker.work_off()
        clock.advance(jobs_module.RETRY_S_MIN)
    await worker.work_off()
    assert worker.done == [("patient", 1)]


async def test_what_a_dead_process_held_is_begun_again(worker: Worker, database: Database, clock: FakeClock) -> None:
    dead = Worker(database, clock)
    await dead.add("left")
    dead.may_go_on.clear()
    dying = asyncio.create_task(dead.work_off())

    async def is_running() -> bool:
        return [row.state for row in await dead.rows()] == ["running"]

    await eventually(is_running, within_s=10, every_s=0.01)
    # Its lease is its own while it may live.
    await worker.work_off()
    assert worker.done == []
    clock.advance(LEASE.total_seconds())
    await worker.work_off()
    assert worker.done == [("left", 2)]
    # The one that was only slow finds that out, and its end changes nothing.
    dead.may_go_on.set()
    await dying
    assert await worker.rows() == []


async def test_the_only_process_need_not_wait_for_a_dead_ones_lease(
    worker: Worker, database: Database, clock: FakeClock
) -> None:
    await worker.add("left")
    async with database.transaction() as tx:
        held = {"state": "running", "held_by": "0" * 26, "attempts": 1, "run_after": clock.now() + LEASE}
        await tx.execute(jobs.update().values(**held))
    await worker.work_off()
    assert worker.done == []
    await worker.jobs.take_over()
    await worker.work_off()
    assert worker.done == [("left", 2)]


async def test_a_slow_one_loses_its_lease_and_stops(
    worker: Worker, database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "PROGRESS_S", 0.01)
    monkeypatch.setattr(jobs_module, "HEARTBEAT_S", 0.05)
    slow = Worker(database, clock)
    await slow.add("taken")
    slow.may_go_on.clear()
    working = asyncio.create_task(slow.work_off())

    async def progress() -> bool:
        return await slow.jobs.progress_of(KIND, ["taken", "other"]) == {"taken": 0.5}

    await eventually(progress, within_s=10, every_s=0.01)
    async with database.transaction() as tx:
        await tx.execute(jobs.update().values(held_by="0" * 26))
    await asyncio.wait_for(working, 10)
    assert slow.done == []


async def test_a_house_that_closes_hands_its_job_on_at_once(
    worker: Worker, database: Database, clock: FakeClock
) -> None:
    closing = Worker(database, clock)
    closing.may_go_on.clear()
    supervisor = Supervisor()
    closing.jobs.start(supervisor)
    await closing.add("handed on")
    closing.jobs.wake()

    async def is_running() -> bool:
        return [row.state for row in await closing.rows()] == ["running"]

    await eventually(is_running, within_s=10, every_s=0.01)
    await supervisor.stop()
    await worker.work_off()
    assert worker.done == [("handed on", 1)]


async def test_many_processes_do_each_job_once(database: Database, clock: FakeClock) -> None:
    workers = [Worker(database, clock) for _ in range(4)]
    names = [f"job {number}" for number in range(40)]
    await workers[0].add(*names)
    await asyncio.gather(*(worker.work_off() for worker in workers))
    assert sorted(key for worker in workers for key, _ in worker.done) == sorted(names)


async def test_no_more_heavy_jobs_at_once_than_the_platform_may(database: Database, clock: FakeClock) -> None:
    workers = [Worker(database, clock, heavy_max=2) for _ in range(5)]
    for worker in workers:
        worker.may_go_on.clear()
    await workers[0].add(*"abcdefgh")
    doing = [asyncio.create_task(worker.jobs.do_next(is_heavy=True)) for worker in workers]

    async def running() -> int:
        return sum(row.state == "running" for row in await workers[0].rows())

    async def others_go() -> bool:
        return await running() == 2 and sum(task.done() for task in doing) == 3

    await eventually(others_go, within_s=10, every_s=0.01)
    assert not await workers[0].jobs.do_next(is_heavy=True)
    assert await running() == 2
    # Light ones wait for none of these.
    await workers[0].add("light", kind="test.light")
    for worker in workers:
        worker.may_go_on.set()
    assert await workers[4].jobs.do_next(is_heavy=False)
    await asyncio.gather(*doing)
    await workers[0].work_off()
    assert sorted(key for worker in workers for key, _ in worker.done) == [*"abcdefgh", "light"]
