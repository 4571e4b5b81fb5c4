import type { Message } from "./message";
import type { shareEn } from "./share.en";

export const shareJa: Record<keyof typeof shareEn, Message> = {
  "share.copy": "リンクをコピー",
  "share.copied": "リンクをコピーしました",
  "share.copyFailed": "リンクをコピーできませんでした。選択して手動でコピーしてください。",
  "share.qrShow": "QRコード",
  "share.qr": "そばにいる人に見せて読み取ってもらいましょう",
  "share.more": "ほかの方法でシェア",
  "share.networks": "シェア先",
  "share.email": "メール",
  "share.embed": "サイトに埋め込む",
  "share.embedNote": "このコードをあなたのページに貼り付けてください。表示できるかどうかは配信者の設定によります。",
  "share.embedCode": "プレーヤーのコード",
  "share.embedCopy": "コードをコピー",
  "share.embedCopied": "コードをコピーしました",
  "share.uncounted": "いまはこのリンクの成果を配信者に伝えられませんが、リンクは使えます。",
};
