import { svelte } from "@sveltejs/vite-plugin-svelte";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";
import { keptCameraFrames } from "./camera_frames_plugin.ts";
import { hostedWorklets } from "./hosted_worklets.ts";
import { leaklessRaces } from "./leakless_races.ts";
import { playerPage } from "./player_page.ts";
import { serviceWorker } from "./service_worker.ts";

/** What all pages stand on. */
const SHARED =
  /\/node_modules\/svelte\/|\/src\/(ui|net(?!\/\w+_api\.)|state(?!\/replay_)|session|router|shell|styles(?!\/gift_)|text)\//;
/** Of the messages those that any page may say; an area's come with its pages. */
const COMMON_MESSAGES = /\/src\/i18n\/(en|ja|explain|facts|index\.svelte|message)\.ts/;

export default defineConfig(({ mode }) => {
  // `npm run dev` talks to a server that runs beside it; which one is said by the environment.
  const { LIVEHOUSE_PORT: port = "8000" } = loadEnv(mode, ".", "LIVEHOUSE_");
  const server = `http://127.0.0.1:${port}`;

  return {
    plugins: [svelte(), hostedWorklets(), keptCameraFrames(), leaklessRaces(), playerPage(), serviceWorker()],
    build: {
      outDir: "../src/livehouse/static",
      emptyOutDir: true,
      target: "es2022",
      // The content policy allows fonts and pictures from our own address only, so nothing is inlined as data:.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // From it the server names what a page needs in the page's head, so that it is fetched all at once.
      manifest: "parts.json",
      rolldownOptions: {
        output: {
          // Left to itself the build cuts what pages share into two dozen files, each of which a first visit waits for.
          codeSplitting: {
            groups: [
              {
                name: "base",
                test: (file) => SHARED.test(file) || COMMON_MESSAGES.test(file),
              },
              { name: "room", test: /\/src\/room\// },
            ],
          },
        },
      },
    },
    server: {
      proxy: {
        "/api": { target: server, ws: true },
        "/certificate.sha256": server,
        "/healthz": server,
      },
    },
    test: {
      include: ["src/**/*.test.ts"],
      // These import folders of each other, which bundlers can follow and Node cannot.
      server: { deps: { inline: [/@moq\//] } },
      environment: "node",
      // A process for each file takes a fifth longer.
      pool: "threads",
      // Left to itself it leaves one processor free, which is half of a small machine.
      maxWorkers: "100%",
      // A test reads what the palette of gifts has.
      css: { include: /\/gift_\w+\.css/ },
    },
  };
});
