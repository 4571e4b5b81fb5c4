import { afterEach, expect, test } from "vitest";
import { StageDoor } from "./stage_door";

const doors: StageDoor[] = [];

/** A page on the stage of `room`, or on none. */
function page(room: string | null) {
  const state = { room };
  const door = new StageDoor((asked) => {
    if (state.room !== asked) return false;
    state.room = null;
    return true;
  });
  doors.push(door);
  return { state, door };
}

afterEach(() => {
  for (const door of doors.splice(0)) door.close();
});

test("the page that was on the stage leaves it before the new one enters", async () => {
  const old = page("a");
  const other = page("b");
  const began_ms = performance.now();
  await page(null).door.enter("a");
  expect(old.state.room).toBeNull();
  expect(other.state.room).toBe("b");
  expect(performance.now() - began_ms).toBeLessThan(300);
});

test("with nobody there, one enters all the same", async () => {
  await page(null).door.enter("a");
});

test("a page that has gone asks nobody to leave", async () => {
  const old = page("a");
  const { door } = page(null);
  door.close();
  await door.enter("a");
  expect(old.state.room).toBe("a");
});
