export interface Stretch {
  text: string;
  /** Where it leads, if it is an address. */
  url: string | null;
}

const ADDRESS = /https?:\/\/[^\s<>"]+/g;

/** Cuts a text into plain stretches and addresses; joined again, they are the text. */
export function splitAddresses(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    // The sentence's own mark at the end is not the address's.
    const address = match[0].replace(/[.,;:!?)]+$/, "");
    if (match.index > end) stretches.push({ text: text.slice(end, match.index), url: null });
    stretches.push({ text: address, url: address });
    end = match.index + address.length;
  }
  if (end < text.length) stretches.push({ text: text.slice(end), url: null });
  return stretches;
}
