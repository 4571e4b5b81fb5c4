import { addMessages } from "./index.svelte";
import { videosEn } from "./videos.en";
import { videosJa } from "./videos.ja";

addMessages(videosEn, videosJa);
