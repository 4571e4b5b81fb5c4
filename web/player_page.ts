import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, type Plugin, type ResolvedConfig } from "vite";
import { hostedWorklets } from "./hosted_worklets.ts";
import { leaklessRaces } from "./leakless_races.ts";

/**
 * Builds the player for other sites' pages beside the app, from `embed.html`.
 *
 * It is a build of its own: whoever shows a player in their page gets the player and nothing of the app, which in one
 * build would share files with it.
 */
export function playerPage(): Plugin {
  let app: ResolvedConfig;
  return {
    name: "livehouse-player-page",
    apply: "build",
    configResolved(config) {
      app = config;
    },
    async closeBundle() {
      await build({
        configFile: false,
        root: app.root,
        logLevel: "warn",
        plugins: [svelte(), hostedWorklets(["render"]), leaklessRaces()],
        build: {
          outDir: app.build.outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          target: "es2022",
          assetsInlineLimit: 0,
          modulePreload: { polyfill: false },
          // From it the server names in the page's head what the player needs, as it does for the app.
          manifest: "player_parts.json",
          rolldownOptions: { input: "embed.html" },
        },
      });
    },
  };
}
