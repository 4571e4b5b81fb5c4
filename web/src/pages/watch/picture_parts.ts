/** The choice of quality and the player's measurements, as one file to fetch. */
export { default as PictureMenu } from "./PictureMenu.svelte";
export { default as PictureSheet } from "./PictureSheet.svelte";
