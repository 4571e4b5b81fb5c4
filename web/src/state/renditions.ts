import type { Rendition } from "../net/types";

/** What the browser says of the line, where it does. */
export interface LineFacts {
  save_data: boolean;
  /** Megabits a second, as estimated. */
  downlink_mbit: number | undefined;
}

/** A line should carry so many times what the video needs, or it will stop again and again. */
const SPARE = 1.6;

/**
 * The file to play: the smallest that is as sharp as the screen, of those that the line carries. With none that it
 * carries, the lightest.
 *
 * @param screen_px the shorter side of the place that it is shown in, in pixels of the screen
 */
export function chooseRendition(
  renditions: readonly Rendition[],
  screen_px: number,
  { save_data, downlink_mbit }: LineFacts,
): Rendition | undefined {
  const lightestFirst = [...renditions].sort((one, other) => one.bitrate - other.bitrate);
  if (save_data) return lightestFirst[0];
  const carried = lightestFirst.filter(
    ({ bitrate }) => downlink_mbit === undefined || bitrate * SPARE <= downlink_mbit * 1_000_000,
  );
  const sharp = carried.find(({ width, height }) => Math.min(width, height) >= screen_px);
  return sharp ?? carried.at(-1) ?? lightestFirst[0];
}
