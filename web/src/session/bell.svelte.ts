import { notificationsApi } from "../net/notifications_api";
import { pushedTo } from "./pushed_to";
import { session } from "./session.svelte";

/** How many notifications are new: the same on every page, and as the server says it over whichever connection. */
class Bell {
  unread = $state(0);
  /** Raised with each change: the page that lists them asks again. */
  changed = $state(0);

  constructor() {
    // What pushes need comes only to browsers in which they were switched on.
    session.onleaving(async () => {
      if (pushedTo()) await (await import("../push/push")).forgetPush();
    });
    session.onanother(() => {
      this.unread = 0;
      this.changed += 1;
    });
  }

  /** What the server just said. */
  hear(unread: number): void {
    this.unread = unread;
    this.changed += 1;
  }

  /** Sees to it that pushes go on reaching this browser, if they are to. */
  async keepPush(): Promise<void> {
    if (session.platform && pushedTo() === session.me?.id) await (await import("../push/push")).keepPush();
  }

  /** Asks, after a time in which nothing was heard. What cannot be learned now is asked again with the next line. */
  async refresh(): Promise<void> {
    const me = session.me?.id;
    if (!me) return;
    try {
      const unread = await notificationsApi.unread();
      if (me === session.me?.id && unread !== this.unread) this.hear(unread);
    } catch {
      // It goes without a number until then.
    }
  }
}

export const bell = new Bell();
