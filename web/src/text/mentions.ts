export interface Piece {
  text: string;
  /** The handle that is mentioned, lower case, without its @. */
  mention: string | null;
}

/** Not in the middle of a word, so that an e-mail address is no mention. */
const MENTION = /(?<![\p{L}\p{N}_.@])@([a-z0-9](?:[a-z0-9._]*[a-z0-9_])?)/giu;

/** Cuts a comment into plain text and mentions; joined again, the pieces are the comment. */
export function splitMentions(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(MENTION)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), mention: null });
    pieces.push({ text: match[0], mention: (match[1] ?? "").toLowerCase() });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), mention: null });
  return pieces;
}
