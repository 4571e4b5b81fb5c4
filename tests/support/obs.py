"""Real OBS Studio on a display that nobody sees: set up by the files that its windows write, and streaming at once."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.encoders import find_program
from tests.support.fake_camera import HEIGHT_PX, WIDTH_PX

STOP_TIMEOUT_S = 10.0
LOG_TAIL_BYTES = 8_000

# What its first start would ask about is answered here.
GLOBAL = """[General]
FirstRun=true
LastVersion=999999999
EnableAutoUpdates=false
Pre19Defaults=false
Pre21Defaults=false
Pre23Defaults=false
Pre24.1Defaults=false
InfoIncrement=99
BrowserHWAccel=false
[Basic]
Profile=test
ProfileDir=test
SceneCollection=test
SceneCollectionFile=test
ConfigOnNewProfile=false
"""
# As the studio advises (a keyframe every 2 s), but for the size and for an encoder that spares the machine.
PROFILE = f"""[General]
Name=test
[Output]
Mode=Simple
Reconnect=true
RetryDelay=1
MaxRetries=25
[SimpleOutput]
VBitrate=1000
ABitrate=96
StreamEncoder=x264
UseAdvanced=true
x264Settings=keyint=60
Preset=ultrafast
[Video]
BaseCX={WIDTH_PX}
BaseCY={HEIGHT_PX}
OutputCX={WIDTH_PX}
OutputCY={HEIGHT_PX}
FPSType=0
FPSCommon=30
"""


class Obs:
    """OBS Studio with one scene, which plays the clips round and round."""

    def __init__(self, folder: Path, display: str) -> None:
        self._home = folder / "home"
        self._log_file = folder / "obs.log"
        self._display = display
        self._process: subprocess.Popen[bytes] | None = None

    def set_up(self, *, server: str, key: str, picture: Path, sound: Path) -> None:
        """What a person does in Settings > Stream, and with two media sources."""
        config = self._home / ".config" / "obs-studio"
        profile, scenes = config / "basic" / "profiles" / "test", config / "basic" / "scenes"
        for folder in (profile, scenes):
            folder.mkdir(parents=True, exist_ok=True)
        (config / "global.ini").write_text(GLOBAL)
        (profile / "basic.ini").write_text(PROFILE)
        service = {"type": "rtmp_custom", "settings": {"server": server, "key": key, "use_auth": False}}
        (profile / "service.json").write_text(json.dumps(service))
        (scenes / "test.json").write_text(json.dumps(_scenes(picture, sound)))

    def start(self) -> None:
        """Start, and begin to stream as soon as it can."""
        environment = {
            **os.environ,
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home / ".config"),
            "XDG_RUNTIME_DIR": str(self._home),
            "DISPLAY": self._display,
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "QT_QPA_PLATFORM": "xcb",
        }
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [str(find_program("obs")), "--multi", "--startstreaming", "--disable-updater"],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """As a computer that loses power; nothing happens if it does not run."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(STOP_TIMEOUT_S)

    def log(self) -> str:
        """All that it said, over all its lives."""
        return self._log_file.read_text(errors="replace") if self._log_file.exists() else ""

    def testimony(self) -> str:
        """What a failed test shows of it."""
        return self.log()[-LOG_TAIL_BYTES:]


def _scenes(picture: Path, sound: Path) -> dict[str, Any]:
    sources = [
        {
            "id": "ffmpeg_source",
            "versioned_id": "ffmpeg_source",
            "name": name,
            "settings": {"local_file": str(file), "is_local_file": True, "looping": True},
            "mixers": 255,
            "enabled": True,
        }
        for name, file in (("picture", picture), ("sound", sound))
    ]
    items = [
        {"name": source["name"], "id": number, "visible": True, "align": 5, "pos": {"x": 0.0, "y": 0.0}}
        for number, source in enumerate(sources, start=1)
    ]
    scene = {"id": "scene", "versioned_id": "scene", "name": "Scene", "settings": {"id_counter": 9, "items": items}}
    return {
        "name": "test",
        "current_scene": "Scene",
        "current_program_scene": "Scene",
        "scene_order": [{"name": "Scene"}],
        "sources": [*sources, scene],
    }


@contextmanager
def obs_on_a_display(folder: Path) -> Iterator[Obs]:
    """OBS that can be set up and started, and a display for it; both end with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    read, write = os.pipe()
    with (folder / "xvfb.log").open("wb") as log:
        display = subprocess.Popen(
            [str(find_program("Xvfb")), "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=log,
        )
    os.close(write)
    try:
        with os.fdopen(read) as said:
            number = said.readline().strip()
        assert number, f"no display:\n{(folder / 'xvfb.log').read_text(errors='replace')}"
        obs = Obs(folder, f":{number}")
        try:
            yield obs
        finally:
            obs.kill()
    finally:
        display.terminate()
        display.wait()
