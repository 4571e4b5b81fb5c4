import { language } from "../i18n/index.svelte";
import type { CatalogueGift } from "../net/money_types";
import { walletApi } from "../net/wallet_api";

/** The names of gifts, for lists of what was sent; asked for once. */
class GiftNames {
  #gifts: Map<string, CatalogueGift> = $state.raw(new Map());
  #asked: Promise<void> | null = null;

  /** Lists are shown without waiting: until it is known, and if it cannot be, a gift goes by its id. */
  load(): void {
    this.#asked ??= walletApi.gifts().then(
      (gifts) => {
        this.#gifts = new Map(gifts.map((gift) => [gift.id, gift]));
      },
      () => {
        this.#asked = null;
      },
    );
  }

  of(id: string): string {
    return this.#gifts.get(id)?.name[language.locale] ?? id;
  }

  art(id: string): string | null {
    return this.#gifts.get(id)?.art ?? null;
  }
}

export const giftNames = new GiftNames();
