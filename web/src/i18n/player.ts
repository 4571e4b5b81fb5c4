import { addMessages } from "./index.svelte";
import { playerEn } from "./player.en";
import { playerJa } from "./player.ja";

addMessages(playerEn, playerJa);
