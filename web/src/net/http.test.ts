import { describe, expect, test, vi } from "vitest";
import { ApiError, type Fetch, Http } from "./http";

const answering =
  (status: number, body: string): Fetch =>
  async () =>
    new Response(status === 204 ? null : body, { status });

const failure = (fetch: Fetch) =>
  new Http(fetch).request("GET", "/me").then(
    () => null,
    (error: unknown) => error as ApiError,
  );

describe("a call of the API", () => {
  test("says what it sends: the address, JSON, or a file as it is", async () => {
    const calls: { url: string; init: RequestInit }[] = [];
    const http = new Http(async (url, init) => {
      calls.push({ url, init });
      return new Response("{}");
    });
    await http.request("GET", "/rooms", { query: { topic: "a&b", none: undefined } });
    await http.request("POST", "/rooms", { json: { title: "t" } });
    await http.request("PUT", "/me/avatar", { body: new Blob(["x"], { type: "image/webp" }) });
    expect(calls.map(({ url, init }) => [url, init.method, init.headers])).toEqual([
      ["/api/v1/rooms?topic=a%26b", "GET", undefined],
      ["/api/v1/rooms", "POST", { "content-type": "application/json" }],
      ["/api/v1/me/avatar", "PUT", { "content-type": "image/webp" }],
    ]);
    expect(calls[1]?.init.body).toBe('{"title":"t"}');
  });

  test("an answer without content is none", async () => {
    expect(await new Http(answering(204, "")).request("DELETE", "/sessions/current")).toBeUndefined();
  });

  test("a refusal keeps the server's code, field and details", async () => {
    const body = {
      error: { code: "handle_taken", message: "Taken.", field: "handle", retry: false, details: { a: 1 } },
    };
    const error = await failure(answering(409, JSON.stringify(body)));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: "handle_taken", status: 409, field: "handle", details: { a: 1 } });
  });

  test.each(["<html>", "", "{}", '{"error": null}', '{"error": {"code": 5}}', "null"])(
    "an answer that is not ours (%j) is unexpected, and may be tried again",
    async (body) => {
      expect(await failure(answering(502, body))).toMatchObject({ code: "unexpected", status: 502, retry: true });
    },
  );

  test("good news that cannot be read is no good news", async () => {
    expect(await failure(answering(200, "<html>"))).toMatchObject({ code: "unexpected", status: 200 });
  });

  test("no answer is offline", async () => {
    const error = await failure(() => Promise.reject(new TypeError("failed to fetch")));
    expect(error).toMatchObject({ code: "offline", status: 0, retry: true });
  });

  test.each([
    ["offline", new AbortController().signal],
    ["timeout", AbortSignal.abort()],
  ])("an answer that breaks off in the middle is %s", async (code, timeout) => {
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(timeout);
    const broken = new ReadableStream({
      pull: (stream) => stream.error(new TypeError("network error")),
    });
    const error = await failure(async () => new Response(broken, { status: 200 }));
    vi.restoreAllMocks();
    expect(error).toMatchObject({ code, status: 0, retry: true });
  });

  test("a call that was given up on purpose is no error of the API", async () => {
    const gone = new AbortController();
    gone.abort();
    const call = new Http(() => Promise.reject(new DOMException("", "AbortError"))).request("GET", "/me", {
      signal: gone.signal,
    });
    await expect(call).rejects.not.toBeInstanceOf(ApiError);
  });
});
