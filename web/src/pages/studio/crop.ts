import type { Size } from "../../media/fit";

/** The part of a picture that becomes the cover. Pure: the canvas is drawn elsewhere. */

/** What the server keeps of a cover. */
export const COVER: Size = { width: 720, height: 1280 };
export const ZOOM_MAX = 4;

/** Where the cover's middle lies in the picture (0 to 1 on both axes), and how much it is enlarged (1 fills). */
export interface Crop {
  x: number;
  y: number;
  zoom: number;
}

export interface Box extends Size {
  left: number;
  top: number;
}

export const centred: Crop = { x: 0.5, y: 0.5, zoom: 1 };

/** The rectangle of a picture of `size` that `crop` shows, in the picture's pixels; always within the picture. */
export function cropBox(size: Size, crop: Crop): Box {
  const scale = Math.max(COVER.width / size.width, COVER.height / size.height) * crop.zoom;
  const width = COVER.width / scale;
  const height = COVER.height / scale;
  return {
    width,
    height,
    left: clamp(crop.x * size.width - width / 2, 0, size.width - width),
    top: clamp(crop.y * size.height - height / 2, 0, size.height - height),
  };
}

/** The crop after the picture was moved by a share of the frame, or enlarged; kept so that the frame stays filled. */
export function moveCrop(size: Size, crop: Crop, change: { right?: number; down?: number; zoom?: number }): Crop {
  const zoom = clamp(crop.zoom * (change.zoom ?? 1), 1, ZOOM_MAX);
  const { width, height } = cropBox(size, { ...crop, zoom });
  const x = crop.x - ((change.right ?? 0) * width) / size.width;
  const y = crop.y - ((change.down ?? 0) * height) / size.height;
  const halfWidth = width / size.width / 2;
  const halfHeight = height / size.height / 2;
  return { zoom, x: clamp(x, halfWidth, 1 - halfWidth), y: clamp(y, halfHeight, 1 - halfHeight) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
