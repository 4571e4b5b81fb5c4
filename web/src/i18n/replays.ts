import { addMessages } from "./index.svelte";
import { replaysEn } from "./replays.en";
import { replaysJa } from "./replays.ja";

addMessages(replaysEn, replaysJa);
