/** Who leaves a LIVE to get coins comes back to it, with the tray open. */
const STORED_AS = "livehouse.tray";

export function rememberTray(room: string): void {
  try {
    sessionStorage.setItem(STORED_AS, room);
  } catch {
    // Without storage the tray is opened by hand again.
  }
}

/** Whether the tray of this room was left for the wallet; true once. */
export function comesBack(room: string): boolean {
  try {
    if (sessionStorage.getItem(STORED_AS) !== room) return false;
    sessionStorage.removeItem(STORED_AS);
    return true;
  } catch {
    return false;
  }
}

/** The LIVE that waits for somebody who is getting coins, or null. */
export function waitingRoom(): string | null {
  try {
    return sessionStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
