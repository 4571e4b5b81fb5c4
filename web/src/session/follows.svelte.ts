import { SvelteMap } from "svelte/reactivity";
import { t } from "../i18n/index.svelte";
import { api } from "../net/api";
import type { AccountCard, Profile } from "../net/types";
import { session } from "./session.svelte";

/** Profiles that this page has seen, by handle: whom one follows is the same on every part of the screen. */
class Follows {
  #profiles = new SvelteMap<string, Profile>();
  #pending = new SvelteMap<string, boolean>();

  /** Raised with each account: what was asked for the last one is not kept for this one. */
  #turn = 0;

  constructor() {
    session.onanother(() => this.#clear());
  }

  profile(handle: string): Profile | undefined {
    return this.#profiles.get(handle);
  }

  /** True, false, or undefined while it is not known. What was just pressed counts before it is confirmed. */
  follows(handle: string): boolean | undefined {
    return this.#pending.get(handle) ?? this.#profiles.get(handle)?.is_followed;
  }

  /** @throws ApiError */
  async load(handle: string): Promise<Profile> {
    return this.#keep(handle, api.profile(handle));
  }

  /** Follows or unfollows; asks for an account where there is none. @throws ApiError */
  async change(account: AccountCard, followed: boolean): Promise<void> {
    const { handle, nickname } = account;
    if (!session.me) {
      if (!(await session.require(t("gate.follow.title", { name: nickname })))) return;
      if (session.me && (session.me as AccountCard).handle === handle) return;
    }
    this.#pending.set(handle, followed);
    try {
      await this.#keep(handle, followed ? api.follow(handle) : api.unfollow(handle));
    } finally {
      this.#pending.delete(handle);
    }
  }

  async #keep(handle: string, answer: Promise<Profile>): Promise<Profile> {
    const turn = this.#turn;
    const profile = await answer;
    if (turn === this.#turn) this.#profiles.set(handle, profile);
    return profile;
  }

  /** Forgets whom the last account followed. */
  #clear(): void {
    this.#turn += 1;
    this.#profiles.clear();
  }
}

export const follows = new Follows();
