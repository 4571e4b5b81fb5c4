/** What the calls that concern replays carry. */

import type { AccountCard, Audience, Comment, Gift, Visibility } from "./types";

export interface ReplayCard {
  /** The LIVE's own. */
  id: string;
  title: string;
  topic: string;
  host: AccountCard;
  started_at: string;
  duration_s: number;
  cover_url: string;
  views: number;
  state: "recording" | "ready";
  audience: Audience;
  is_hidden: boolean;
  expires_at: string;
  deletes_early_on: string | null;
}

/** A part that was not recorded: `at_s` is where it would be, in seconds of what there is. */
export interface MissingPart {
  at_s: number;
  duration_s: number;
  reason: "interrupted" | "disk_full" | "lost";
}

/** A lively minute, and what made it lively. */
export interface Marker {
  at_s: number;
  until_s: number;
  comments: number;
  likes: number;
  gifts: number;
  diamonds: number;
  viewers: number;
  times_usual: number;
}

export interface Replay extends ReplayCard {
  playlist_url: string;
  download_url: string | null;
  bytes: number;
  missing: MissingPart[];
  markers: Marker[];
  may_edit: boolean;
}

export interface ReplayPage {
  replays: ReplayCard[];
  next_before: string | null;
}

export interface OwnReplayPage extends ReplayPage {
  bytes: number;
  bytes_max: number | null;
}

export interface Moments {
  comments: { at_s: number; comment: Comment }[];
  gifts: { at_s: number; gift: Gift }[];
}

export interface ReplayChanges {
  title?: string;
  is_hidden?: boolean;
}

export interface HighlightForm {
  from_s: number;
  until_s: number;
  caption: string;
  visibility: Visibility;
  /** The same key again is the same video, however often it is sent. */
  key: string;
}
