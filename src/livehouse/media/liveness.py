"""Is the host still there? Judged by what arrives, not by whether a connection is open."""

from typing import Final

# A connection over which nothing is sent still carries about 30 bytes a second of acknowledgements and pings, here;
# alone they take two minutes to make one such step, while the quietest audio makes one every two seconds.
STEP_BYTES: Final = 4_096


class Liveness:
    """Decides whether a publisher is online. Pure: it is told what was seen and when.

    Two signs of life count, so that neither a long distance between keyframes nor a lull in one track is taken for
    silence: a new group of the track that is followed, and bytes from the publisher, in steps of `STEP_BYTES`.

    Args:
        silence_s: after so many seconds without a sign of life the publisher is offline.
    """

    def __init__(self, *, silence_s: float) -> None:
        self._silence_s = silence_s
        self._groups = 0
        self._steps = 0
        self._alive_at_s = 0.0
        self.online = False

    def observe(self, now_s: float, *, groups: int, bytes_received: int) -> bool:
        """Take note of both counters at monotonic time `now_s`; whether the publisher is online.

        Only a group brings a publisher online, since bytes alone can be a handshake; either keeps it there.
        """
        steps = bytes_received // STEP_BYTES
        if groups != self._groups:
            self.online = True
            self._alive_at_s = now_s
        elif steps != self._steps:
            self._alive_at_s = now_s
        self._groups, self._steps = groups, steps
        if now_s - self._alive_at_s >= self._silence_s:
            self.online = False
        return self.online
