import asyncio
from importlib import import_module
from pathlib import Path

import av
import numpy as np
import pytest

from livehouse.demo import clips
from livehouse.demo.clips import CLIPS, VERSION, Clip, ClipLibrary, ClipNotMade, load_clip, save_clip
from livehouse.demo.clips.encode import (
    OPUS_SAMPLES,
    decoder_record,
    encode_pictures,
    encode_sound,
    split_units,
    with_lengths,
)
from livehouse.demo.clips.paint import HEIGHT_PX, WIDTH_PX
from livehouse.demo.clips.synth import LOUDNESS_LUFS, PEAK_MAX, RATE_HZ, Ring, bass, hertz, loudness_lufs, master

SPS = bytes.fromhex("674d401fda022079ef")
PPS = bytes.fromhex("68ef0bc8")
KEYFRAME = b"\x65\x88\x84"
COMMENT = b"\x06\x05\x00"


def small_clip(clip_id: str = "train") -> Clip:
    return Clip(clip_id, 540, 960, 30, b"record", [b"f"] * 30, b"OpusHead", [b"p"] * 50)


def test_units_are_found_behind_short_and_long_start_codes() -> None:
    stream = b"\x00\x00\x00\x01" + SPS + b"\x00\x00\x01" + PPS + b"\x00\x00\x00\x01" + KEYFRAME + b"\x00"
    assert list(split_units(stream)) == [SPS, PPS, KEYFRAME]
    assert list(split_units(b"no start code")) == []


def test_the_decoder_record_is_an_avcc_box() -> None:
    record = decoder_record([COMMENT, SPS, PPS, KEYFRAME])
    assert record[:6] == bytes([1, SPS[1], SPS[2], SPS[3], 0xFF, 0xE1])
    assert record[6:8] == len(SPS).to_bytes(2)
    assert record.endswith(b"\x01" + len(PPS).to_bytes(2) + PPS)
    with pytest.raises(ValueError, match="no parameter sets"):
        decoder_record([KEYFRAME])


def test_only_slices_go_out_each_behind_its_length() -> None:
    assert with_lengths([COMMENT, SPS, PPS, KEYFRAME]) == b"\x00\x00\x00\x03" + KEYFRAME


def test_a_group_decodes_from_its_record_alone_and_begins_with_its_only_keyframe() -> None:
    frames = [np.full((HEIGHT_PX, WIDTH_PX, 3), 10 * number, np.uint8) for number in range(10)]
    record, packets = encode_pictures(frames, fps=30)
    again, _ = encode_pictures(frames[::-1], fps=30)
    assert record == again, "groups that are encoded apart have to fit together"
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = record
    pictures = [picture for packet in packets for picture in decoder.decode(av.Packet(packet))]
    pictures += decoder.decode(None)
    assert [picture.key_frame for picture in pictures] == [True] + [False] * 9
    assert [(picture.width, picture.height) for picture in pictures] == [(540, 960)] * 10


def test_sound_is_packets_of_one_size_exactly_as_many_as_the_loop_is_long() -> None:
    times = np.arange(OPUS_SAMPLES * 25, dtype=np.float32) / RATE_HZ
    samples = np.stack([np.sin(2 * np.pi * 440 * times), np.sin(2 * np.pi * 550 * times)]).astype(np.float32) * 0.3
    packets = encode_sound(samples)
    assert len(packets) == 25
    assert len({len(packet) for packet in packets}) == 1
    with pytest.raises(ValueError, match="whole packets"):
        encode_sound(samples[:, :-1])


def test_what_sounds_over_the_end_of_a_ring_goes_on_at_its_beginning() -> None:
    ring = Ring(2.0, 120.0)
    ring.put(np.ones(RATE_HZ, np.float32), 3.0, pan=-1)
    left = ring.samples[0]
    assert left[: RATE_HZ // 2].min() == pytest.approx(1)
    assert np.abs(left[RATE_HZ // 2 : 3 * RATE_HZ // 2]).max() == 0
    assert left[3 * RATE_HZ // 2 :].min() == pytest.approx(1)
    assert np.abs(ring.samples[1]).max() < 1e-6


def test_loudness_agrees_with_the_standards_own_reference() -> None:
    # ITU-R BS.1770-5: a 997 Hz sine at full scale in one channel reads -3.01 LUFS.
    times = np.arange(2 * RATE_HZ) / RATE_HZ
    sine = np.sin(2 * np.pi * 997 * times)
    assert loudness_lufs(np.stack([sine, np.zeros_like(sine)])) == pytest.approx(-3.01, abs=0.02)


def test_mastering_brings_a_loop_to_its_loudness_without_clipping() -> None:
    ring = Ring(4.0, 120.0)
    for beat in range(8):
        ring.put(bass(hertz("E2"), 0.4), beat)
        ring.put(bass(hertz("B3"), 0.3), beat + 0.5)
    samples = master(ring)
    assert loudness_lufs(samples) == pytest.approx(LOUDNESS_LUFS, abs=0.2)
    assert np.abs(samples).max() <= PEAK_MAX


def coarse(frame: np.ndarray) -> np.ndarray:
    """Means of squares of 12 pixels, in which the film's grain vanishes."""
    return frame.reshape(HEIGHT_PX // 12, 12, WIDTH_PX // 12, 12, 3).mean(axis=(1, 3))


@pytest.mark.parametrize("clip_id", CLIPS)
def test_a_clip_moves_and_joins_its_end_to_its_beginning(clip_id: str) -> None:
    module = import_module(f"livehouse.demo.clips.{clip_id}")
    painter = module.Painter()
    quarter = module.FRAMES // 4
    first, second, middle, last, before, after = (
        coarse(painter.frame(number)) for number in (0, 1, module.FRAMES // 2, module.FRAMES - 1, quarter - 1, quarter)
    )
    # A quarter of the loop is a whole number of bars, so a light that flashes on the beat does so there too.
    step = max(np.abs(second - first).mean(), np.abs(after - before).mean())
    assert np.abs(middle - first).mean() > 1.5 * step, "something happens"
    assert np.abs(first - last).mean() < 2 * step + 0.5, "the seam is a step like any other"
    assert first.std() > 15, "there is something to see"


@pytest.mark.parametrize("clip_id", CLIPS)
def test_sound_and_picture_of_a_clip_are_equally_long(clip_id: str) -> None:
    module = import_module(f"livehouse.demo.clips.{clip_id}")
    music = import_module(f"livehouse.demo.clips.{clip_id}_music")
    assert round(module.SECONDS * RATE_HZ) % OPUS_SAMPLES == 0
    assert (module.SECONDS * module.FPS).is_integer()
    bars = music.BEATS_PER_MINUTE * module.SECONDS / 60 / 4
    assert bars == pytest.approx(round(bars)), "the loop is whole bars"


async def test_a_clip_that_is_there_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    async def make(_self: ClipLibrary, clip_id: str, path: Path) -> None:
        made.append(clip_id)
        save_clip(small_clip(clip_id), path)

    monkeypatch.setattr(ClipLibrary, "_make", make)
    library = ClipLibrary(tmp_path / "clips")
    one, two = await asyncio.gather(library.clip("train"), library.clip("train"))
    assert one == two == await ClipLibrary(tmp_path / "clips").clip("train")
    assert made == ["train"]
    (tmp_path / "clips" / f"train-{VERSION}.clip").write_bytes(b"damaged")
    await library.clip("train")
    assert made == ["train", "train"]


async def test_a_maker_that_fails_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(ClipNotMade, match="usage"):
        await ClipLibrary(tmp_path).clip("no such clip")


async def test_making_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "MAKING_S_MAX", 0.05)
    with pytest.raises(ClipNotMade, match="longer than"):
        await ClipLibrary(tmp_path).clip("train")


def test_a_clip_survives_being_written_and_read(tmp_path: Path) -> None:
    clip = small_clip()
    save_clip(clip, tmp_path / "folder" / "clip")
    assert load_clip(tmp_path / "folder" / "clip") == clip
    assert load_clip(tmp_path / "nothing") is None
    assert clip.seconds == 1.0
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["clip"]
