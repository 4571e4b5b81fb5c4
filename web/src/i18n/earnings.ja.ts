import type { earningsEn } from "./earnings.en";
import type { Message } from "./message";

export const earningsJa: Record<keyof typeof earningsEn, Message> = {
  "earnings.title": "収益",
};
