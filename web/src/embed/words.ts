import type { PlayerFacts } from "./facts";

/** The few words of a player in another site's page; the app's catalogues would be larger than all the rest of it. */
export interface Words {
  live: string;
  watching: (count: number) => string;
  interrupted: string;
  ended: string;
  connecting: string;
  unsupported: string;
  failed: string;
  unmute: string;
  mute: string;
  play: string;
  pause: string;
  comments: string;
  showComments: string;
  hideComments: string;
  picture: (host: string) => string;
  open: (platform: string) => string;
  profile: (host: string) => string;
}

const en: Words = {
  live: "LIVE",
  watching: (count) => `${number(count, "en")} watching`,
  interrupted: "Back in a moment",
  ended: "This LIVE has ended",
  connecting: "The picture is on its way",
  unsupported: "This browser cannot play it here",
  failed: "The picture does not come through",
  unmute: "Turn sound on",
  mute: "Turn sound off",
  play: "Play",
  pause: "Pause",
  comments: "Comments",
  showComments: "Show comments",
  hideComments: "Hide comments",
  picture: (host) => `${host}'s picture`,
  open: (platform) => `Watch on ${platform}`,
  profile: (host) => `${host}'s profile`,
};

const ja: Words = {
  live: "LIVE",
  watching: (count) => `${number(count, "ja")}人が視聴中`,
  interrupted: "まもなく再開します",
  ended: "このLIVEは終了しました",
  connecting: "映像を読み込んでいます",
  unsupported: "このブラウザーではここで再生できません",
  failed: "映像を受信できません",
  unmute: "音声をオンにする",
  mute: "音声をオフにする",
  play: "再生",
  pause: "一時停止",
  comments: "コメント",
  showComments: "コメントを表示",
  hideComments: "コメントを隠す",
  picture: (host) => `${host}さんの映像`,
  open: (platform) => `${platform}で見る`,
  profile: (host) => `${host}さんのプロフィール`,
};

export function wordsFor({ language }: Pick<PlayerFacts, "language">): Words {
  return language === "ja" ? ja : en;
}

function number(amount: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(amount);
}
