/** The sheet by which something is shared. */
export const shareEn = {
  "share.copy": "Copy link",
  "share.copied": "Link copied",
  "share.copyFailed": "The link could not be copied. Mark it and copy it by hand.",
  "share.qrShow": "QR code",
  "share.qr": "Show the code to somebody beside you",
  "share.more": "More ways to share",
  "share.networks": "Share on",
  "share.email": "E-mail",
  "share.embed": "Show it on a site",
  "share.embedNote": "Paste this into a page of yours. Whether it may be shown there is the host's choice.",
  "share.embedCode": "Code of the player",
  "share.embedCopy": "Copy code",
  "share.embedCopied": "Code copied",
  "share.uncounted": "The host cannot be told what comes of this link just now; it works all the same.",
} as const;
