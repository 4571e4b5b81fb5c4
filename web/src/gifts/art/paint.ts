/**
 * Drawings are written for a board of 96 by 96 in a short hand: `@red2` is a tone of the palette (tones run from 1,
 * which is lit, to 3, which is in the shade), and `%red` a gradient through the three: `%redV` from top to bottom,
 * `%redR` round as a ball, `%redG` a glow that fades to nothing, `%redF` a veil
 * that is lit at its foot and fades upwards. All colours are in styles/gift_tokens.css.
 */
export const BOARD = 96;

const GRADIENTS: Record<string, (stops: string, id: string) => string> = {
  "": (stops, id) => `<linearGradient id="${id}" x1="0.15" y1="0" x2="0.85" y2="1">${stops}</linearGradient>`,
  V: (stops, id) => `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient>`,
  R: (stops, id) => `<radialGradient id="${id}" cx="0.38" cy="0.3" r="0.8">${stops}</radialGradient>`,
  G: (stops, id) => `<radialGradient id="${id}">${stops}</radialGradient>`,
  F: (stops, id) => `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient>`,
};

const tone = (hue: string, step: number | string) => `var(--gift-${hue}-${step})`;

function gradient(hue: string, way: string, id: string): string {
  const stop = (offset: number, step: number, opacity = 1) =>
    `<stop offset="${offset}" stop-color="${tone(hue, step)}" stop-opacity="${opacity}"/>`;
  const solid = stop(0, 1) + stop(way === "R" ? 0.45 : 0.5, 2) + stop(1, 3);
  const fading: Record<string, string> = {
    G: stop(0, 1, 0.95) + stop(0.3, 2, 0.55) + stop(1, 2, 0),
    F: stop(0, 3, 0) + stop(0.55, 2, 0.55) + stop(0.93, 1, 0.95) + stop(1, 2, 0.2),
  };
  return GRADIENTS[way]?.(fading[way] ?? solid, id) ?? "";
}

/** The inside of an SVG, its gradients named after `id`, so that the same gift can be shown twice on a page. */
export function paint(drawing: string, id: string): string {
  const used = new Map<string, string>();
  const body = drawing
    .replaceAll(/%([a-z]+)([VRGF]?)/g, (_, hue: string, way: string) => {
      const name = `${id}-${hue}${way}`;
      used.set(name, gradient(hue, way, name));
      return `url(#${name})`;
    })
    .replaceAll(/@([a-z]+)([123])/g, (_, hue: string, step: string) => tone(hue, step));
  return `<defs>${[...used.values()].join("")}</defs>${body}`;
}

/** A four-pointed spark. */
export function spark(x: number, y: number, size: number, looks = "@gold1", classes = "a-twinkle"): string {
  const d = `M${x} ${y - size}Q${x} ${y} ${x + size} ${y}Q${x} ${y} ${x} ${y + size}Q${x} ${y} ${x - size} ${y}Q${x} ${y} ${x} ${y - size}Z`;
  return `<path class="${classes}" fill="${looks}" d="${d}"/>`;
}

/** A heart whose middle is there, so many units wide. */
export function heart(x: number, y: number, size: number, looks: string, classes = ""): string {
  const unit = (value: number) => Math.round(value * size * 100) / 100;
  const d =
    `M${x} ${y + unit(0.46)}C${x - unit(0.34)} ${y + unit(0.2)} ${x - unit(0.5)} ${y + unit(0.02)} ${x - unit(0.5)} ${y - unit(0.18)}` +
    `A${unit(0.26)} ${unit(0.26)} 0 0 1 ${x} ${y - unit(0.28)}A${unit(0.26)} ${unit(0.26)} 0 0 1 ${x + unit(0.5)} ${y - unit(0.18)}` +
    `C${x + unit(0.5)} ${y + unit(0.02)} ${x + unit(0.34)} ${y + unit(0.2)} ${x} ${y + unit(0.46)}Z`;
  return `<path class="${classes}" fill="${looks}" d="${d}"/>`;
}

/** The same thing at several places around a middle. */
export function around(times: number, x: number, y: number, what: (turn: number, index: number) => string): string {
  return Array.from({ length: times }, (_, index) => {
    const turn = Math.round((360 / times) * index * 10) / 10;
    return `<g transform="rotate(${turn} ${x} ${y})">${what(turn, index)}</g>`;
  }).join("");
}
