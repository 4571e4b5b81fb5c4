/** Where somebody stopped watching replays, kept in this browser alone. */

const KEY = "livehouse.replayPlaces";
/** The places of so many replays are kept, the last ones watched. */
const PLACES_MAX = 50;
/** Whoever has seen less begins anew, and so does whoever was all but at the end. */
const BEGUN_S = 20;
const END_SHARE = 0.95;
const END_S = 15;

type Places = [id: string, at_s: number][];

/** Where to go on; 0 for the beginning. */
export function readPlace(storage: Pick<Storage, "getItem">, id: string): number {
  return read(storage).find(([known]) => known === id)?.[1] ?? 0;
}

/** Keeps where somebody is, or forgets it where that is the beginning or the end. */
export function keepPlace(storage: Storage, id: string, at_s: number, length_s: number): void {
  const others = read(storage).filter(([known]) => known !== id);
  const isOver = at_s > length_s * END_SHARE || at_s > length_s - END_S;
  const places: Places = at_s < BEGUN_S || isOver ? others : [[id, Math.floor(at_s)], ...others];
  try {
    if (places.length > 0) storage.setItem(KEY, JSON.stringify(places.slice(0, PLACES_MAX)));
    else storage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing begins each replay anew.
  }
}

/** Anything that is not a list of places counts as none. */
function read(storage: Pick<Storage, "getItem">): Places {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPlace) : [];
  } catch {
    return [];
  }
}

function isPlace(kept: unknown): kept is Places[number] {
  if (!Array.isArray(kept)) return false;
  const [id, at_s] = kept as unknown[];
  return typeof id === "string" && typeof at_s === "number" && Number.isFinite(at_s) && at_s > 0;
}
