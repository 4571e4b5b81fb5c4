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

  /** Asks who this is and what this platform allows. @throws ApiError */
  async load(): Promise<void> {
    const [me, platform] = await Promise.all([api.me(), api.platform()]);
    this.platform = platform;
    this.become(me);
  }

  become(me: Me | null): void {
    this.me = me;
    this.known = true;
  }

  /** Resolves true with somebody signed in: at once, or after the sheet that this opens. */
  require(title: string): Promise<boolean> {
    if (this.me) return Promise.resolve(true);
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
    this.become(null);
  }
}

export const session = new Session();
