import { accessEn } from "../i18n/access.en";
import { accessJa } from "../i18n/access.ja";
import { accountEn } from "../i18n/account.en";
import { accountJa } from "../i18n/account.ja";
import { en } from "../i18n/en";
import { ja } from "../i18n/ja";
import { operateEn } from "../i18n/operate.en";
import { operateJa } from "../i18n/operate.ja";
import { studioEn } from "../i18n/studio.en";
import { studioJa } from "../i18n/studio.ja";
import { videosEn } from "../i18n/videos.en";
import { videosJa } from "../i18n/videos.ja";

/** Every area's messages, for the tests that look at all of them; a page imports only its own. */
export const AREAS = {
  access: [accessEn, accessJa],
  account: [accountEn, accountJa],
  operate: [operateEn, operateJa],
  studio: [studioEn, studioJa],
  videos: [videosEn, videosJa],
} as const;

export const ALL_EN = { ...en, ...accessEn, ...accountEn, ...operateEn, ...studioEn, ...videosEn };
export const ALL_JA = { ...ja, ...accessJa, ...accountJa, ...operateJa, ...studioJa, ...videosJa };
