import type { Message } from "./message";
import type { walletEn } from "./wallet.en";

export const walletJa: Record<keyof typeof walletEn, Message> = {
  "wallet.title": "ウォレット",
};
