/** What watching and broadcasting show of gifts; it comes after the picture. The tray comes when it is opened. */
export { default as Banners } from "./Banners.svelte";
export { GiftFeed } from "./feed.svelte";
export { default as GiftLine } from "./GiftLine.svelte";
export { default as GiftShow } from "./GiftShow.svelte";
export { default as HostGifts } from "./HostGifts.svelte";
export { default as SoundSheet } from "./SoundSheet.svelte";
export { default as TopSenders } from "./TopSenders.svelte";
