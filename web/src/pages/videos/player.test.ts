// @vitest-environment jsdom
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Player } from "./player.svelte";

vi.mock("../../ui/motion.svelte", () => ({ calm: { current: false } }));

const element = (error: object | null) =>
  ({ error, currentTime: 0, load: vi.fn() }) as unknown as HTMLVideoElement & { load: ReturnType<typeof vi.fn> };

let player: Player;

beforeEach(() => {
  player = new Player();
});

describe("a video that could not be loaded", () => {
  test("while it was only a neighbour is loaded anew when it is its turn", () => {
    const broken = element({ code: 4 });
    player.attach(broken);
    expect(broken.load).toHaveBeenCalledOnce();
  });

  test("goes on where it stopped, and is not shown as failed meanwhile", () => {
    const broken = element(null);
    player.attach(broken);
    expect(broken.load).not.toHaveBeenCalled();
    player.position_s = 7;
    player.failed = true;
    Object.assign(broken, { error: { code: 2 } });
    expect(player.comeBack()).toBe(true);
    expect([broken.currentTime, player.failed]).toEqual([7, false]);
  });

  test("one that plays is left alone", () => {
    player.attach(element(null));
    expect(player.comeBack()).toBe(false);
  });
});
