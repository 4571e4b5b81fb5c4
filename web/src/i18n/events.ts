import { eventsEn } from "./events.en";
import { eventsJa } from "./events.ja";
import { addMessages } from "./index.svelte";

addMessages(eventsEn, eventsJa);
