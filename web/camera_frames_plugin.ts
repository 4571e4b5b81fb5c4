import type { Plugin } from "vite";

/** As seen from the root of the front end. */
const FRAMES = "/src/media/camera_frames.ts";

/** `new self.MediaStreamTrackProcessor({ track: e }).readable.pipeThrough(r)`, as the package is bundled. */
const PIPED = /new self\.MediaStreamTrackProcessor\(\{ track: (\w+) \}\)\.readable\.pipeThrough\(\w+\)/;

/** Has the moq package read cameras by `src/media/camera_frames.ts`, which says why. Fails the build when it cannot. */
export function keptCameraFrames(): Plugin {
  let replaced = 0;
  return {
    name: "livehouse-kept-camera-frames",
    apply: "build",
    transform: {
      filter: { id: /@moq\/publish\/source-[^/]+\.js$/ },
      handler(code, id) {
        if (!PIPED.test(code)) throw new Error(`${id} reads no camera where that was expected`);
        replaced += 1;
        const kept = code.replace(PIPED, (_, track) => `livehouseCameraFrames(${track})`);
        return { code: `import { cameraFrames as livehouseCameraFrames } from ${JSON.stringify(FRAMES)};\n${kept}` };
      },
    },
    buildEnd(error) {
      if (!error && replaced === 0) throw new Error("nothing reads a camera: this plugin has lost its purpose");
    },
  };
}
