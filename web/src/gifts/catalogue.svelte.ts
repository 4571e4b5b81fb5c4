import { giftsApi } from "../net/gifts_api";
import type { GiftCatalogue as Offered } from "../net/types";

/** What this house has to give, asked for once for as long as the page lives, and again when a gift was refused. */
class GiftCatalogue {
  known: Offered | null = $state.raw(null);
  error: unknown = $state.raw(null);
  loading = $state(false);

  async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.error = null;
    try {
      const catalogue = await giftsApi.catalogue();
      const gifts = catalogue.gifts
        .filter((gift) => gift.is_active)
        .toSorted((one, two) => one.position - two.position);
      this.known = { ...catalogue, gifts };
    } catch (error) {
      this.error = error;
    } finally {
      this.loading = false;
    }
  }
}

export const giftCatalogue = new GiftCatalogue();
