import { t } from "../i18n/index.svelte";
import { accessApi } from "../net/access_api";
import { api } from "../net/api";
import { PersonalLine } from "../net/personal_line";
import { openSocket } from "../net/socket";
import type { Notice } from "../net/types";
import { toasts } from "../ui/toasts.svelte";
import { bell } from "./bell.svelte";
import { eventNews } from "./event_news";
import { session } from "./session.svelte";

const KINDS = {
  live_access_opened: { key: "access.notice", look: "good" },
  review_granted: { key: "access.review.granted", look: "good" },
  review_refused: { key: "access.review.refused", look: "plain" },
  replay_expiring: { key: "notice.replayExpiring", look: "plain" },
  replay_missing: { key: "notice.replayMissing", look: "plain" },
} as const;

/** What the platform says to this account alone: shown at once where a page is looked at, later where none was. */
class Notices {
  /** Raised with each: pages that show what it is about ask again. */
  heard = $state(0);
  #shown = new Set<string>();

  constructor() {
    session.onanother(() => this.#shown.clear());
  }

  /** Listens while a page is looked at that has no room's channel. Returns how to stop. */
  listen(): () => void {
    let line: PersonalLine | null = null;
    const follow = () => {
      line?.stop();
      line = document.hidden ? null : this.#open();
    };
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      document.removeEventListener("visibilitychange", follow);
      line?.stop();
    };
  }

  /** One that came just now, over whichever connection. */
  hear(notice: Notice): void {
    if (this.#shown.has(notice.id)) return;
    this.#shown.add(notice.id);
    this.heard += 1;
    // A newer server may have kinds that this page has no words for.
    const kind = Object.hasOwn(KINDS, notice.kind) ? KINDS[notice.kind] : null;
    if (kind) toasts.show(t(kind.key), kind.look);
    // Not marked as read, it is only said once more on the next visit.
    accessApi.readNotices(notice.id).catch(() => undefined);
  }

  #open(): PersonalLine {
    const line = new PersonalLine({
      open: openSocket,
      timers: {
        set: (callback, delay_ms) => window.setTimeout(callback, delay_ms),
        clear: (timer) => clearTimeout(timer),
      },
      random: Math.random,
      onopen: () => {
        void this.#catchUp();
        void bell.refresh();
      },
      onnotice: (notice) => this.hear(notice),
      onunread: (unread) => bell.hear(unread),
      onevent: (message) => eventNews.hear(message),
      // Whose session has ended, elsewhere or by a ban, is not shown as signed in any longer.
      onended: () =>
        void api.me().then(
          (me) => session.become(me),
          () => undefined,
        ),
    });
    line.start();
    return line;
  }

  /** What was said while nobody listened, oldest first. */
  async #catchUp(): Promise<void> {
    const missed = await accessApi.notices().catch(() => []);
    for (const notice of missed.filter(({ read_at }) => read_at === null).reverse()) this.hear(notice);
  }
}

export const notices = new Notices();
