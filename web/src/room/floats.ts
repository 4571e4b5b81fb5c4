/** What rises over a picture: hearts and emoji, each along a curve of its own. Pure; the canvas is drawn elsewhere. */

export interface Float {
  /** An emoji, or null for a heart. */
  emoji: string | null;
  colour: number;
  /** Where it begins, in pixels. */
  x: number;
  y: number;
  size_px: number;
  /** Sideways, in pixels, at the end of its way; and how far and how often it sways. */
  drift_px: number;
  sway_px: number;
  sways: number;
  rise_px: number;
  tilt_rad: number;
  born_ms: number;
  life_ms: number;
}

/** More are let go: past this a screen is a cloud already, and a phone has to draw them all. */
export const FLOATS_MAX = 60;
const COLOURS = 5;

export interface Origin {
  x: number;
  y: number;
  /** The height that there is to rise through. */
  height_px: number;
}

export function launch(kind: { emoji: string | null }, origin: Origin, now_ms: number, random: () => number): Float {
  const around = (spread: number) => (random() - 0.5) * 2 * spread;
  return {
    emoji: kind.emoji,
    colour: Math.floor(random() * COLOURS),
    x: origin.x + around(10),
    y: origin.y,
    size_px: 22 + random() * 16,
    // More to the left: they rise near the right edge.
    drift_px: -14 + around(34),
    sway_px: 6 + random() * 16,
    sways: 1 + random() * 1.6,
    rise_px: origin.height_px * (0.55 + random() * 0.4),
    tilt_rad: around(0.45),
    born_ms: now_ms,
    life_ms: 1_900 + random() * 1_300,
  };
}

export interface Pose {
  x: number;
  y: number;
  scale: number;
  turn_rad: number;
  opacity: number;
}

/** Where it is and how it looks at a moment; null once its way is over, or before it begins. */
export function poseAt(float: Float, now_ms: number): Pose | null {
  const progress = (now_ms - float.born_ms) / float.life_ms;
  if (progress < 0 || progress >= 1) return null;
  const eased = 1 - (1 - progress) ** 1.7;
  const sway = Math.sin(progress * float.sways * 2 * Math.PI);
  return {
    x: float.x + float.drift_px * eased + sway * float.sway_px * progress,
    y: float.y - float.rise_px * eased,
    scale: Math.min(1, progress * 9) * (1 + 0.25 * Math.max(0, 0.25 - progress)),
    turn_rad: float.tilt_rad * (0.4 + eased * 0.6) + sway * 0.12,
    opacity: progress < 0.65 ? 1 : 1 - (progress - 0.65) / 0.35,
  };
}
