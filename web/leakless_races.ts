import type { Plugin } from "vite";

/** As seen from the root of the front end. */
const RACE = "/src/media/race.ts";

/** Lets the moq packages race by `src/media/race.ts`, which says why. Fails the build when there is nothing to replace. */
export function leaklessRaces(): Plugin {
  let replaced = 0;
  return {
    name: "livehouse-leakless-races",
    apply: "build",
    transform: {
      filter: { id: /\/node_modules\/@moq\/.*\.js$/, code: "Promise.race(" },
      handler(code) {
        replaced += 1;
        const raced = code.replaceAll("Promise.race(", "livehouseRace(");
        return { code: `import { race as livehouseRace } from ${JSON.stringify(RACE)};\n${raced}` };
      },
    },
    buildEnd(error) {
      if (!error && replaced === 0) throw new Error("the moq packages hold no races: this plugin has lost its purpose");
    },
  };
}
