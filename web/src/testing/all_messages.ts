import { accessEn } from "../i18n/access.en";
import { accessJa } from "../i18n/access.ja";
import { accountEn } from "../i18n/account.en";
import { accountJa } from "../i18n/account.ja";
import { earningsEn } from "../i18n/earnings.en";
import { earningsJa } from "../i18n/earnings.ja";
import { en } from "../i18n/en";
import { eventsEn } from "../i18n/events.en";
import { eventsJa } from "../i18n/events.ja";
import { giftsEn } from "../i18n/gifts.en";
import { giftsJa } from "../i18n/gifts.ja";
import { ja } from "../i18n/ja";
import { notificationsEn } from "../i18n/notifications.en";
import { notificationsJa } from "../i18n/notifications.ja";
import { operateEn } from "../i18n/operate.en";
import { operateJa } from "../i18n/operate.ja";
import { operateMoneyEn } from "../i18n/operate_money.en";
import { operateMoneyJa } from "../i18n/operate_money.ja";
import { operateRankingEn } from "../i18n/operate_ranking.en";
import { operateRankingJa } from "../i18n/operate_ranking.ja";
import { playerEn } from "../i18n/player.en";
import { playerJa } from "../i18n/player.ja";
import { replaysEn } from "../i18n/replays.en";
import { replaysJa } from "../i18n/replays.ja";
import { searchEn } from "../i18n/search.en";
import { searchJa } from "../i18n/search.ja";
import { shareEn } from "../i18n/share.en";
import { shareJa } from "../i18n/share.ja";
import { sharesEn } from "../i18n/shares.en";
import { sharesJa } from "../i18n/shares.ja";
import { studioEn } from "../i18n/studio.en";
import { studioJa } from "../i18n/studio.ja";
import { videosEn } from "../i18n/videos.en";
import { videosJa } from "../i18n/videos.ja";
import { walletEn } from "../i18n/wallet.en";
import { walletJa } from "../i18n/wallet.ja";

/** Every area's messages, for the tests that look at all of them; a page imports only its own. */
export const AREAS = {
  access: [accessEn, accessJa],
  account: [accountEn, accountJa],
  earnings: [earningsEn, earningsJa],
  events: [eventsEn, eventsJa],
  gifts: [giftsEn, giftsJa],
  notifications: [notificationsEn, notificationsJa],
  operate: [operateEn, operateJa],
  operate_money: [operateMoneyEn, operateMoneyJa],
  operate_ranking: [operateRankingEn, operateRankingJa],
  player: [playerEn, playerJa],
  replays: [replaysEn, replaysJa],
  search: [searchEn, searchJa],
  share: [shareEn, shareJa],
  shares: [sharesEn, sharesJa],
  studio: [studioEn, studioJa],
  videos: [videosEn, videosJa],
  wallet: [walletEn, walletJa],
} as const;

export const ALL_EN = {
  ...en,
  ...accessEn,
  ...accountEn,
  ...earningsEn,
  ...giftsEn,
  ...operateEn,
  ...operateMoneyEn,
  ...operateRankingEn,
  ...playerEn,
  ...replaysEn,
  ...searchEn,
  ...shareEn,
  ...sharesEn,
  ...studioEn,
  ...videosEn,
  ...walletEn,
};
export const ALL_JA = {
  ...ja,
  ...accessJa,
  ...accountJa,
  ...earningsJa,
  ...giftsJa,
  ...operateJa,
  ...operateMoneyJa,
  ...operateRankingJa,
  ...playerJa,
  ...replaysJa,
  ...searchJa,
  ...shareJa,
  ...sharesJa,
  ...studioJa,
  ...videosJa,
  ...walletJa,
};
