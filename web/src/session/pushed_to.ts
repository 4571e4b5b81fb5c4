/** The account for which this browser was switched on: a look at it is cheap, and at the service worker is not. */
const STORED_AS = "livehouse.push";

export function pushedTo(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

export function notePushedTo(account: string | null): void {
  try {
    if (account) localStorage.setItem(STORED_AS, account);
    else localStorage.removeItem(STORED_AS);
  } catch {
    // Without storage the server alone knows; a change of keys is then noticed in the settings.
  }
}
