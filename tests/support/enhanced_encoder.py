"""An encoder newer than Debian's ffmpeg: `python -m tests.support.enhanced_encoder ADDRESS VIDEO AUDIO`.

A process of its own, as PyAV keeps the interpreter to itself while it waits for a server.
"""

import sys
from fractions import Fraction

import av
import numpy as np

FPS = 15
# Two of them are taken at once, so that the connection lasts for one.
SECONDS = 3


def push_enhanced(address: str, video: str, audio: str) -> None:
    """Send some seconds, as fast as they are taken, by the FourCCs of enhanced RTMP."""
    settings = {
        "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
        "libsvtav1": {"preset": "12", "svtav1-params": "pred-struct=1:lookahead=0"},
    }
    with av.open(address, "w", format="flv", options={"rtmp_enhanced_codecs": "av01,hvc1,vp09,Opus"}) as container:
        pictures = container.add_stream(video, rate=FPS)
        pictures.width, pictures.height, pictures.pix_fmt = 160, 96, "yuv420p"
        pictures.codec_context.gop_size = FPS
        pictures.codec_context.options = settings[video]
        sound = container.add_stream(audio, rate=48_000)
        sound.layout = "stereo"
        samples = 0
        for number in range(SECONDS * FPS):
            image = np.full((96, 160, 3), 40, np.uint8)
            image[:, number * 5 :, 0] = 200
            picture = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, FPS)
            container.mux(pictures.encode(picture))
            while samples < (number + 1) * 48_000 // FPS:
                size = sound.codec_context.frame_size or 960
                silence = av.AudioFrame.from_ndarray(np.zeros((1, 2 * size), np.float32), format="flt", layout="stereo")
                silence.sample_rate, silence.pts, silence.time_base = 48_000, samples, Fraction(1, 48_000)
                samples += size
                container.mux(sound.encode(silence))
        container.mux(pictures.encode(None))
        container.mux(sound.encode(None))


if __name__ == "__main__":
    push_enhanced(*sys.argv[1:4])
