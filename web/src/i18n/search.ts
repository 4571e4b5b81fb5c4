import { addMessages } from "./index.svelte";
import { searchEn } from "./search.en";
import { searchJa } from "./search.ja";

addMessages(searchEn, searchJa);
