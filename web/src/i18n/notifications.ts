import { addMessages } from "./index.svelte";
import { notificationsEn } from "./notifications.en";
import { notificationsJa } from "./notifications.ja";

addMessages(notificationsEn, notificationsJa);
