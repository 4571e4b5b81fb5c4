import { addMessages } from "./index.svelte";
import { shareEn } from "./share.en";
import { shareJa } from "./share.ja";

addMessages(shareEn, shareJa);
