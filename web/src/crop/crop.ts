import type { Size } from "../media/fit";

/** The part of a picture that fills a frame: how it is moved and enlarged. Pure: the canvas is drawn elsewhere. */

export const ZOOM_MAX = 4;

/** Where the frame's middle lies in the picture (0 to 1 on both axes), and how much it is enlarged (1 fills). */
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

/** The rectangle that `frame` shows of `picture`, in the picture's pixels; always within the picture. */
export function cropBox(picture: Size, frame: Size, crop: Crop): Box {
  const scale = Math.max(frame.width / picture.width, frame.height / picture.height) * crop.zoom;
  const width = frame.width / scale;
  const height = frame.height / scale;
  return {
    width,
    height,
    left: clamp(crop.x * picture.width - width / 2, 0, picture.width - width),
    top: clamp(crop.y * picture.height - height / 2, 0, picture.height - height),
  };
}

/** The crop after the picture was moved by a share of the frame, or enlarged; kept so that the frame stays filled. */
export function moveCrop(
  picture: Size,
  frame: Size,
  crop: Crop,
  change: { right?: number; down?: number; zoom?: number },
): Crop {
  const zoom = clamp(crop.zoom * (change.zoom ?? 1), 1, ZOOM_MAX);
  const { width, height } = cropBox(picture, frame, { ...crop, zoom });
  const x = crop.x - ((change.right ?? 0) * width) / picture.width;
  const y = crop.y - ((change.down ?? 0) * height) / picture.height;
  const halfWidth = width / picture.width / 2;
  const halfHeight = height / picture.height / 2;
  return { zoom, x: clamp(x, halfWidth, 1 - halfWidth), y: clamp(y, halfHeight, 1 - halfHeight) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
