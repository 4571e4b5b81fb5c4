import { fireworks, guitar, moon, tram, whale } from "./grand";
import { type Draw, type Frame, presence, shining, star } from "./kit";
import { aurora, lighthouse, livehouse, night_train, stage_lights } from "./legend";

/** How the gift's own picture behaves while its scene plays. */
export type Hero = "centre" | "crossing" | "swimming" | "landmark" | "sign";

export interface Scene {
  draw: Draw;
  hero: Hero;
  /** The palette as it is where `element` stands. */
  tones: (element: Element) => Frame["tone"];
}

/** For a big gift of an operator's own: sparks from all around. */
const sparks: Draw = (context, frame) => {
  const { width, height, hero, time_s, tone } = frame;
  shining(context, () => {
    for (let index = 0; index < 60; index++) {
      const life = (time_s * 0.55 + index / 60) % 1;
      const turn = index * 2.4;
      const way = 40 + life * Math.hypot(width, height) * 0.45;
      context.globalAlpha = (1 - life) * presence(frame);
      context.fillStyle = tone(index % 2 ? "gold" : "violet", 1);
      star(context, hero.x + Math.cos(turn) * way, hero.y + Math.sin(turn) * way, 4 + 9 * (1 - life));
    }
  });
};

const SCENES: Record<string, { draw: Draw; hero: Hero }> = {
  guitar: { draw: guitar, hero: "centre" },
  moon: { draw: moon, hero: "centre" },
  fireworks: { draw: fireworks, hero: "centre" },
  tram: { draw: tram, hero: "crossing" },
  whale: { draw: whale, hero: "swimming" },
  stage_lights: { draw: stage_lights, hero: "centre" },
  aurora: { draw: aurora, hero: "centre" },
  night_train: { draw: night_train, hero: "sign" },
  lighthouse: { draw: lighthouse, hero: "landmark" },
  livehouse: { draw: livehouse, hero: "landmark" },
};
const UNKNOWN: { draw: Draw; hero: Hero } = { draw: sparks, hero: "centre" };

const tones = (element: Element): Frame["tone"] => {
  const styles = getComputedStyle(element);
  const known = new Map<string, string>();
  return (hue, step = 2) => {
    const name = `--gift-${hue}-${step}`;
    const colour = known.get(name) ?? styles.getPropertyValue(name).trim();
    known.set(name, colour);
    return colour;
  };
};

/** What takes the stage for a gift with this picture. */
export function sceneOf(art: string): Scene {
  const known = Object.hasOwn(SCENES, art) ? SCENES[art] : undefined;
  return { ...(known ?? UNKNOWN), tones };
}
