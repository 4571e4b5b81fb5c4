import type { ErrorBody } from "./types";

/** What a call is given up after. Uploads of a few megabytes over a phone's uplink need the longer one. */
const TIMEOUT_MS = 15_000;
const UPLOAD_TIMEOUT_MS = 90_000;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; its own type is the content type. */
  body?: Blob;
  query?: Record<string, string | undefined>;
  signal?: AbortSignal;
  /** It may outlive its page: what is told on leaving. At most 64 KiB, says the browser. */
  keepalive?: boolean;
}

/**
 * A refusal by the server, or a failure to reach it.
 *
 * `code` is stable; beside the server's own codes there are `offline` (no answer came), `timeout` and
 * `unexpected` (an answer that is not ours: a proxy's page, say).
 */
export class ApiError extends Error {
  readonly code: string;
  /** The HTTP status; 0 if no answer came. */
  readonly status: number;
  readonly field: string | null;
  readonly retry: boolean;
  readonly details: Record<string, unknown>;

  constructor(status: number, body: ErrorBody) {
    super(body.message);
    this.name = "ApiError";
    this.code = body.code;
    this.status = status;
    this.field = body.field ?? null;
    this.retry = body.retry ?? false;
    this.details = body.details ?? {};
  }

  /** A list does not go on from where it was: its cursor is of another day, or was given to somebody else. */
  get isOldCursor(): boolean {
    return this.status === 400 && this.field === "cursor";
  }
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** An answer that has come to its end: a connection can be lost, or be too slow, in the middle of one too. */
interface Answer {
  status: number;
  ok: boolean;
  text: string;
}

/** Calls the HTTP API and turns every failure into an `ApiError`. */
export class Http {
  readonly #fetch: Fetch;
  readonly #base: string;

  constructor(fetch: Fetch, base = "/api/v1") {
    this.#fetch = fetch;
    this.#base = base;
  }

  async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
    const { status, ok, text } = await this.#send(method, path, options);
    if (status === 204) return undefined as T;
    const body = readJson(text);
    if (ok && body !== undefined) return body as T;
    throw new ApiError(status, readError(status, body));
  }

  async #send(method: Method, path: string, options: RequestOptions): Promise<Answer> {
    const timeout = AbortSignal.timeout(options.body ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
    const init: RequestInit = {
      method,
      credentials: "same-origin",
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(options.keepalive && { keepalive: true }),
    };
    if (options.body) {
      init.body = options.body;
      init.headers = { "content-type": options.body.type };
    } else if (options.json !== undefined) {
      init.body = JSON.stringify(options.json);
      init.headers = { "content-type": "application/json" };
    }
    try {
      const response = await this.#fetch(this.#base + path + queryString(options.query), init);
      return { status: response.status, ok: response.ok, text: await response.text() };
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      const code = timeout.aborted ? "timeout" : "offline";
      throw new ApiError(0, { code, message: `${method} ${path}: ${code}`, retry: true });
    }
  }
}

function queryString(query: RequestOptions["query"]): string {
  const given = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readError(status: number, body: unknown): ErrorBody {
  if (typeof body === "object" && body !== null && "error" in body) {
    const error = (body as { error: Partial<ErrorBody> | null }).error;
    if (error && typeof error.code === "string" && typeof error.message === "string") {
      return { ...error, code: error.code, message: error.message };
    }
  }
  return { code: "unexpected", message: `The server answered ${status}.`, retry: status >= 500 };
}
