/** A picture behind a square window: how it is moved and cut. Pure. */

export interface Picture {
  width: number;
  height: number;
}

/** `zoom` 1 is the whole shorter side; `x`, `y` the middle of what is seen, in the picture's own pixels. */
export interface Crop {
  zoom: number;
  x: number;
  y: number;
}

export const ZOOM_MAX = 4;

export function wholeCrop(picture: Picture): Crop {
  return { zoom: 1, x: picture.width / 2, y: picture.height / 2 };
}

/** The side of the square that is seen, in the picture's pixels. */
export function sideOf(picture: Picture, crop: Crop): number {
  return Math.min(picture.width, picture.height) / crop.zoom;
}

/** The nearest crop that shows nothing beyond the picture's edges. */
export function keepInside(picture: Picture, crop: Crop): Crop {
  const zoom = clamp(crop.zoom, 1, ZOOM_MAX);
  const half = sideOf(picture, { ...crop, zoom }) / 2;
  return {
    zoom,
    x: clamp(crop.x, half, picture.width - half),
    y: clamp(crop.y, half, picture.height - half),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
