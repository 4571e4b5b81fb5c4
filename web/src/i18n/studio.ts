import { addMessages } from "./index.svelte";
import { studioEn } from "./studio.en";
import { studioJa } from "./studio.ja";

addMessages(studioEn, studioJa);
