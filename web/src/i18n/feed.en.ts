import type { Message } from "./message";

/** What one is shown, and why. */
export const feedEn = {
  "why.how":
    "What it is made of, the heaviest first. Points are the measure times the weight that the operators gave it.",
  "why.noNumbers": "It is shown here for this reason alone; no numbers were weighed.",
  "why.sum": "Together",
  "why.usual": "{value}; usual is {usual}",
  "why.reason.because": "Shown for: {part}",
  "why.reason.followed": "You follow this host",
  "why.reason.trial": "New here: this host gets a fair first audience",
  "why.reason.top": "One of the liveliest LIVEs right now",
  "why.reason.topic": "A topic that you like to watch",
  "why.reason.taste": "Like what you watched before",
  "why.reason.fresh": "Just published",
  "why.reason.popular": "Many people watch it to the end",
} as const satisfies Record<string, Message>;
