import { explain } from "../i18n/explain";
import { day, t } from "../i18n/index.svelte";
import type { Allowed } from "../net/money_types";
import type { AccountCard } from "../net/types";
import { clockTime } from "../text/clock_time";
import { giftName } from "./names";
import type { Refusal } from "./sender.svelte";

/** What to say of a gift that was not sent, and where to go from there. */
export interface Told {
  title: string;
  text: string;
  /** Coins are missing, or one's own limit is in the way. */
  way: "coins" | "limit" | null;
}

/**
 * @param to for whom it was
 * @param now_ms the time of day, for what ends by itself
 * @param left what there is to spend
 */
export function tell(refusal: Refusal, to: AccountCard | null, now_ms: number, left: number | null): Told {
  const { error, gift } = refusal;
  const { details } = error;
  const plain = (title: string, text = ""): Told => ({ title, text, way: null });
  const values = { gift: giftName(gift), name: to?.nickname ?? "" };
  switch (refusal.code) {
    case "not_enough_coins":
      return {
        title: t("gifts.short", { count: missing(details, gift.price_coins, left) }),
        text: t("gifts.short.text"),
        way: "coins",
      };
    case "too_young_for_gifts":
      if (details.who === "recipient") return plain(t("gifts.tooYoung.host", values));
      return plain(
        typeof details.on === "string"
          ? t("gifts.tooYoung", { date: day(details.on, { dateStyle: "long" }) })
          : explain(error),
        typeof details.age_min === "number" ? t("gifts.tooYoung.age", { age: details.age_min }) : "",
      );
    case "spending_limit_reached":
      return { title: t("gifts.limit"), text: t("gifts.limit.text"), way: "limit" };
    case "cooling_off":
      return plain(
        t("gifts.coolingOff"),
        t("gifts.coolingOff.text", { time: clockTime(Math.max(0, (untilOf(refusal) - now_ms) / 1000)) }),
      );
    case "gift_price_changed":
      return typeof details.price_coins === "number"
        ? plain(t("gifts.price", { ...values, count: details.price_coins }), t("gifts.price.text"))
        : plain(t("gifts.refused", values), explain(error));
    case "gift_retired":
    case "gift_unknown":
      return plain(t("gifts.gone", values), t("gifts.gone.text"));
    case "not_on_air":
    case "room_ended":
      return plain(t("gifts.ended"));
    case "recipient_not_on_stage":
      return plain(t("gifts.leftStage", values));
    case "unanswered":
      return plain(t("gifts.unanswered", values), t("gifts.unanswered.text"));
    default:
      return plain(t("gifts.refused", values), explain(error));
  }
}

/** Why somebody can give nothing at all, before they have tried. */
export function tellOfAll({ code, message, on }: Allowed): Told {
  if (code === "too_young_for_gifts" && on) {
    return { title: t("gifts.tooYoung", { date: day(on, { dateStyle: "long" }) }), text: "", way: null };
  }
  return { title: explain({ code, message, details: { on } }), text: "", way: null };
}

/** When a break is over; the past for everything that is none. */
export function untilOf({ code, error }: Refusal): number {
  return code === "cooling_off" ? Date.parse(String(error.details.until)) || 0 : 0;
}

function missing(details: Record<string, unknown>, price: number, left: number | null): number {
  if (typeof details.missing_coins === "number") return details.missing_coins;
  if (typeof details.needed_coins === "number" && typeof details.balance_coins === "number") {
    return Math.max(1, details.needed_coins - details.balance_coins);
  }
  return Math.max(1, price - (left ?? 0));
}
