import { accessEn } from "./access.en";
import { accessJa } from "./access.ja";
import { addMessages } from "./index.svelte";

addMessages(accessEn, accessJa);
