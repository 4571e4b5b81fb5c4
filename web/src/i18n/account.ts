import { accountEn } from "./account.en";
import { accountJa } from "./account.ja";
import { addMessages } from "./index.svelte";

addMessages(accountEn, accountJa);
