"""Stream keys and encoders: who is let in, into which LIVE, what begins by itself, and when a key holds no longer."""

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from livehouse.accounts import Account, AccountDeleted, AccountLeaving, OthersShutOut
from livehouse.kernel.errors import TooFast
from livehouse.live_access import NoLiveAccess
from livehouse.media import Ending, Publication, Upload
from livehouse.moderation import Banned, Suspended
from livehouse.platform.database import StorageFull
from livehouse.rooms import (
    AlreadyLive,
    AutoLive,
    EncoderHeld,
    LiveFromBrowser,
    LiveFromEncoder,
    NoStreamKey,
    NothingPrepared,
    Room,
    TitleMissing,
    UnknownTopic,
    WrongStreamKey,
    stream_key_store,
)
from tests.slices.rooms.fixtures import OpenHouse
from tests.slices.rooms.house import House
from tests.slices.rooms.test_http import error

ORIGIN = "http://venue.example:8000"
ADDRESS = "192.0.2.7"
UPLOAD = Upload(
    encoder="obs-output module",
    picture="avc1",
    sound="mp4a",
    bits_per_s=1_500_000,
    pictures_per_s=29.9,
    keyframe_every_ms=2_000,
    frames_dropped=0,
)
AUTO_LIVE = AutoLive(title="Radio Midnight", topic="music", audience="followers", is_recorded=False)


@dataclass
class Door:
    """The server that encoders push to, as far as rooms know it: who publishes, and on whom it hung up."""

    publishing: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)

    def publishing_keys(self) -> frozenset[str]:
        return frozenset(self.publishing)

    def uploads(self) -> dict[str, Upload]:
        return dict.fromkeys(self.publishing.values(), UPLOAD)

    def revoke(self, key_id: str) -> None:
        self.cut.append(self.publishing.pop(key_id))

    def let_in(self, publication: Publication) -> None:
        self.publishing[publication.key_id] = publication.room_id


async def key_of(house: House, host: Account) -> str:
    made = await house.rooms.encoders.renew(host.id, origin=ORIGIN)
    assert made.key is not None
    return made.key


async def prepare(house: House, host: Account) -> Room:
    return await house.rooms.create(
        host.id, title="From the stage", topic="music", audience="everyone", source="encoder"
    )


async def on_air(house: House, host: Account, key: str) -> Room:
    """A LIVE that the host's encoder sends."""
    room = await prepare(house, host)
    assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id == room.id
    house.relay.broadcasting.add(room.id)
    started = await house.rooms.go_live(room.id, host.id)
    await house.settled()
    return started


async def send(house: House, room_id: str) -> None:
    """The encoder's first frame arrives."""
    house.relay.broadcasting.add(room_id)
    await house.rooms.publisher_changed(room_id, online=True)
    await house.settled()


async def state_of(house: House, room_id: str) -> str:
    rows = await house.rows("SELECT state FROM rooms WHERE id = :id", id=room_id)
    return str(rows[0]["state"])


# The key


async def test_a_key_is_shown_once_and_kept_as_a_hash(house: House) -> None:
    host = await house.sign_up("mika")
    async with house.browser(host) as mine:
        nothing = (await mine.get("/me/stream-key")).json()
        assert nothing == {
            "server": "rtmp://venue.example:1935/live",
            "exists": False,
            "hint": None,
            "created_at": None,
            "last_used_at": None,
            "is_publishing": False,
            "auto_live": None,
            "auto_live_held_until": None,
            "upload": None,
            "trouble": None,
        }
        made = await mine.post("/me/stream-key")
        assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
        key = made.json()["key"]
        shown = await mine.get("/me/stream-key")
        assert key not in shown.text
        assert {**shown.json(), "key": key} == made.json()
        assert (shown.json()["exists"], shown.json()["hint"]) == (True, key[-4:])
        assert len(key) == len("live_") + 32
    rows = json.dumps([dict(row) for row in await house.rows("SELECT * FROM stream_keys")], default=str)
    assert key not in rows
    assert key.removeprefix("live_") not in rows
    assert key not in json.dumps(await house.rooms.export(host.id), default=str)


async def test_a_renewed_key_replaces_the_old_one_and_cuts_off_who_uses_it(house: House) -> None:
    host, other = await house.sign_up("mika"), await house.sign_up("sora")
    door = Door()
    house.rooms.encoders.serve(door)
    key, others_key = await key_of(house, host), await key_of(house, other)
    room, others = await on_air(house, host, key), await on_air(house, other, others_key)
    for one in (key, others_key):
        door.let_in(await house.rooms.encoders.authorize(one, ADDRESS))
    renewed = await key_of(house, host)
    await house.settled()
    assert door.cut == [room.id]
    assert list(door.publishing.values()) == [others.id]
    with pytest.raises(WrongStreamKey):
        await house.rooms.encoders.authorize(key, ADDRESS)
    assert (await house.rooms.encoders.authorize(renewed, ADDRESS)).room_id == room.id


async def test_an_encoder_comes_back_while_the_disk_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    room = await on_air(house, host, key)

    async def refuse(*_: object) -> None:
        raise StorageFull("The server has no room left to save this. Tell its operator, then try again.")

    # When the key was last used is all that an encoder's coming back has to write.
    monkeypatch.setattr(stream_key_store, "note_use", refuse)
    assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id == room.id


async def test_what_another_process_renews_is_noticed(house: House, another_house: OpenHouse) -> None:
    host = await house.sign_up("mika")
    door = Door()
    house.rooms.encoders.serve(door)
    key = await key_of(house, host)
    room = await on_air(house, host, key)
    door.let_in(await house.rooms.encoders.authorize(key, ADDRESS))
    elsewhere: House = await another_house(has_relay=False)
    await elsewhere.rooms.encoders.delete(host.id)
    await house.rooms.encoders.check()
    assert door.cut == [room.id]


async def test_keys_that_are_none_and_deleted_ones_are_refused(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await prepare(house, host)
    wrong = (key[:-1] + ("a" if key[-1] != "a" else "b"), "", "live_", key.upper(), f"{key} ", "x" * 200, "ключ\x00")
    for each in wrong:
        with pytest.raises(WrongStreamKey) as refused:
            await house.rooms.encoders.authorize(each, ADDRESS)
        assert key not in refused.value.message
    async with house.browser(host) as mine:
        assert (await mine.delete("/me/stream-key")).status_code == 204
        assert (await mine.get("/me/stream-key")).json()["exists"] is False
    with pytest.raises(WrongStreamKey):
        await house.rooms.encoders.authorize(key, ADDRESS)


async def test_whoever_guesses_is_slowed_down_and_others_are_not(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    room = await prepare(house, host)
    for number in range(30):
        with pytest.raises(WrongStreamKey):
            await house.rooms.encoders.authorize(f"live_{number:032}", "2001:db8::1")
    with pytest.raises(TooFast):
        await house.rooms.encoders.authorize(key, "2001:db8::2")
    assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id == room.id


# The LIVE that it fills


async def test_a_live_from_an_encoder_from_form_to_end(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    async with house.browser(host) as mine:
        form = {"title": "From the stage", "topic": "music", "source": "encoder", "is_recorded": False}
        room = (await mine.post("/rooms", json=form)).json()
        assert (room["source"], room["is_recorded"]) == ("encoder", False)
        assert (await mine.get("/me/stream-key")).json()["is_publishing"] is False
        refused = error(await mine.post(f"/rooms/{room['id']}/publisher"), 409)
        assert refused["code"] == LiveFromEncoder.code
        # Its host looks at the picture before anybody else.
        assert (await mine.post(f"/rooms/{room['id']}/viewer")).status_code == 200
        async with house.browser(await house.sign_up("ren")) as others:
            error(await others.post(f"/rooms/{room['id']}/viewer"), 404)

        house.relay.open.clear()
        assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id == room["id"]
        assert house.relay.open == {room["id"]}
        await send(house, room["id"])
        # It waits for its host's word.
        assert await state_of(house, room["id"]) == "preparing"
        known = (await mine.get("/me/stream-key")).json()
        assert known["is_publishing"] is True
        assert known["last_used_at"] is not None

        assert (await mine.post(f"/rooms/{room['id']}/start")).json()["state"] == "live"
        await house.lose_picture(room["id"])
        assert await state_of(house, room["id"]) == "interrupted"
        house.clock.advance(119)
        # The same key, the same room.
        assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id == room["id"]
        await send(house, room["id"])
        assert await state_of(house, room["id"]) == "live"
        summary = (await mine.post(f"/rooms/{room['id']}/end")).json()
        assert summary["room"]["ended_reason"] == "host"


async def test_without_a_prepared_live_an_encoder_is_told_what_to_do(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    with pytest.raises(NothingPrepared, match="Prepare one"):
        await house.rooms.encoders.authorize(key, ADDRESS)
    room = await house.go_live(host)
    with pytest.raises(LiveFromBrowser, match="End that LIVE first"):
        await house.rooms.encoders.authorize(key, ADDRESS)
    assert await state_of(house, room.id) == "live"


# What it begins by itself


async def test_an_encoder_goes_live_by_itself_when_its_host_has_said_so(house: House) -> None:
    host = await house.sign_up("mika")
    async with house.browser(host) as mine:
        form = {"on": True, **msgspec.to_builtins(AUTO_LIVE)}
        assert error(await mine.put("/me/stream-key/auto-live", json=form), 404)["code"] == NoStreamKey.code
        key = await key_of(house, host)
        put = await mine.put("/me/stream-key/auto-live", json={**form, "title": "  Radio\tMidnight "})
        assert put.json()["auto_live"] == msgspec.to_builtins(AUTO_LIVE)
        assert error(await mine.put("/me/stream-key/auto-live", json={**form, "title": " "}), 400)["field"] == "title"
        assert error(await mine.put("/me/stream-key/auto-live", json={**form, "topic": "tax"}), 400)["field"] == "topic"
        # It outlives the key.
        key = await key_of(house, host)

        publication = await house.rooms.encoders.authorize(key, ADDRESS)
        room = (await mine.get("/rooms/mine")).json()["room"]
        assert (room["id"], room["state"], room["source"]) == (publication.room_id, "preparing", "encoder")
        # A second connection with the same key comes into the same LIVE.
        assert await house.rooms.encoders.authorize(key, ADDRESS) == publication
        await send(house, room["id"])
        live = (await mine.get("/rooms/mine")).json()["room"]
        assert (live["state"], live["title"], live["audience"]) == ("live", "Radio Midnight", "followers")
        assert live["is_recorded"] is False

        off = await mine.put("/me/stream-key/auto-live", json={"on": False})
        assert off.json()["auto_live"] is None


async def test_a_first_frame_that_nobody_told_of_is_found(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    room_id = (await house.rooms.encoders.authorize(key, ADDRESS)).room_id
    await house.rooms.check()
    assert await state_of(house, room_id) == "preparing"
    house.relay.broadcasting.add(room_id)
    await house.rooms.check()
    await house.rooms.check()
    assert await state_of(house, room_id) == "live"


async def test_ending_a_live_does_not_make_its_encoder_begin_another(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    room_id = (await house.rooms.encoders.authorize(key, ADDRESS)).room_id
    await send(house, room_id)
    await house.rooms.end(room_id, host.id)
    house.relay.broadcasting.clear()
    # OBS knows nothing of it and comes back, later and later: each time is one more of the same.
    for pause_s in (2, 60, 900, 900, 1_199):
        house.clock.advance(pause_s)
        with pytest.raises(EncoderHeld):
            await house.rooms.encoders.authorize(key, ADDRESS)
    known = await house.rooms.encoders.key_of(host.id, origin=ORIGIN)
    assert known.auto_live_held_until == house.clock.now() + timedelta(minutes=20)
    house.clock.advance(1_201)
    assert (await house.rooms.encoders.key_of(host.id, origin=ORIGIN)).auto_live_held_until is None
    assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id != room_id


@pytest.mark.parametrize("how", ["says so", "prepares one"])
async def test_its_host_lets_an_encoder_begin_again(house: House, how: str) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    ended = await on_air(house, host, key)
    await house.rooms.end(ended.id, host.id)
    with pytest.raises(EncoderHeld):
        await house.rooms.encoders.authorize(key, ADDRESS)
    if how == "says so":
        await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    else:
        await prepare(house, host)
    assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id != ended.id


async def test_an_encoder_that_was_stopped_before_the_end_may_begin_the_next(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    first = await on_air(house, host, key)
    await house.lose_picture(first.id)
    await house.rooms.end(first.id, host.id)
    second = (await house.rooms.encoders.authorize(key, ADDRESS)).room_id
    await send(house, second)
    # And so may one whose LIVE ended by itself.
    await house.lose_picture(second)
    house.clock.advance(121)
    await house.rooms.check()
    assert await state_of(house, second) == "ended"
    assert (await house.rooms.encoders.authorize(key, ADDRESS)).room_id not in (first.id, second)


async def test_a_camera_that_is_shown_already_is_not_taken_off_by_an_encoder(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    prepared = await house.prepare(host)
    house.relay.broadcasting.add(prepared.id)
    house.clock.advance(60)
    with pytest.raises(LiveFromBrowser):
        await house.rooms.encoders.authorize(key, ADDRESS)
    # One that was left without a picture is in nobody's way.
    house.relay.broadcasting.clear()
    room_id = (await house.rooms.encoders.authorize(key, ADDRESS)).room_id
    assert room_id != prepared.id
    assert await state_of(house, prepared.id) == "ended"
    # And the other way round: the encoder's picture is there already.
    house.relay.broadcasting.add(room_id)
    with pytest.raises(AlreadyLive):
        await house.prepare(host)


async def test_what_goes_live_by_itself_is_checked_as_any_other(house: House) -> None:
    host = await house.sign_up("mika", may_go_live=False)
    key = await key_of(house, host)
    with pytest.raises(TitleMissing):
        await house.rooms.encoders.set_auto_live(host.id, msgspec.structs.replace(AUTO_LIVE, title=""), origin=ORIGIN)
    with pytest.raises(UnknownTopic):
        await house.rooms.encoders.set_auto_live(
            host.id, msgspec.structs.replace(AUTO_LIVE, topic="tax"), origin=ORIGIN
        )
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    with pytest.raises(NoLiveAccess):
        await house.rooms.encoders.authorize(key, ADDRESS)
    assert await house.rows("SELECT id FROM rooms") == []


async def test_a_key_ends_when_its_owner_shuts_out_everybody_else(house: House) -> None:
    """Whoever took over the account may have made it: a new password would leave them a way on air."""
    host = await house.sign_up("mika")
    door = Door()
    house.rooms.encoders.serve(door)
    key = await key_of(house, host)
    room = await on_air(house, host, key)
    door.let_in(await house.rooms.encoders.authorize(key, ADDRESS))
    mine = await house.sessions.start(host.id, address=ADDRESS, user_agent=None)
    session = await house.sessions.resolve(mine)
    assert session is not None
    house.clock.advance(1)
    await house.sessions.end_others(host.id, session.session_id)
    late = OthersShutOut(account_id=host.id, at=house.clock.now())
    await house.settled()
    assert door.cut == [room.id]
    with pytest.raises(WrongStreamKey):
        await house.rooms.encoders.authorize(key, ADDRESS)
    # One that is made afterwards is the owner's own, however late the word comes round.
    house.clock.advance(1)
    fresh = await key_of(house, host)
    await house.events.deliver(late)
    assert (await house.rooms.encoders.authorize(fresh, ADDRESS)).room_id == room.id


# What its host is told of it


async def test_a_host_sees_how_the_upload_does_while_it_is_known(house: House) -> None:
    host = await house.sign_up("mika")
    door = Door()
    house.rooms.encoders.serve(door)
    key = await key_of(house, host)
    await on_air(house, host, key)
    door.let_in(await house.rooms.encoders.authorize(key, ADDRESS))
    house.rooms.encoders.tell()
    async with house.browser(host) as mine:
        shown = (await mine.get("/me/stream-key")).json()
        assert (shown["is_publishing"], shown["upload"]) == (True, asdict(UPLOAD))
        house.clock.advance(5)
        assert (await mine.get("/me/stream-key")).json()["upload"] is None


async def test_a_host_reads_why_their_encoder_was_turned_away(house: House) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    with pytest.raises(NothingPrepared) as refused:
        await house.rooms.encoders.authorize(key, ADDRESS)
    async with house.browser(host) as mine:

        async def trouble() -> dict[str, Any] | None:
            told: dict[str, Any] | None = (await mine.get("/me/stream-key")).json()["trouble"]
            return told

        told = await trouble()
        assert told is not None
        assert (told["code"], told["message"]) == ("nothing_prepared", refused.value.message)
        # Once it is let in, it is nothing to read about; nor is what was long ago.
        house.clock.advance(1)
        room = await prepare(house, host)
        publication = await house.rooms.encoders.authorize(key, ADDRESS)
        assert await trouble() is None
        house.clock.advance(1)
        await house.rooms.encoders.ended(publication, Ending.BROKEN, "More than 60 Mbit/s.")
        told = await trouble()
        assert told is not None
        assert (told["code"], told["message"]) == ("encoder_broken", "More than 60 Mbit/s.")
        await house.rooms.encoders.ended(publication, Ending.LEFT, "")
        assert await trouble() == told
        house.clock.advance(301)
        assert await trouble() is None
        assert room.id == publication.room_id


async def test_a_wrong_key_is_told_to_who_is_where_it_came_from(house: House) -> None:
    host, stranger = await house.sign_up("mika"), await house.sign_up("sora")
    old = await key_of(house, host)
    await key_of(house, stranger)
    with pytest.raises(NothingPrepared):
        await house.rooms.encoders.authorize(old, ADDRESS)
    house.clock.advance(1)
    await key_of(house, host)
    at_home = await house.rooms.encoders.key_of(host.id, origin=ORIGIN, address=ADDRESS)
    assert at_home.trouble is None, "what happened to the old key is over with it"
    house.clock.advance(1)
    with pytest.raises(WrongStreamKey):
        await house.rooms.encoders.authorize(old, ADDRESS)
    at_home = await house.rooms.encoders.key_of(host.id, origin=ORIGIN, address=ADDRESS)
    assert at_home.trouble is not None
    assert at_home.trouble.code == "wrong_stream_key"
    for account_id, address in ((host.id, "198.51.100.7"), (stranger.id, "198.51.100.8")):
        elsewhere = await house.rooms.encoders.key_of(account_id, origin=ORIGIN, address=address)
        assert elsewhere.trouble is None


# Standing, leaving, telling


@pytest.mark.parametrize(("act", "refusal"), [("ban", Banned), ("suspend", Suspended)])
async def test_a_host_who_may_no_longer_go_live_is_cut_and_their_encoder_refused(
    house: House, act: Any, refusal: type[Exception]
) -> None:
    host = await house.sign_up("mika")
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    room = await on_air(house, host, key)
    until = house.clock.now() + timedelta(days=3) if act == "suspend" else None
    await house.moderation.decide(host.id, act, operator_id=None, reason="Sold fakes.", until=until)
    await house.settled()
    rows = await house.rows("SELECT state, ended_reason FROM rooms")
    assert [(row["state"], row["ended_reason"]) for row in rows] == [("ended", "standing")]
    # Which ends what is published into it.
    assert room.id not in house.relay.open
    with pytest.raises(refusal, match="Sold fakes"):
        await house.rooms.encoders.authorize(key, ADDRESS)


async def test_an_account_that_leaves_takes_its_key_along(house: House) -> None:
    host = await house.sign_up("mika")
    door = Door()
    house.rooms.encoders.serve(door)
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    room = await on_air(house, host, key)
    async with house.database.transaction() as tx:
        tx.emit(AccountLeaving(account_id=host.id, until=house.clock.now()))
    await house.settled()
    assert await state_of(house, room.id) == "ended"
    async with house.database.transaction() as tx:
        tx.emit(AccountDeleted(account_id=host.id))
    await house.settled()
    assert await house.rows("SELECT * FROM stream_keys") == []


async def test_the_export_tells_what_is_kept_of_the_key(house: House) -> None:
    host = await house.sign_up("mika")
    assert (await house.rooms.export(host.id))["stream_key"] is None
    key = await key_of(house, host)
    await house.rooms.encoders.set_auto_live(host.id, AUTO_LIVE, origin=ORIGIN)
    exported = (await house.rooms.export(host.id))["stream_key"]
    assert exported == {
        "ends_in": key[-4:],
        "created_at": house.clock.now(),
        "last_used_at": None,
        "auto_live": msgspec.to_builtins(AUTO_LIVE),
    }
