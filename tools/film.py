"""A film for Chromium's fake camera, from one of the demo's own clips."""

import io
from pathlib import Path

import av
from PIL import Image

from livehouse.demo.clips import ClipLibrary
from livehouse.demo.stage import clips_folder

JPEG_QUALITY = 85


async def write_camera_film(path: Path, clip_id: str = "train") -> Path:
    """Write a clip's pictures as the .mjpeg that `--use-file-for-fake-video-capture` takes; return its path."""
    clip = await ClipLibrary(clips_folder()).clip(clip_id)
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = clip.decoder_record
    with path.open("wb") as film:
        for frame in [*clip.frames, None]:
            for picture in decoder.decode(av.Packet(frame) if frame is not None else None):
                packed = io.BytesIO()
                Image.fromarray(picture.to_ndarray(format="rgb24")).save(
                    packed, "JPEG", quality=JPEG_QUALITY, subsampling=2
                )
                film.write(packed.getvalue())
    return path
