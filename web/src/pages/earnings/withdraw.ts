import type { Money } from "../../money/money";
import type { Earnings } from "../../net/money_types";

export type WithdrawFault = "wrong" | "little" | "much" | "daily";

type Rate = Earnings["rate"];

/** Of currencies with three digits after the point the last is always 0, as providers ask. */
const stepOf = ({ digits }: Money) => (digits === 3 ? 10n : 1n);

/** What so many diamonds are worth, rounded down to what can be paid. */
export function worthOf(diamonds: number, { diamonds: per, money }: Rate): Money {
  const step = stepOf(money);
  return { ...money, amount: Number(((BigInt(diamonds) * BigInt(money.amount)) / BigInt(per) / step) * step) };
}

/** The fewest diamonds that are worth at least `amount`. */
export function diamondsFor(amount: number, { diamonds: per, money }: Rate): number {
  const [needed, rate] = [BigInt(amount) * BigInt(per), BigInt(money.amount)];
  return Number((needed + rate - 1n) / rate);
}

/** The most that can be asked for now: what has matured, within what the day has left. */
export function mostNow({ withdrawable_diamonds, left_today, rate }: Earnings): number {
  const [left, per, money] = [BigInt(left_today.amount), BigInt(rate.diamonds), BigInt(rate.money.amount)];
  // Every diamond with which it is still worth no more than what is left.
  const step = stepOf(rate.money);
  const within = Number(((left / step + 1n) * step * per - 1n) / money);
  return Math.max(0, Math.min(withdrawable_diamonds, within));
}

/** So many diamonds as they were typed, and what is wrong with asking for them. */
export function readDiamonds(
  text: string,
  earnings: Earnings,
): { diamonds: number; fault: null } | { diamonds: number | null; fault: WithdrawFault } {
  const plain = text.normalize("NFKC").replace(/[\s,.'’]/g, "");
  if (!/^\d{1,15}$/.test(plain)) return { diamonds: null, fault: "wrong" };
  const diamonds = Number(plain);
  if (diamonds > earnings.withdrawable_diamonds) return { diamonds, fault: "much" };
  const worth = worthOf(diamonds, earnings.rate).amount;
  if (worth < earnings.minimum.amount) return { diamonds, fault: "little" };
  return worth > earnings.left_today.amount ? { diamonds, fault: "daily" } : { diamonds, fault: null };
}
