import type { Message } from "./message";

export const walletEn = {
  "wallet.title": "Wallet",
} satisfies Record<string, Message>;
