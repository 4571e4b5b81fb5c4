import type { Message } from "./message";

export const earningsEn = {
  "earnings.title": "Earnings",
} satisfies Record<string, Message>;
