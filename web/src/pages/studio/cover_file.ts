import { COVER, type Crop, cropBox } from "./crop";

const QUALITY = 0.88;

/** The cropped part of `picture` as a file in the cover's size. @throws Error where the browser cannot write one */
export async function makeCover(picture: ImageBitmap, crop: Crop): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = COVER.width;
  canvas.height = COVER.height;
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("no canvas to cut the cover on");
  context.imageSmoothingQuality = "high";
  const { left, top, width, height } = cropBox(picture, crop);
  context.drawImage(picture, left, top, width, height, 0, 0, COVER.width, COVER.height);
  return await new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("the cover could not be written"))),
      "image/jpeg",
      QUALITY,
    );
  });
}
