import type { Gift } from "../net/types";

/**
 * The banners at the picture's edge: one for each combo, as long as it can still grow. Pure; times are milliseconds of
 * any clock that only goes forward.
 */
export interface Banner {
  /** The combo's id. */
  id: string;
  /** The combo's last gift. */
  gift: Gift;
  count: number;
  own: boolean;
  /** When it goes, if nothing more comes: not known as long as it waits for a lane. */
  until_ms: number;
}

export interface Lanes {
  /** What is shown in each lane, or null where it is free. */
  shown: readonly (Banner | null)[];
  /** In the order in which they get a lane. */
  waiting: readonly Banner[];
  /** How long a banner stays after its last gift: the combo's window. */
  stay_ms: number;
}

export const LANES_MAX = 3;
/** Past this the least of those that wait is let go: nobody would see them before they are old. */
export const WAITING_MAX = 24;

export function noLanes(stay_ms: number): Lanes {
  return { shown: Array.from({ length: LANES_MAX }, () => null), waiting: [], stay_ms };
}

/** A gift was given: its combo's banner grows, or a new one asks for a lane. */
export function hearGift(lanes: Lanes, gift: Gift, own: boolean, now_ms: number): Lanes {
  const { id, count } = gift.combo;
  const grow = (banner: Banner): Banner =>
    banner.id === id && count > banner.count ? { ...banner, gift, count, until_ms: now_ms + lanes.stay_ms } : banner;
  if (isKnown(lanes, id)) {
    return {
      ...lanes,
      shown: lanes.shown.map((banner) => banner && grow(banner)),
      waiting: lanes.waiting.map(grow),
    };
  }
  const banner = { id, gift, count, own, until_ms: 0 };
  return fill({ ...lanes, waiting: queue(lanes.waiting, banner) }, now_ms);
}

/** The room says what a combo came to in the end. A banner that missed some of it says so too. */
export function settleCombo(lanes: Lanes, id: string, count: number): Lanes {
  const settle = (banner: Banner) => (banner.id === id && count > banner.count ? { ...banner, count } : banner);
  return {
    ...lanes,
    shown: lanes.shown.map((banner) => banner && settle(banner)),
    waiting: lanes.waiting.map(settle),
  };
}

/** Whose time is over goes, and whoever waits takes the lane. */
export function pass(lanes: Lanes, now_ms: number): Lanes {
  if (!lanes.shown.some((banner) => banner && banner.until_ms <= now_ms)) return lanes;
  const shown = lanes.shown.map((banner) => (banner && banner.until_ms > now_ms ? banner : null));
  return fill({ ...lanes, shown }, now_ms);
}

/** When the next banner goes, or null if none is shown. */
export function nextEnd(lanes: Lanes): number | null {
  const ends = lanes.shown.flatMap((banner) => banner?.until_ms ?? []);
  return ends.length > 0 ? Math.min(...ends) : null;
}

function isKnown(lanes: Lanes, id: string): boolean {
  return lanes.shown.some((banner) => banner?.id === id) || lanes.waiting.some((banner) => banner.id === id);
}

function queue(waiting: readonly Banner[], banner: Banner): readonly Banner[] {
  // One's own go before all others, in their own order.
  const at = banner.own ? waiting.filter((each) => each.own).length : waiting.length;
  const queued = waiting.toSpliced(at, 0, banner);
  if (queued.length <= WAITING_MAX) return queued;
  const strangers = queued.filter((each) => !each.own);
  const least = strangers.reduce<Banner | null>((low, each) => (!low || worth(each) < worth(low) ? each : low), null);
  return queued.filter((each) => each !== (least ?? queued.at(-1)));
}

function worth(banner: Banner): number {
  return banner.count * banner.gift.catalogue.price_coins;
}

function fill(lanes: Lanes, now_ms: number): Lanes {
  const waiting = [...lanes.waiting];
  const shown = lanes.shown.map((banner) => {
    if (banner) return banner;
    const next = waiting.shift();
    return next ? { ...next, until_ms: now_ms + lanes.stay_ms } : null;
  });
  return { ...lanes, shown, waiting };
}
