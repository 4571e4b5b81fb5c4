/** How a picture of one shape is shown on a stage of another. */

export interface Size {
  width: number;
  height: number;
}

/** `cover` fills the stage and crops; `contain` shows everything above a blurred copy. */
export type Fit = "cover" | "contain";

/**
 * A picture is cropped only while at least this share of it stays on the stage: an upright one on the longest phones
 * does (9:16 on 9:21 is 0.76), a wide one beside the comments of a laptop does not (0.66).
 */
const VISIBLE_SHARE_MIN = 0.75;

/** The fit that fills the stage without cutting away what the host means to show. */
export function chooseFit(picture: Size, stage: Size): Fit {
  if (picture.width <= 0 || picture.height <= 0 || stage.width <= 0 || stage.height <= 0) return "cover";
  const pictureAspect = picture.width / picture.height;
  const stageAspect = stage.width / stage.height;
  const visibleShare = Math.min(pictureAspect, stageAspect) / Math.max(pictureAspect, stageAspect);
  return visibleShare >= VISIBLE_SHARE_MIN ? "cover" : "contain";
}
