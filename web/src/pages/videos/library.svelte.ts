import { SvelteMap } from "svelte/reactivity";
import { t } from "../../i18n/index.svelte";
import { ApiError, api } from "../../net/api";
import type { FeedItem, Why } from "../../net/feed";
import type { RoomCard, Video, VideoPage } from "../../net/types";
import type { VideoSource } from "../../router/routes";
import { session } from "../../session/session.svelte";
import { addNewest, addPage, emptyFeed, openAt, type VideoFeed, wantsMore, without } from "../../state/video_feed";

interface Page {
  ids: string[];
  next: string | null;
}

/** Asks for the page at a cursor, and keeps in the library what is on it. */
type Ask = (cursor: string | null | undefined) => Promise<Page>;

/** A list of videos, and of LIVEs between them, that grows as one goes through it. Its order stays while the page lives. */
export class Feed {
  #feed: VideoFeed = $state.raw(emptyFeed);
  /** Why the last page did not come; null while there is nothing to tell. */
  failure: unknown = $state.raw(null);
  loading = $state(false);
  readonly #library: Library;
  readonly #ask: Ask;

  constructor(library: Library, ask: Ask) {
    this.#library = library;
    this.#ask = ask;
  }

  get ids(): readonly string[] {
    return this.#feed.ids;
  }

  get videos(): Video[] {
    return this.#feed.ids.flatMap((id) => this.#library.get(id) ?? []);
  }

  /** Whether the first page has come. */
  get known(): boolean {
    return this.#feed.cursor !== undefined;
  }

  get ended(): boolean {
    return this.#feed.cursor === null;
  }

  openAt(id: string): void {
    this.#feed = openAt(this.#feed, id);
  }

  drop(id: string): void {
    this.#feed = without(this.#feed, id);
  }

  /** Asks for the next page if one is near the end, or has none yet. */
  async more(current: string | null = null): Promise<void> {
    if (this.loading || !wantsMore(this.#feed, current)) return;
    this.loading = true;
    try {
      await this.#next();
    } catch (error) {
      this.failure = error;
    } finally {
      this.loading = false;
    }
  }

  async #next(): Promise<void> {
    const { cursor } = this.#feed;
    try {
      const { ids, next } = await this.#ask(cursor);
      this.#feed = addPage(this.#feed, ids, next);
      this.failure = null;
    } catch (error) {
      if (cursor === undefined || !(error instanceof ApiError && error.isOldCursor)) throw error;
      // What is chosen now begins at its beginning, after what has been seen.
      this.#feed = { ...this.#feed, cursor: undefined };
      await this.#next();
    }
  }

  /** Looks whether something new stands at the top; a failure leaves what is there. */
  async refresh(): Promise<void> {
    if (!this.known || this.loading) return this.more();
    try {
      this.#feed = addNewest(this.#feed, (await this.#ask(undefined)).ids);
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }
}

/** Every video that this page has seen, once, whichever lists it is in: a like shows in all of them. And every LIVE. */
export class Library {
  #videos = new SvelteMap<string, Video>();
  #lives = new SvelteMap<string, RoomCard>();
  #whys = new SvelteMap<string, Why>();
  #feeds = new Map<string, Feed>();

  get(id: string): Video | undefined {
    return this.#videos.get(id);
  }

  live(id: string): RoomCard | undefined {
    return this.#lives.get(id);
  }

  /** Why this one was chosen, if it was. */
  why(id: string): Why | undefined {
    return this.#whys.get(id);
  }

  keepLive(room: RoomCard): void {
    this.#lives.set(room.id, room);
  }

  keepChosen(items: readonly FeedItem[]): string[] {
    return items.flatMap(({ room, video, why }) => {
      if (video) this.keep([video]);
      if (room) this.keepLive(room);
      const id = video?.id ?? room?.id;
      if (id === undefined) return [];
      this.#whys.set(id, why);
      return id;
    });
  }

  keep(videos: readonly Video[]): string[] {
    for (const video of videos) this.#videos.set(video.id, video);
    return videos.map(({ id }) => id);
  }

  /** Changes what is shown before, or without, an answer of the server. */
  patch(id: string, changes: Partial<Video>): void {
    const video = this.#videos.get(id);
    if (video) this.#videos.set(id, { ...video, ...changes });
  }

  feed(source: VideoSource): Feed {
    const known = this.#feeds.get(source);
    if (known) return known;
    const feed = new Feed(this, this.#ask(source));
    this.#feeds.set(source, feed);
    return feed;
  }

  /** One's own videos in every state; others see only what is ready. */
  mine(): Feed {
    const known = this.#feeds.get("mine");
    if (known) return known;
    const feed = new Feed(this, async (cursor) => this.#page(await api.videos.mine(cursor)));
    this.#feeds.set("mine", feed);
    return feed;
  }

  /** @throws ApiError */
  async load(id: string): Promise<Video> {
    const video = await api.videos.get(id);
    this.keep([video]);
    return video;
  }

  /** Likes, or takes a like back: at once on the screen, then at the server; undone if that fails. @throws ApiError */
  async like(id: string, liked: boolean): Promise<void> {
    const signedOut = session.me === null;
    if (!(await session.require(t("gate.like.title")))) return;
    // Whoever has just signed in sees everything anew.
    const before = this.get(id) ?? (await this.load(id));
    if (before.is_liked === liked) return;
    this.patch(id, { is_liked: liked, likes: Math.max(0, before.likes + (liked ? 1 : -1)) });
    try {
      const { likes, is_liked } = liked ? await api.videos.like(id) : await api.videos.unlike(id);
      this.patch(id, { likes, is_liked });
      // The lists that are read anew for who has just signed in may have been asked for before the like.
      if (signedOut) await this.load(id);
    } catch (error) {
      this.patch(id, { is_liked: before.is_liked, likes: before.likes });
      throw error;
    }
  }

  /** Takes a video out of every list. @throws ApiError */
  async remove(id: string): Promise<void> {
    await api.videos.remove(id);
    this.forget(id);
  }

  forget(id: string): void {
    for (const feed of this.#feeds.values()) feed.drop(id);
    this.#videos.delete(id);
    this.#lives.delete(id);
  }

  /** What the last account might see and liked is not what the next one does. */
  clear(): void {
    this.#feeds.clear();
    this.#videos.clear();
    this.#lives.clear();
    this.#whys.clear();
  }

  #ask(source: VideoSource): Ask {
    if (source === "for-you") {
      return async (cursor) => {
        const { items, next_cursor } = await api.feed.forYou("all", cursor);
        return { ids: this.keepChosen(items), next: next_cursor };
      };
    }
    if (source === "following") return async (cursor) => this.#page(await api.videos.followed(cursor));
    return async (cursor) => this.#page(await api.videos.of(source.slice(1), cursor));
  }

  #page({ videos, next_cursor }: VideoPage): Page {
    return { ids: this.keep(videos), next: next_cursor };
  }
}

export const library = new Library();
session.onanother(() => library.clear());
