"""A room in which more is said than can be read, over the served channel: who sees what."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.support.app import served
from tests.support.people import Channel, Person

SPEAKERS = 6
COMMENTS_EACH = 15
PAUSE_S = 0.1
SHOWN_PER_S = 5


async def talk(channel: Channel, name: str) -> list[dict[str, Any]]:
    """Say one thing after another; the answers."""
    answers = []
    for number in range(COMMENTS_EACH):
        answers.append(await channel.call("comment", text=f"{name} {number}"))
        await asyncio.sleep(PAUSE_S)
    return answers


async def test_viewers_get_a_sample_speakers_their_own_and_the_host_everything(tmp_path: Path) -> None:
    async with (
        served(tmp_path, comments_per_10_s="1000", sampled_events_per_s=str(SHOWN_PER_S)) as app,
        asyncio.timeout(60),
        AsyncExitStack() as stack,
    ):
        host, watcher, *speakers = [await stack.enter_async_context(Person(app.url)) for _ in range(SPEAKERS + 2)]
        await asyncio.gather(*(person.sign_up() for person in (host, *speakers)))
        room = await stack.enter_async_context(host.on_air())
        ears, eyes, *mouths = [
            await stack.enter_async_context(person.channel(room["id"])) for person in (host, watcher, *speakers)
        ]
        began_s = time.monotonic()
        answers = await asyncio.gather(
            *(talk(mouth, speaker.handle) for mouth, speaker in zip(mouths, speakers, strict=True))
        )
        said = sorted((said for own in answers for said in own), key=lambda said: int(said["offset"]))
        texts = [each["comment"]["text"] for each in said]
        await ears.wait_for_comment(texts[-1])
        # What the host has of the last tick has left for everybody; the answer to this comes after it.
        for channel in (eyes, *mouths):
            await channel.call("ping")
        took_s = time.monotonic() - began_s

        # The host gets all of it, in the order in which it was said, as it was answered.
        assert [(event["offset"], event["comment"]) for event in ears.events("comment")] == [
            (each["offset"], each["comment"]) for each in said
        ]
        # A viewer gets as much as was set, in the same order.
        seen = eyes.comments()
        assert 0 < len(seen) <= SHOWN_PER_S * (took_s + 1)
        assert seen == [text for text in texts if text in set(seen)]
        # Speakers get their own by the answers, also what nobody was shown.
        for speaker, mouth, own in zip(speakers, mouths, answers, strict=True):
            assert [each["comment"]["text"] for each in own] == [
                f"{speaker.handle} {number}" for number in range(COMMENTS_EACH)
            ]
            assert {each["comment"]["account"]["handle"] for each in own} == {speaker.handle}
            spared = {each["comment"]["text"] for each in own} - set(mouth.comments())
            assert spared, "the room was not fast for this speaker"
        # Whoever comes later finds the newest of everything that was said.
        late = await stack.enter_async_context(watcher.channel(room["id"]))
        assert [comment["text"] for comment in late.joined["comments"]] == texts[-50:]
