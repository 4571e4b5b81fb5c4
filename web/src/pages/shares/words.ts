import "../../i18n/shares";
import { lookUp, t } from "../../i18n/index.svelte";
import type { ShareKind, SharesReport } from "../../net/types";
import { NETWORKS } from "../../share/networks";

export function kindName(kind: ShareKind): string {
  return t(`shares.kind.${kind}`);
}

/** What it is called; a video may have no caption. */
export function thingTitle(thing: Pick<SharesReport["thing"], "title" | "kind">): string {
  return thing.title || kindName(thing.kind);
}

/** A way of sharing by its name; networks have theirs in every language. */
export function wayName(via: string): string {
  return NETWORKS.find((network) => network.via === via)?.name ?? lookUp(`shares.via.${via}`) ?? via;
}
