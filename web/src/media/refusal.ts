import { ApiError } from "../net/api";

/** Whether the server's answer is its last word on this room, so that asking again would only annoy it. */
export function isFinalRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && !error.retry;
}
