import type { Gift, GiftTier } from "../net/types";

/** Which big gifts take the stage, one after another. Pure; times are milliseconds of any clock that goes forward. */
export interface Programme {
  /** What is on the stage, or null while it is free. */
  now: Act | null;
  waiting: readonly Act[];
}

export interface Act {
  /** The combo's id. */
  id: string;
  gift: Gift;
  count: number;
  own: boolean;
  until_ms: number;
}

/** How long each has the stage. What is not here has none. */
export const STAGE_MS: Partial<Record<GiftTier, number>> = { grand: 2_500, legend: 4_000 };
export const ACTS_MAX = 12;

export const emptyProgramme: Programme = { now: null, waiting: [] };

export function announce(programme: Programme, gift: Gift, own: boolean, now_ms: number): Programme {
  if (STAGE_MS[gift.catalogue.tier] === undefined) return programme;
  const { id, count } = gift.combo;
  // A combo has one act: those that follow while it is on the stage, or waits for it, count up.
  const grow = (act: Act): Act => (act.id === id && count > act.count ? { ...act, gift, count } : act);
  if (programme.now?.id === id && programme.now.until_ms > now_ms) {
    return { ...programme, now: grow(programme.now) };
  }
  if (programme.waiting.some((act) => act.id === id)) return { ...programme, waiting: programme.waiting.map(grow) };
  const act = { id, gift, count, own, until_ms: 0 };
  const at = own ? programme.waiting.filter((each) => each.own).length : programme.waiting.length;
  return next({ ...programme, waiting: shorten(programme.waiting.toSpliced(at, 0, act)) }, now_ms);
}

/** Whose time is over leaves the stage to the next. */
export function next(programme: Programme, now_ms: number): Programme {
  if (programme.now && programme.now.until_ms > now_ms) return programme;
  const [act, ...waiting] = programme.waiting;
  if (!act) return programme.now ? { ...programme, now: null } : programme;
  return { now: { ...act, until_ms: now_ms + (STAGE_MS[act.gift.catalogue.tier] ?? 0) }, waiting };
}

/** Past the maximum the cheapest of other people's is left out, and of these the newest. */
function shorten(waiting: readonly Act[]): readonly Act[] {
  if (waiting.length <= ACTS_MAX) return waiting;
  const strangers = waiting.filter((act) => !act.own);
  const least = strangers.reduce<Act | undefined>(
    (low, act) => (!low || act.gift.catalogue.price_coins <= low.gift.catalogue.price_coins ? act : low),
    undefined,
  );
  return waiting.filter((act) => act !== (least ?? waiting.at(-1)));
}
