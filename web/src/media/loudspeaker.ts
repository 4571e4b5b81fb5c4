/** Where the sound is that a person hears just now. */

/** More is no latency but a clock that stands. */
const LAG_MAX_MS = 2_000;

/** For how long what an audio context is given now will be on its way to the ear, in milliseconds. */
export function loudspeakerLag(context: AudioContext, now_ms: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  const measured_ms = (context.currentTime - contextTime) * 1_000 - (now_ms - performanceTime);
  if (performanceTime > 0 && measured_ms >= 0 && measured_ms < LAG_MAX_MS) return measured_ms;
  const told_s = context.outputLatency || context.baseLatency || 0;
  return Math.min(LAG_MAX_MS, told_s * 1_000);
}

/**
 * The time that the sound's buffer tells, made whole: it counts samples in 32 bits, which are over after half a day.
 * `near_ms` is a time that it must be near to, such as the picture's.
 */
export function soundTime(told_ms: number, rate_hz: number, near_ms: number): number {
  const round_ms = (2 ** 32 / rate_hz) * 1_000;
  return told_ms + Math.round((near_ms - told_ms) / round_ms) * round_ms;
}
