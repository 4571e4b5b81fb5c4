import { api } from "../net/api";
import type { Me, Platform } from "../net/types";

/** A wish that needs an account: why the sheet is shown, and who waits for its end. */
interface Gate {
  title: string;
  settle: (signedIn: boolean) => void;
}

class Session {
  me: Me | null = $state.raw(null);
  platform: Platform | null = $state.raw(null);
  /** Whether the server has said who this is; before it, neither 'sign in' nor a face is shown. */
  known = $state(false);
  gate: Gate | null = $state.raw(null);
  #listeners = new Set<() => void>();
  #leavers = new Set<() => Promise<void>>();
  /** Wishes that came before it was known whose they are. */
  #waiting: (() => void)[] = [];

  /** Asks who this is and what this platform allows. @throws ApiError */
  async load(): Promise<void> {
    const [me, platform] = await Promise.all([api.me(), api.platform()]);
    this.platform = platform;
    // Who signed in or out while this was on its way is the later word.
    if (this.known) return;
    this.me = me;
    this.#know();
  }

  #know(): void {
    this.known = true;
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Somebody has signed in or out, or their own account reads differently now. */
  become(me: Me | null): void {
    const another = this.me?.id !== me?.id;
    this.me = me;
    this.#know();
    if (another) for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` whenever it is another person from now on. */
  onanother(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Does this when somebody signs out here, whatever comes of it. */
  onleaving(leaver: () => Promise<void>): void {
    this.#leavers.add(leaver);
  }

  /** Resolves true with somebody signed in: once it is known that somebody is, or after the sheet that this opens. */
  async require(title: string): Promise<boolean> {
    if (!this.known) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.me) return true;
    this.gate?.settle(false);
    return new Promise((resolve) => {
      this.gate = {
        title,
        settle: (signedIn) => {
          this.gate = null;
          resolve(signedIn);
        },
      };
    });
  }

  async signOut(): Promise<void> {
    await api.signOut();
    await Promise.allSettled([...this.#leavers].map((leaver) => leaver()));
    this.become(null);
  }
}

export const session = new Session();
