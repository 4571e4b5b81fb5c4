import * as Watch from "@moq/watch";

const { Signal } = Watch.Signals;

/** What a catalog says of a rendition that no decoder asks for; publishers correct it while they go on. */
interface Described {
  bitrate?: unknown;
  framerate?: unknown;
  jitter?: unknown;
}

/** Of a rendition's description, what it takes to decode it. */
export function decodingOf<Config extends Described>(config: Config): Omit<Config, keyof Described> {
  const { bitrate, framerate, jitter, ...decoding } = config;
  return decoding;
}

/**
 * Lets `source` tell of a rendition only what decoding it takes, for as long as `effect` lives.
 *
 * A decoder of the library begins anew with each word that changes, and a second of sound is lost; yet a bit rate that
 * is measured changes a few times in the first minutes. How long to wait for frames `source` goes on telling.
 */
export function keepSteady(effect: Watch.Signals.Effect, source: Watch.Video.Source | Watch.Audio.Source): void {
  const told: Watch.Signals.Getter<Described | undefined> = source.out.config;
  const steady = new Signal<Described | undefined>(undefined);
  effect.run((run) => {
    const config = run.get(told);
    steady.set(config && decodingOf(config));
  });
  Object.assign(source, { out: { ...source.out, config: steady } });
}
