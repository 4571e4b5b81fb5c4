import type { feedEn } from "./feed.en";
import type { Message } from "./message";

export const feedJa: Record<keyof typeof feedEn, Message> = {
  "why.how": "内訳です。影響の大きい順に並んでいます。ポイントは、数値に運営者が決めた重みをかけたものです。",
  "why.noNumbers": "この理由だけで表示されています。数値は使われていません。",
  "why.sum": "合計",
  "why.usual": "{value}（ふだんは{usual}）",
  "why.reason.because": "表示の理由：{part}",
  "why.reason.followed": "フォロー中のホストです",
  "why.reason.trial": "新しいホストに、最初の観客を届けています",
  "why.reason.top": "いま特に盛り上がっているLIVEです",
  "why.reason.topic": "よく見ているトピックです",
  "why.reason.taste": "これまで見たものに近い内容です",
  "why.reason.fresh": "公開されたばかりです",
  "why.reason.popular": "最後まで見る人が多い動画です",
};
