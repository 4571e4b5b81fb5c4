"""One room, packaged: from its tap to segments and playlists, for as long as somebody wants them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Final

import structlog

from livehouse.kernel.clock import Clock
from livehouse.kernel.errors import NotFound, Unavailable
from livehouse.media.moq_adapter import VideoRendition
from livehouse.media.packager.keeper import Keeper
from livehouse.media.packager.packing import Break, Item, Packing, Plan
from livehouse.media.packager.picture_parts import ALONE
from livehouse.media.packager.pictures import carries_picture
from livehouse.media.packager.playlist import Report, Variant, write_multivariant_playlist
from livehouse.media.packager.pulse import Pulse
from livehouse.media.packager.segment import Part, Segment
from livehouse.media.packager.sound import BITRATE, choose_sound, sound_codecs
from livehouse.media.packager.sound_parts import SOUND
from livehouse.media.packager.window import Playlist, Window
from livehouse.media.tap import Offer, Rendition, Tap, TapListener, TappedFrame

log = structlog.get_logger(__name__)

# Frames are gathered this long and then packed in one go: a thread has to be woken for it.
GATHER_S: Final = 0.06
LOOK_S: Final = 1.0
# A rendition that nobody asks for is packed no longer, and the host's browser encodes it no longer.
RENDITION_IDLE_S: Final = 20.0
ROOM_IDLE_S: Final = 30.0
# How long those who ask first wait for the first part: until the next keyframe.
START_S_MAX: Final = 8.0
# How long a request for what is not there yet is held: three target durations, as the rules say.
BLOCK_S_MAX: Final = 6.0
# As many renditions are known at once.
NAMES_MAX: Final = 12
# What its host offers no longer may be back at once, as something else: an encoder's other size is another track.
GONE_S_MAX: Final = 4.0
# Should packing not keep up: 64 MB of frames are a minute of 8 Mbit/s.
WAITING_BYTES_MAX: Final = 64_000_000
WAITING_ITEMS_MAX: Final = 50_000
# Segments are numbered from the seconds since then, so that a number is never used twice in an address.
NUMBERS_SINCE_S: Final = 1_700_000_000
# What a picture has at most where nobody says: 0.12 bits for each pixel, 30 times a second.
GUESSED_BITS_PER_PIXEL_S: Final = 3.6


class HlsNotReady(Unavailable):
    """Nothing has come from the host yet, or nothing comes just now."""

    code = "hls_not_ready"


class HlsCannotCarry(NotFound):
    """The host sends what HLS cannot carry."""

    code = "hls_cannot_carry"


class NoSuchPiece(NotFound):
    """No such playlist, segment or part; it may have left the window."""

    code = "no_such_piece"


class PackagedRoom:
    """A room while it is packaged.

    Args:
        join: opens the room's tap for a listener.
        threads: where packing is done.
    """

    def __init__(self, room_id: str, join: Callable[[TapListener], Tap], clock: Clock, threads: Executor) -> None:
        self.room_id = room_id
        self._clock = clock
        self._threads = threads
        self._packing = Packing(room_id)
        self._items: list[Item] = []
        self._items_bytes = 0
        self._woken = asyncio.Event()
        self._offer = Offer()
        self._offered = asyncio.Event()
        self._names: dict[str, str] = {}
        self._plan = Plan()
        self._windows: dict[str, Window] = {}
        self._packed = Pulse()
        self._asked_s: dict[str, float] = {}
        self._gone_s: dict[str, float] = {}
        self._last_asked_s = clock.monotonic()
        self._keepers: set[Keeper] = set()
        self._over = False
        self.is_closed = False
        self._tap: Tap | None = None
        self._tap = join(self)

    # What the tap tells

    def offered(self, offer: Offer) -> None:
        """The host offers something else."""
        self._offer = offer
        self._name_pictures()
        if offer.video or offer.audio:
            self._offered.set()
        # What is told while the tap is being joined is arranged by `run`.
        if self._tap is not None:
            self._arrange()

    def frame(self, rendition: Rendition, frame: TappedFrame) -> None:
        """The next frame."""
        self._items.append((rendition, frame))
        self._items_bytes += len(frame.payload)
        if self._items_bytes > WAITING_BYTES_MAX or len(self._items) > WAITING_ITEMS_MAX:
            log.warning("frames are left out, packing does not keep up", room=self.room_id)
            self._items, self._items_bytes = [self._plan, Break()], 0
        self._woken.set()

    def broke(self) -> None:
        """The host was interrupted."""
        self._items.append(Break())
        self._woken.set()

    def ended(self) -> None:
        """The room is closed."""
        self._over = True
        self._offered.set()
        self._woken.set()

    # Its life

    async def run(self) -> None:
        """Pack for as long as somebody wants it, or until the room is closed."""
        try:
            self._arrange()
            while not self._over:
                try:
                    async with asyncio.timeout(LOOK_S):
                        await self._woken.wait()
                    await asyncio.sleep(GATHER_S)
                except TimeoutError:
                    pass
                self._woken.clear()
                await self._pack()
                self._look_around()
                if self._is_idle():
                    return
            await self._pack(finish=True)
        finally:
            self._close()

    async def linger(self) -> None:
        """Let those who watched to the end fetch the end."""
        await asyncio.sleep(ROOM_IDLE_S)

    @property
    def has_ended(self) -> bool:
        """Whether the room was closed; what there was can still be fetched for a while."""
        return self._over

    def _close(self) -> None:
        self.is_closed = True
        if self._tap is not None:
            self._tap.close()
        for name, window in self._windows.items():
            self._deliver(name, window.end())
        for keeper in self._keepers:
            keeper.end()
        self._packed.beat()

    def _is_idle(self) -> bool:
        return not self._keepers and self._clock.monotonic() - self._last_asked_s > ROOM_IDLE_S

    def _look_around(self) -> None:
        now_s = self._clock.monotonic()
        idle = {name for name, asked_s in self._asked_s.items() if now_s - asked_s > RENDITION_IDLE_S}
        # While the host is away nothing is offered, and everything is still to be seen.
        if self._offer.video or self._offer.audio:
            self._gone_s = {name: self._gone_s.get(name, now_s) for name in self._plan.gone}
            idle |= {name for name, gone_s in self._gone_s.items() if now_s - gone_s > GONE_S_MAX}
        for name in idle:
            self._asked_s.pop(name, None)
        if idle:
            self._arrange()

    # What is packed

    def _name_pictures(self) -> None:
        """Give a name to each picture that has none: a new one, or that of one that the host offers no longer.

        An encoder's other size is another track. Under the same name those who watch go on with it.
        """
        offered = {rendition.track for rendition in self._offer.video}
        free = [track for track in self._names if track not in offered]
        for rendition in sorted(self._offer.video, key=_worth, reverse=True):
            if rendition.track in self._names or not carries_picture(rendition):
                continue
            if free:
                self._names[rendition.track] = self._names.pop(free.pop(0))
            elif len(self._names) < NAMES_MAX:
                self._names[rendition.track] = f"video{len(self._names) + 1}"

    def _best(self) -> str | None:
        """The picture that is kept: the largest. None if there is none."""
        pictures = [rendition for rendition in self._offer.video if rendition.track in self._names]
        return self._names[max(pictures, key=_worth).track] if pictures else None

    def _arrange(self) -> None:
        """Have packed what somebody wants, of what there is."""
        wanted = set(self._asked_s)
        best = self._best()
        if self._keepers:
            wanted |= {SOUND} if best is None else {SOUND, best + ALONE}
        pictures = {
            name + how: rendition
            for rendition in self._offer.video
            if (name := self._names.get(rendition.track)) is not None
            for how in ("", ALONE)
            if name + how in wanted
        }
        sound = choose_sound(self._offer.audio) if wanted else None
        gone = {name for name in self._asked_s if name != SOUND and name not in pictures}
        plan = Plan(pictures, sound, SOUND in wanted, frozenset(gone))
        if plan == self._plan:
            return
        self._plan = plan
        self._items.append(plan)
        self._woken.set()
        tracks = {rendition.track for rendition in pictures.values()}
        assert self._tap is not None  # noqa: S101  # nothing is arranged before it is joined
        self._tap.want(tracks if sound is None else {*tracks, sound.track})

    async def _pack(self, *, finish: bool = False) -> None:
        items, self._items, self._items_bytes = self._items, [], 0
        if not items and not finish:
            return
        loop = asyncio.get_running_loop()
        try:
            parts = await loop.run_in_executor(self._threads, self._pack_in_thread, items, finish)
        except Exception:
            # Bytes of strangers; what cannot be packed must not end the packing of what comes after.
            log.exception("frames could not be packed", room=self.room_id)
            self._packing = Packing(self.room_id, era=self._packing.era + 1)
            self._items.insert(0, self._plan)
            parts = []
        for part in parts:
            self._add(part)
        if parts:
            self._packed.beat()
        if any(isinstance(item, Break) for item in items):
            for name, window in self._windows.items():
                if not window.is_empty and window.era != self._packing.era:
                    self._deliver(name, window.interrupt())
        packed = {*self._plan.pictures, *([SOUND] if self._plan.sound_alone and self._plan.sound else [])}
        # While the host is away nothing is packed, and everything is still to be seen.
        if packed:
            for name in self._windows.keys() - packed - self._plan.gone:
                self._deliver(name, self._windows.pop(name).leave())

    def _pack_in_thread(self, items: list[Item], finish: bool) -> list[Part]:
        parts = self._packing.pack(items)
        return parts + self._packing.finish() if finish else parts

    def _add(self, part: Part) -> None:
        name = part.track.rendition
        window = self._windows.get(name)
        if window is None:
            first_number = int(self._clock.now().timestamp()) - NUMBERS_SINCE_S
            if name.endswith(ALONE):
                window = Window(name.removesuffix(ALONE), first_number, segments_kept=1)
            else:
                window = Window(name, first_number)
            self._windows[name] = window
        self._deliver(name, window.add(part, early_us=0 if self._tap is None else self._tap.early_us))

    def _deliver(self, name: str, segment: Segment | None) -> None:
        if segment is not None and (name == SOUND or name.endswith(ALONE)):
            for keeper in self._keepers:
                keeper.give(segment)

    # For those who keep

    def add_keeper(self, keeper: Keeper) -> None:
        """From now on give `keeper` each segment of the best picture and of the sound when it is complete."""
        self._keepers.add(keeper)
        self._arrange()

    def remove_keeper(self, keeper: Keeper) -> None:
        """Give them no more."""
        self._keepers.discard(keeper)
        self._last_asked_s = self._clock.monotonic()
        if not self.is_closed:
            self._arrange()

    # For those who watch

    async def multivariant(self) -> bytes:
        """The playlist of what there is.

        Raises:
            HlsNotReady, HlsCannotCarry: as they say.
        """
        self._last_asked_s = self._clock.monotonic()
        try:
            async with asyncio.timeout(START_S_MAX):
                await self._offered.wait()
        except TimeoutError:
            raise HlsNotReady("The host's picture has not come yet. Try again in a few seconds.") from None
        variants = self._variants()
        if not variants:
            raise self._why_nothing()
        # Whoever asks for this will ask for one of them next: the first, if they know no better.
        self._want(variants[0].rendition)
        return write_multivariant_playlist(variants, remarks=sorted(self._packing.complaints.values())).encode()

    async def playlist(self, name: str, number: int | None, part: int | None) -> Playlist:
        """The playlist of a rendition; held back until it has that segment, or that part of it.

        Raises:
            HlsNotReady, NoSuchPiece, TooFarAhead: as they say.
        """
        window = await self._window(name)
        if number is not None:
            window.check_near(number)
            await self._until(window, number, part)
        if window.is_gone:
            raise NoSuchPiece("This LIVE has this rendition no longer; begin with index.m3u8.")
        reports = [
            Report(other.rendition, *other.position())
            for other_name, other in self._windows.items()
            if other is not window and not other.is_empty and not other_name.endswith(ALONE)
        ]
        playlist = window.playlist(reports)
        return playlist if number is None or window.holds(number, part) else replace(playlist, has_wish=False)

    async def init(self, name: str, file: str) -> bytes | None:
        """An initialization segment; None if there is none of that name."""
        self._want(name)
        window = self._windows.get(name)
        return None if window is None else window.init(file)

    async def piece(self, name: str, number: int, part: int | None) -> list[bytes] | None:
        """A segment, or a part of one; held back if it is the next. None if it is gone, or far from now."""
        self._want(name)
        window = self._windows.get(name)
        if window is None:
            return None
        if part is None:
            return window.segment(number)
        if not window.holds(number, part) and window.comes_next(number, part):
            await self._until(window, number, part)
        found = window.part(number, part)
        return None if found is None else [found]

    def _want(self, name: str) -> None:
        now_s = self._clock.monotonic()
        self._last_asked_s = now_s
        if name == SOUND or name in self._names.values():
            is_new = name not in self._asked_s
            self._asked_s[name] = now_s
            if is_new and not self.is_closed:
                self._arrange()

    async def _window(self, name: str) -> Window:
        """The window of a rendition, once there is a complete segment in it."""
        try:
            async with asyncio.timeout(START_S_MAX):
                await self._offered.wait()
                self._want(name)
                while (window := self._windows.get(name)) is None or not window.has_complete:
                    if window is None and not self._may_come(name):
                        raise NoSuchPiece("This LIVE has no such rendition; begin with index.m3u8.")
                    if self.is_closed:
                        break
                    await self._packed.wait()
                else:
                    return window
        except TimeoutError:
            pass
        raise HlsNotReady("The host's picture has not come yet. Try again in a few seconds.")

    def _may_come(self, name: str) -> bool:
        """Whether there is such a rendition, as far as can be known: while the host is away there is what there was."""
        if name not in self._asked_s:
            return False
        return not (self._offer.video or self._offer.audio) or name not in self._plan.gone

    async def _until(self, window: Window, number: int, part: int | None) -> None:
        """Wait for a piece. When it does not come, the host is away, and what there is has to do."""
        try:
            async with asyncio.timeout(BLOCK_S_MAX):
                while not (window.holds(number, part) or window.has_ended or window.is_gone):
                    await window.changed()
        except TimeoutError:
            return

    def _variants(self) -> list[Variant]:
        sound = choose_sound(self._offer.audio)
        pictures = sorted(
            (rendition for rendition in self._offer.video if rendition.track in self._names), key=_worth, reverse=True
        )
        variants = [self._variant(rendition, None if sound is None else sound_codecs(sound)) for rendition in pictures]
        if sound is not None:
            bits_per_s = sound.bitrate if sound.bitrate and sound.codec != "opus" else BITRATE
            variants.append(Variant(SOUND, sound_codecs(sound), bits_per_s * 11 // 10, bits_per_s))
        return variants

    def _variant(self, rendition: VideoRendition, sound: str | None) -> Variant:
        name = self._names[rendition.track]
        window = self._windows.get(name)
        track = None if window is None else window.track
        guessed = rendition.bitrate or int((rendition.pixels or 518_400) * GUESSED_BITS_PER_PIXEL_S)
        bits_per_s = (0 if window is None else window.bits_per_s) or guessed + (BITRATE if sound else 0)
        if track is not None:
            codecs, width_px, height_px = track.codecs, track.width_px, track.height_px
        else:
            codecs = _catalog_codecs(rendition.codec) + (f",{sound}" if sound else "")
            width_px, height_px = rendition.width_px or 0, rendition.height_px or 0
        return Variant(name, codecs, bits_per_s * 11 // 10, bits_per_s, width_px, height_px, rendition.fps)

    def _why_nothing(self) -> HlsNotReady | HlsCannotCarry:
        codecs = sorted({rendition.codec.split(".")[0][:20] for rendition in self._offer.video})
        if self._over or not (codecs or self._offer.audio):
            return HlsNotReady("Nothing comes from the host just now. Try again in a few seconds.")
        return HlsCannotCarry(
            f"The host sends {', '.join(codecs) or 'sound'} in a way that HLS cannot carry. Watch with a browser that "
            "has WebTransport (Chrome, Edge, Firefox), or ask the host to broadcast H.264."
        )


def _worth(rendition: VideoRendition) -> tuple[int, int]:
    return rendition.pixels, rendition.bitrate or 0


def _catalog_codecs(codec: str) -> str:
    """A codec as it will be called once its decoder record is out of band."""
    kind, _, rest = codec.partition(".")
    kind = {"avc3": "avc1", "hev1": "hvc1"}.get(kind.lower(), kind.lower())
    if not rest:
        return kind
    return f"{kind}.{rest.lower() if kind == 'avc1' else rest}"
