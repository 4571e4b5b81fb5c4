import { explain } from "../../i18n/explain";
import { ago, language, lookUp, t } from "../../i18n/index.svelte";
import { codecsOf, judgeEncoder } from "../../media/encoder_health";
import type { EncoderTrouble, EncoderUpload } from "../../net/stream_key_api";

/** What comes from the encoder, in numbers: `2.6 Mbit/s · 30 pictures a second · H.264 + AAC`; empty before any came. */
export function encoderNumbers(upload: EncoderUpload): string {
  if (upload.bits_per_s === 0) return "";
  const megabits = upload.bits_per_s / 1e6;
  const rate = number(megabits, megabits < 1 ? 2 : 1);
  const parts = [t("studio.health.sent", { rate })];
  if (upload.picture !== null) parts.push(t("studio.encoder.rate", { count: Math.round(upload.pictures_per_s) }));
  parts.push(codecsOf(upload));
  if (upload.frames_dropped > 0) parts.push(t("studio.health.lost", { count: upload.frames_dropped }));
  return parts.join(" · ");
}

/** How well it comes, and what to change in the encoder. */
export function encoderVerdict(upload: EncoderUpload | null | undefined): string {
  return t(`studio.encoder.verdict.${judgeEncoder(upload)}`, {
    rate: number(upload?.pictures_per_s ?? 0, 0),
    seconds: Math.round((upload?.keyframe_every_ms ?? 0) / 1_000),
  });
}

/** Why it was turned away, for who sits at this page: some of what encoders are told says how to get here. */
export function encoderTrouble(trouble: EncoderTrouble): string {
  const reason = lookUp(`studio.encoder.trouble.${trouble.code}`) ?? explain(trouble);
  return t("studio.encoder.refused", { when: ago(trouble.at, Date.now()), reason });
}

function number(value: number, places: number): string {
  const format = { minimumFractionDigits: places, maximumFractionDigits: places };
  return new Intl.NumberFormat(language.locale, format).format(value);
}
