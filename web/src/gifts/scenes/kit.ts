/** What scenes are made of. All of it is a picture of one moment: nothing is remembered from frame to frame. */

/** One moment of a scene, in CSS pixels. */
export interface Frame {
  width: number;
  height: number;
  /** Where the gift's own picture stands: its middle, and how wide it is. */
  hero: { x: number; y: number; size: number };
  /** From 0, when it takes the stage, to 1, when it leaves. */
  progress: number;
  time_s: number;
  /** The palette's colours as a canvas wants them. */
  tone: (hue: string, step?: 1 | 2 | 3) => string;
}

export type Draw = (context: CanvasRenderingContext2D, frame: Frame) => void;

const TAU = Math.PI * 2;

/** A number from 0 to below 1 that is always the same for the same index and salt. */
export function chance(index: number, salt: number): number {
  const mixed = Math.sin(index * 127.1 + salt * 311.7) * 43_758.5453;
  return mixed - Math.floor(mixed);
}

/** 0 before `from`, 1 after `to`, and smooth between. */
export function ease(value: number, from: number, to: number): number {
  const part = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return part * part * (3 - 2 * part);
}

/** In over the first part of a scene and out over the last. */
export function presence({ progress }: Frame): number {
  return ease(progress, 0, 0.12) * (1 - ease(progress, 0.86, 1));
}

/** Light that adds to light. */
export function shining(context: CanvasRenderingContext2D, draw: () => void): void {
  context.save();
  context.globalCompositeOperation = "lighter";
  draw();
  context.restore();
}

export function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, Math.max(0, radius), 0, TAU);
  context.fill();
}

/** A four-pointed star. */
export function star(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y - size);
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ] as const) {
    context.quadraticCurveTo(x, y, x + dx * size, y + dy * size);
  }
  context.fill();
}

/** The same colour, seen through entirely: 'transparent' would be a black one, and grey on the way there. */
export function clear(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}00` : "transparent";
}

/** A round glow of a colour. */
export function glow(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  const gradient = context.createRadialGradient(x, y, 0, x, y, radius);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(1, clear(colour));
  context.fillStyle = gradient;
  context.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}

/** A sky of stars that twinkle, in the upper part of the picture. */
export function stars(context: CanvasRenderingContext2D, frame: Frame, count: number, part = 0.7): void {
  context.fillStyle = frame.tone("chalk", 1);
  for (let index = 0; index < count; index++) {
    const shine = 0.5 + 0.5 * Math.sin(frame.time_s * (2 + 3 * chance(index, 3)) + index);
    context.globalAlpha = presence(frame) * (0.25 + 0.75 * shine);
    const size = 1 + 3.2 * chance(index, 2) ** 2;
    star(context, chance(index, 0) * frame.width, chance(index, 1) * frame.height * part, size * (0.7 + shine * 0.6));
  }
  context.globalAlpha = 1;
}

/** A cone of light from a point, `turn` from straight down, so wide and so long. */
export function beam(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  turn: number,
  { spread, length, colour }: { spread: number; length: number; colour: string },
): void {
  context.save();
  context.translate(x, y);
  context.rotate(turn);
  const gradient = context.createLinearGradient(0, 0, 0, length);
  gradient.addColorStop(0, colour);
  gradient.addColorStop(1, clear(colour));
  context.fillStyle = gradient;
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(-spread * length, length);
  context.lineTo(spread * length, length);
  context.fill();
  context.restore();
}
