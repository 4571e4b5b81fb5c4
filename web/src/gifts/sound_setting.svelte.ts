const STORED_AS = "livehouse.gift_sound";
const USUAL = 0.5;

/** How loud gifts are told of, kept in this browser. */
class SoundSetting {
  on = $state(true);
  /** From 0 to 1; it stays what it was while the sound is off. */
  volume = $state(USUAL);

  constructor() {
    try {
      const stored = JSON.parse(localStorage.getItem(STORED_AS) ?? "{}") as { on?: unknown; volume?: unknown };
      if (typeof stored.on === "boolean") this.on = stored.on;
      if (typeof stored.volume === "number" && stored.volume >= 0 && stored.volume <= 1) this.volume = stored.volume;
    } catch {
      // Without storage, or with something else in it, it begins as usual.
    }
  }

  get loudness(): number {
    return this.on ? this.volume : 0;
  }

  set(change: { on?: boolean; volume?: number }): void {
    if (change.on !== undefined) this.on = change.on;
    if (change.volume !== undefined) this.volume = change.volume;
    try {
      localStorage.setItem(STORED_AS, JSON.stringify({ on: this.on, volume: this.volume }));
    } catch {
      // It then lasts as long as the page.
    }
  }
}

export const soundSetting = new SoundSetting();
