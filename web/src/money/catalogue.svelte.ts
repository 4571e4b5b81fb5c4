import { giftName } from "../gifts/names";
import { giftsApi } from "../net/gifts_api";
import type { CatalogueGift } from "../net/types";

/** Gifts by their ids, those too that are not offered any more: for lists of what was sent. Asked for once. */
class GiftNames {
  #gifts: Map<string, CatalogueGift> = $state.raw(new Map());
  #asked: Promise<void> | null = null;

  /** Lists are shown without waiting: until it is known, and if it cannot be, a gift goes by its id. */
  load(): void {
    this.#asked ??= giftsApi.catalogue().then(
      ({ gifts }) => {
        this.#gifts = new Map(gifts.map((gift) => [gift.id, gift]));
      },
      () => {
        this.#asked = null;
      },
    );
  }

  of(id: string): string {
    const gift = this.#gifts.get(id);
    return gift ? giftName(gift) : id;
  }

  art(id: string): string | null {
    return this.#gifts.get(id)?.art ?? null;
  }
}

export const giftNames = new GiftNames();
