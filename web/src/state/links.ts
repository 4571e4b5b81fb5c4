import { countGraphemes } from "../text/graphemes";

export interface Link {
  label: string;
  url: string;
}

export const LINKS_MAX = 3;
export const LINK_LABEL_MAX = 30;

export type LinkFault = "label" | "long" | "url";

/** What is wrong with a link as it is typed; a link of which nothing is typed is none, and nothing is wrong with it. */
export function judgeLink({ label, url }: Link): LinkFault | null {
  if (isBlank({ label, url })) return null;
  if (!label.trim()) return "label";
  if (countGraphemes(label.trim()) > LINK_LABEL_MAX) return "long";
  return isHttps(completeUrl(url)) ? null : "url";
}

/** Those of which something is typed, as they are sent. */
export function typedLinks(links: readonly Link[]): Link[] {
  return links
    .filter((link) => !isBlank(link))
    .map(({ label, url }) => ({ label: label.trim(), url: completeUrl(url) }));
}

/** People leave out the beginning of an address. */
export function completeUrl(url: string): string {
  const plain = url.trim();
  return plain === "" || /^[a-z][a-z\d+.-]*:/i.test(plain) ? plain : `https://${plain}`;
}

function isBlank({ label, url }: Link): boolean {
  return !label.trim() && !url.trim();
}

function isHttps(url: string): boolean {
  const address = URL.canParse(url) ? new URL(url) : null;
  return address?.protocol === "https:" && address.hostname.includes(".");
}
