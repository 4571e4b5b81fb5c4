import { build, type Plugin, type ResolvedConfig } from "vite";

/**
 * Builds the service worker beside the app, from `src/sw/worker.ts` into `/sw.js`: one file that needs no other, since
 * not every browser takes a worker of modules.
 */
export function serviceWorker(): Plugin {
  let app: ResolvedConfig;
  return {
    name: "livehouse-service-worker",
    apply: "build",
    configResolved(config) {
      app = config;
    },
    async closeBundle() {
      await build({
        configFile: false,
        root: app.root,
        logLevel: "warn",
        build: {
          outDir: app.build.outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          target: "es2022",
          rolldownOptions: { input: "src/sw/worker.ts", output: { format: "iife", entryFileNames: "sw.js" } },
        },
      });
    },
  };
}
