import type { Size } from "../media/fit";
import { type Crop, cropBox } from "./crop";

/** How the part of a picture that was chosen is kept: its size in pixels, and the file's type and quality (0 to 1). */
export interface Format extends Size {
  type: "image/jpeg" | "image/webp";
  quality: number;
}

/** The part of `picture` that `crop` shows, as a file. @throws Error where the browser cannot write one */
export async function makeFile(picture: ImageBitmap, crop: Crop, format: Format): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = format.width;
  canvas.height = format.height;
  drawCrop(canvas, picture, crop);
  return await new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be written"))),
      format.type,
      format.quality,
    );
  });
}

/** Fills `canvas` with the part of `picture` that `crop` shows. @throws Error where the browser has no canvas to give */
export function drawCrop(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop): void {
  // What is transparent is kept as black, so it is shown as black.
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("no canvas to draw the picture on");
  const { left, top, width, height } = cropBox(picture, canvas, crop);
  // Where a picture is transparent, what was drawn before would shine through.
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
}
