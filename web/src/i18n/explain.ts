import type { ErrorBody } from "../net/types";
import { nameFacts } from "./facts";
import { language, lookUp, t } from "./index.svelte";

/**
 * What to tell the person about a failure: the catalogue's sentence where the page itself is the one that knows (no
 * answer came), else the server's, which says what to do.
 */
export function explain(error: unknown): string {
  // A part of the app that was not fetched is no refusal of anybody's, nor our fault without a line.
  if (!isRefusal(error)) return t(navigator.onLine === false ? "error.offline" : "error.unexpected");
  const own = lookUp(`error.${error.code}`);
  if (own) return own;
  const translated = language.refusals?.[error.code];
  if (translated !== undefined) return nameFacts(translated, language.times, error.details);
  return error.message || t("error.unexpected");
}

type Refusal = Pick<ErrorBody, "code" | "message"> & Partial<Pick<ErrorBody, "details">>;

function isRefusal(error: unknown): error is Refusal {
  if (typeof error !== "object" || error === null || !("code" in error) || !("message" in error)) return false;
  return typeof error.code === "string" && typeof error.message === "string";
}
