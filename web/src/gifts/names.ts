import { language } from "../i18n/index.svelte";
import type { CatalogueGift } from "../net/types";

/** What a gift is called in the chosen language. Read within a component, it follows the language. */
export function giftName(gift: Pick<CatalogueGift, "name">): string {
  return gift.name[language.locale];
}
