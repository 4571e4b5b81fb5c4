import { beforeEach, expect, test, vi } from "vitest";
import { emptyDraft } from "./draft";

const { eventsApi } = vi.hoisted(() => ({ eventsApi: { mine: vi.fn(), beginWith: vi.fn() } }));

vi.mock("../../i18n/index.svelte", () => ({ t: (key: string) => key, lookUp: () => undefined }));
vi.mock("../../net/events_api", () => ({ eventsApi }));

const { EventOffer } = await import("./event_offer.svelte");

const due = { id: "e", title: "Songs", topic: "music", audience: "followers", starts_at: "2026-03-14T20:00:00Z" };

beforeEach(() => {
  eventsApi.mine.mockReset().mockResolvedValue({ hosting: [due], going: [], due });
  eventsApi.beginWith.mockReset().mockResolvedValue(due);
});

test("what was said of the event is said of the LIVE, and of the room that is made", async () => {
  const offer = new EventOffer();
  const draft = { ...emptyDraft, title: "Just talk", topic: "talk" };
  await offer.look(draft);
  expect(draft).toMatchObject({ title: "Songs", topic: "music", audience: "followers" });
  expect(offer.kept(draft)).toMatchObject({ title: "Just talk", topic: "talk", audience: "everyone" });
  await offer.begin("r");
  expect(eventsApi.beginWith).toHaveBeenCalledWith("e", "r");
});

test("a LIVE that is to be something else is about what it was before, and begins no event", async () => {
  const offer = new EventOffer();
  const draft = { ...emptyDraft, title: "Just talk" };
  await offer.look(draft);
  offer.release(draft);
  expect(draft.title).toBe("Just talk");
  await offer.begin("r");
  expect(eventsApi.beginWith).not.toHaveBeenCalled();
  offer.take(draft);
  expect(draft.title).toBe("Songs");
});

test("nothing is offered where nothing is due, nor where nobody can tell", async () => {
  const offer = new EventOffer();
  const draft = { ...emptyDraft, title: "Just talk" };
  eventsApi.mine.mockResolvedValueOnce({ hosting: [due], going: [], due: null });
  await offer.look(draft);
  eventsApi.mine.mockRejectedValueOnce(new Error("offline"));
  await offer.look(draft);
  expect([offer.due, offer.taken, draft.title]).toEqual([null, false, "Just talk"]);
});
