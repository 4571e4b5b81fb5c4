/** Where the bars of a chart stand and what its scale says. Pure: the chart itself only draws it. */

export interface DayAmounts {
  diamonds: number;
  reversed_diamonds: number;
}

export interface Bar {
  x: number;
  width: number;
  /** What was earned, upwards from the line. */
  y: number;
  height: number;
  /** What was taken back, downwards from it. */
  below: number;
}

export interface Plot {
  bars: Bar[];
  /** Where nothing is. */
  zero: number;
  /** Lines across, and what they stand for. */
  lines: { y: number; value: number }[];
}

const STEPS = [1, 2, 5] as const;
/** Of a day's place, how much its bar takes. */
const BAR_SHARE = 0.72;
/** What is there at all can be seen. */
const LEAST = 1.5;

/** The round number (1, 2 or 5 with noughts) by which `count` steps reach `most`. */
export function niceStep(most: number, count: number): number {
  const rough = Math.max(1, most / count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = STEPS.find((step) => step * power >= rough);
  return found === undefined ? 10 * power : found * power;
}

/** Bars for `days` in a picture of `width` × `height`, with about `lines` lines across. */
export function plot(days: readonly DayAmounts[], width: number, height: number, lines = 3): Plot {
  const up = Math.max(0, ...days.map(({ diamonds }) => diamonds));
  const down = Math.max(0, ...days.map(({ reversed_diamonds }) => reversed_diamonds));
  const step = niceStep(Math.max(up, down, 1), lines);
  const top = Math.max(step, Math.ceil(up / step) * step);
  const unit = height / (top + down);
  const zero = top * unit;
  const place = days.length > 0 ? width / days.length : width;
  const size = (amount: number) => (amount > 0 ? Math.max(LEAST, amount * unit) : 0);
  return {
    zero,
    bars: days.map(({ diamonds, reversed_diamonds }, index) => ({
      x: index * place + (place * (1 - BAR_SHARE)) / 2,
      width: place * BAR_SHARE,
      y: zero - size(diamonds),
      height: size(diamonds),
      below: Math.min(size(reversed_diamonds), height - zero),
    })),
    lines: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => ({
      y: zero - index * step * unit,
      value: index * step,
    })),
  };
}

/** Which of `count` days lies under `share` of the width, from 0 to 1. */
export function dayAt(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

const PAGE_DAYS = 7;

/** Where a key leads from one of `count` days; null for a key that leads nowhere. */
export function stepTo(key: string, from: number, count: number): number | null {
  const to = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    PageUp: from - PAGE_DAYS,
    PageDown: from + PAGE_DAYS,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, to));
}
