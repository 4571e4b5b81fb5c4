import { earningsEn } from "./earnings.en";
import { earningsJa } from "./earnings.ja";
import { addMessages } from "./index.svelte";

addMessages(earningsEn, earningsJa);
