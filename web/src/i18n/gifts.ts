import { giftsEn } from "./gifts.en";
import { giftsJa } from "./gifts.ja";
import { addMessages } from "./index.svelte";

addMessages(giftsEn, giftsJa);
