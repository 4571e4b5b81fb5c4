import { SvelteMap } from "svelte/reactivity";
import { t } from "../i18n/index.svelte";
import { api } from "../net/api";
import type { AccountCard, Profile } from "../net/types";
import { session } from "./session.svelte";

/** Profiles that this page has seen, by handle: whom one follows is the same on every part of the screen. */
class Follows {
  #profiles = new SvelteMap<string, Profile>();
  #pending = new SvelteMap<string, boolean>();

  profile(handle: string): Profile | undefined {
    return this.#profiles.get(handle);
  }

  /** True, false, or undefined while it is not known. What was just pressed counts before it is confirmed. */
  follows(handle: string): boolean | undefined {
    return this.#pending.get(handle) ?? this.#profiles.get(handle)?.is_followed;
  }

  /** @throws ApiError */
  async load(handle: string): Promise<Profile> {
    const profile = await api.profile(handle);
    this.#profiles.set(handle, profile);
    return profile;
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
      this.#profiles.set(handle, await (followed ? api.follow(handle) : api.unfollow(handle)));
    } finally {
      this.#pending.delete(handle);
    }
  }

  /** Forgets whom the last account followed. */
  clear(): void {
    this.#profiles.clear();
  }
}

export const follows = new Follows();
