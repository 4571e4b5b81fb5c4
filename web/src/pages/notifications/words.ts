import { moment, t } from "../../i18n/index.svelte";
import type { Notification } from "../../net/types";
import { paths } from "../../router/routes";
import type { IconName } from "../../ui/icons";

/** What a notification says: the sentence, and a quieter line under it. */
export interface Words {
  text: string;
  note: string | null;
}

/** A newer server may have kinds for which this page has no words. */
export function wordsOf(one: Notification): Words {
  const name = one.accounts[0]?.nickname ?? t("notifications.someone");
  const title = one.title ?? "";
  const begins = one.starts_at ? t("notifications.begins", { when: moment(one.starts_at) }) : null;
  switch (one.kind) {
    case "host_live":
      return {
        text: t(one.room_is_live ? "notifications.hostLive" : "notifications.hostWasLive", { name }),
        note: title,
      };
    case "event_began":
      return { text: t("notifications.eventBegan", { title }), note: name };
    case "event_reminder":
      return { text: t(`notifications.reminder.${one.lead ?? "day"}`, { title }), note: begins };
    case "event_changed":
      return { text: t("notifications.eventChanged", { title }), note: begins };
    case "event_cancelled":
      return { text: t("notifications.eventCancelled", { title }), note: one.text };
    case "followed":
      return { text: gathered("notifications.followed", "notifications.followedBy", one, name), note: null };
    case "gift":
      return { text: gathered("notifications.gift", "notifications.giftsBy", one, name), note: title };
    case "video_comment":
      if (one.count === 1) return { text: t("notifications.comment", { name }), note: one.text };
      return { text: t("notifications.comments", { count: one.count }), note: one.text };
    case "mention":
      return { text: t("notifications.mentions", { name, count: one.count }), note: one.text };
    case "notice":
      return wordsOfNotice(one);
    default:
      return { text: t("notifications.other"), note: title };
  }
}

function gathered(
  alone: "notifications.followed" | "notifications.gift",
  together: "notifications.followedBy" | "notifications.giftsBy",
  { count }: Notification,
  name: string,
): string {
  return count > 1 ? t(together, { name, count: count - 1 }) : t(alone, { name });
}

function wordsOfNotice({ notice }: Notification): Words {
  switch (notice?.kind) {
    case "live_access_opened":
      return { text: t("notifications.notice.live_access_opened"), note: null };
    case "review_granted":
    case "review_refused": {
      const until = notice.until ? t("notifications.until", { when: moment(notice.until) }) : null;
      const note = [notice.reason, until].filter(Boolean).join(" · ");
      return { text: t(`notifications.notice.${notice.kind}`), note: note || null };
    }
    case "replay_expiring":
      return {
        text: t("notifications.notice.replay_expiring", { title: notice.reason ?? "" }),
        note: notice.until ? t("notifications.deletedAt", { when: moment(notice.until) }) : null,
      };
    case "replay_missing":
      return {
        text: t("notifications.notice.replay_missing", { title: notice.reason ?? "" }),
        note: t("notifications.noRoom"),
      };
    default:
      return { text: t("notifications.other"), note: notice?.reason ?? null };
  }
}

/** The page that it is about. */
export function pageOf(one: Notification, me: string): string | null {
  const [first] = one.accounts;
  switch (one.kind) {
    case "host_live":
    case "event_began":
      return one.room_id && paths.watch(one.room_id);
    case "event_reminder":
    case "event_changed":
    case "event_cancelled":
      return one.event_id && paths.event(one.event_id);
    case "followed":
      return first && one.count === 1 ? paths.profile(first.handle) : paths.profile(me);
    case "gift":
      return paths.earnings;
    case "video_comment":
      return one.video_id && paths.video(one.video_id);
    case "mention":
      return one.video_id ? paths.video(one.video_id) : one.room_id && paths.watch(one.room_id);
    case "notice":
      return one.notice?.kind.startsWith("replay_") ? paths.replays(me) : paths.access;
    default:
      return null;
  }
}

const ICONS: Record<Notification["kind"], IconName> = {
  host_live: "camera",
  event_began: "clock",
  event_reminder: "clock",
  event_changed: "clock",
  event_cancelled: "clock",
  followed: "following",
  gift: "gift",
  video_comment: "comment",
  mention: "comment",
  notice: "info",
};

export function iconOf({ kind }: Notification): IconName {
  return Object.hasOwn(ICONS, kind) ? ICONS[kind] : "bell";
}
