/** How far a purchase was paid back, and what that took of its coins. */
export interface PaidBack {
  coins: number;
  total: { amount: number };
  refunded: { amount: number };
  coins_taken_back: number;
}

/** The coins that go when `amount` is paid back now: those of all that was paid back, rounded up, less what is gone. */
export function coinsTaken({ coins, total, refunded, coins_taken_back }: PaidBack, amount: number): number {
  if (total.amount <= 0) return 0;
  // Whole numbers all the way: a product of coins and money may be too large for a double to be exact.
  const all = BigInt(total.amount);
  const due = (BigInt(coins) * BigInt(refunded.amount + amount) + all - 1n) / all;
  return Math.max(0, Math.min(coins, Number(due)) - coins_taken_back);
}
