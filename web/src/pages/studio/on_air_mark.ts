/** Remembers within this tab which room is on air, so that a reload goes straight back into it. */
const KEY = "livehouse.onAir";

export function markOnAir(roomId: string): void {
  try {
    sessionStorage.setItem(KEY, roomId);
  } catch {
    // Without storage the host is offered to return, instead of being returned.
  }
}

export function clearOnAir(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept, then.
  }
}

export function wasOnAir(roomId: string): boolean {
  try {
    return sessionStorage.getItem(KEY) === roomId;
  } catch {
    return false;
  }
}
