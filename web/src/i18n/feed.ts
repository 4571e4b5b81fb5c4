import { feedEn } from "./feed.en";
import { feedJa } from "./feed.ja";
import { addMessages } from "./index.svelte";

addMessages(feedEn, feedJa);
