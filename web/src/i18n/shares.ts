import { addMessages } from "./index.svelte";
import { sharesEn } from "./shares.en";
import { sharesJa } from "./shares.ja";

addMessages(sharesEn, sharesJa);
