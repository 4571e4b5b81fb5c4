import { addMessages } from "./index.svelte";
import { walletEn } from "./wallet.en";
import { walletJa } from "./wallet.ja";

addMessages(walletEn, walletJa);
