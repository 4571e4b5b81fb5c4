import { describe, expect, test } from "vitest";
import { googleUrl, left, localIn, momentsOf, parts, suggestStart, zoneCity, zoneName, zones } from "./event_time";

const utc = (text: string) => Date.parse(`${text}Z`);

test("what is left counts down to nothing, and no further", () => {
  const at = utc("2026-03-28T20:30:00");
  expect(left(at, at - 90_061_000)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 1 });
  expect(left(at, at - 1)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 1 });
  expect(left(at, at + 5_000)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 });
  expect(parts(left(at, at - 86_400_000))).toEqual(["days", "hours", "minutes"]);
  expect(parts(left(at, at - 86_399_000))).toEqual(["hours", "minutes", "seconds"]);
  expect(parts(left(at, at - 3_599_000))).toEqual(["minutes", "seconds"]);
});

describe("what the clocks of a zone show", () => {
  test("and when they show it", () => {
    expect(localIn("Asia/Tokyo", utc("2026-03-28T11:30:00"))).toBe("2026-03-28T20:30");
    expect(localIn("America/New_York", utc("2026-03-28T04:00:00"))).toBe("2026-03-28T00:00");
    expect(momentsOf("2026-03-28T20:30", "Asia/Tokyo")).toEqual([utc("2026-03-28T11:30:00")]);
    expect(momentsOf("2026-03-29T20:30", "Europe/Berlin")).toEqual([utc("2026-03-29T18:30:00")]);
  });

  test("never, where they go forward, and twice, where they go back", () => {
    expect(momentsOf("2026-03-29T02:30", "Europe/Berlin")).toEqual([]);
    expect(momentsOf("2026-03-29T01:59", "Europe/Berlin")).toEqual([utc("2026-03-29T00:59:00")]);
    expect(momentsOf("2026-03-29T03:00", "Europe/Berlin")).toEqual([utc("2026-03-29T01:00:00")]);
    expect(momentsOf("2026-10-25T02:30", "Europe/Berlin")).toEqual([
      utc("2026-10-25T00:30:00"),
      utc("2026-10-25T01:30:00"),
    ]);
  });

  test("nothing that is no time", () => {
    expect(momentsOf("", "Asia/Tokyo")).toEqual([]);
    expect(momentsOf("2026-02-31T99:00", "Asia/Tokyo")).toEqual([]);
  });
});

test("a start that is suggested is a half hour, one hour away at least", () => {
  expect(suggestStart("Asia/Tokyo", utc("2026-03-28T10:05:00"))).toBe("2026-03-28T20:30");
  expect(suggestStart("Asia/Kathmandu", utc("2026-03-28T10:00:00"))).toBe("2026-03-28T16:45");
});

test("zones by their names", () => {
  expect(zones(["Asia/Tokyo"])[0]).toBe("Asia/Tokyo");
  expect(new Set(zones(["Asia/Tokyo", "UTC"])).size).toBe(zones(["Asia/Tokyo", "UTC"]).length);
  expect(zoneName("America/Argentina/Buenos_Aires")).toBe("Buenos Aires, Argentina (America)");
  expect(zoneName("UTC")).toBe("UTC");
  expect(zoneCity("America/Argentina/Buenos_Aires")).toBe("Buenos Aires");
});

test("Google's page is given moments, whatever the title holds", () => {
  const url = new URL(
    googleUrl({
      title: "A & B?#=\u00e9",
      description: "",
      starts_at: "2026-03-28T11:30:00Z",
      duration_minutes: 90,
      url: "https://venue.example/event/1",
    }),
  );
  expect(url.searchParams.get("text")).toBe("A & B?#=\u00e9");
  expect(url.searchParams.get("dates")).toBe("20260328T113000Z/20260328T130000Z");
  expect(url.searchParams.get("details")).toBe("https://venue.example/event/1");
});
