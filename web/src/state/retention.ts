/** Where a post's audience left, made fit for a drawing. `retention` is the share still there, in equal steps to the end. */

export interface Drop {
  /** Where in the post it begins, and how long it lasts; shares of its length. */
  from: number;
  to: number;
  /** The share of all viewers who left there. */
  lost: number;
}

/** An average over the length: what share of the post a viewer watched. */
export function averageRetention(retention: readonly number[]): number {
  const steps = retention.length - 1;
  if (steps < 1) return 0;
  let area = 0;
  for (let step = 0; step < steps; step++) area += ((retention[step] ?? 0) + (retention[step + 1] ?? 0)) / 2;
  return area / steps;
}

/** The one step in which most people left; null where nobody did. Of equal ones the first. */
export function steepestDrop(retention: readonly number[]): Drop | null {
  const steps = retention.length - 1;
  let worst: Drop | null = null;
  for (let step = 0; step < steps; step++) {
    const lost = (retention[step] ?? 0) - (retention[step + 1] ?? 0);
    if (lost > (worst?.lost ?? 0)) worst = { from: step / steps, to: (step + 1) / steps, lost };
  }
  return worst;
}

/** The curve as the points of an SVG polyline in a box of `width` × `height`, everybody at the top. */
export function curvePoints(retention: readonly number[], width: number, height: number): string {
  const steps = Math.max(1, retention.length - 1);
  return retention
    .map((share, step) => {
      const kept = Math.min(1, Math.max(0, share));
      return `${round((step / steps) * width)},${round((1 - kept) * height)}`;
    })
    .join(" ");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
