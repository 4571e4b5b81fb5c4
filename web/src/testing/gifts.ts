import type { AccountCard, CatalogueGift, Gift, GiftTier } from "../net/types";

/** Gifts as the server tells them, for tests. */
export const someone = (id: string): AccountCard => ({ id, handle: id, nickname: id, avatar_url: `/${id}` });

const PRICES: Record<GiftTier, number> = { small: 1, nice: 50, grand: 300, legend: 2_999 };

export function catalogueGift(tier: GiftTier = "small", id: string = tier): CatalogueGift {
  return {
    id,
    name: { en: id, ja: id },
    tier,
    price_coins: PRICES[tier],
    art: "rose",
    is_active: true,
    position: 1,
  };
}

let made = 0;

export function gift(combo: string, count: number, tier: GiftTier = "small", sender = combo): Gift {
  const catalogue = catalogueGift(tier);
  return {
    id: `gift ${++made}`,
    catalogue,
    sender: someone(sender),
    recipient: someone("host"),
    is_to_host: true,
    count: 1,
    coins: catalogue.price_coins,
    combo: { id: combo, count },
    at: "2030-01-01T00:00:00Z",
    sender_coins: 1,
  };
}
