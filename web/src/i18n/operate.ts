import { addMessages } from "./index.svelte";
import { operateEn } from "./operate.en";
import { operateJa } from "./operate.ja";

addMessages(operateEn, operateJa);
