import { ApiError } from "../net/api";
import { language, lookUp, t } from "./index.svelte";

/**
 * What to tell the person about a failure: the catalogue's sentence for its code, or else the server's own,
 * which says what to do but is English.
 */
export function explain(error: unknown): string {
  const { code, message } = readFailure(error);
  if (code === null) return t("error.unexpected");
  if (language.locale === "en" && error instanceof ApiError && error.status > 0 && code !== "unexpected")
    return message;
  return lookUp(`error.${code}`) ?? (message || t("error.unexpected"));
}

function readFailure(error: unknown): { code: string | null; message: string } {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return { code: error.code, message: error.message };
  }
  return { code: null, message: "" };
}
