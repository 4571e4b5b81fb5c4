import type { Plugin } from "vite";

/**
 * Gives the moq packages' audio worklets an address of our own.
 *
 * They carry the worklet as a string and load it from a `blob:` address, which a content policy could only allow by
 * letting any script do the same. Here the string becomes a file of the build, so that `script-src 'self'` is enough.
 * Fails the build when a package no longer looks as expected, because the sound would be missing without a word;
 * `expected` names those that the build needs.
 */
export function hostedWorklets(expected: readonly string[] = ["capture", "render"]): Plugin {
  const seen = new Set<string>();
  return {
    name: "livehouse-hosted-worklets",
    apply: "build",
    transform: {
      filter: { id: /@moq\/(publish|watch)\/source-[^/]+\.js$/ },
      handler(code, id) {
        const worklet = WORKLET.exec(code);
        const [found, blob, source, , url] = worklet ?? [];
        if (!found || !blob || !source || !url) throw new Error(`${id} carries no worklet where one was expected`);
        const name = id.includes("/publish/") ? "capture" : "render";
        seen.add(name);
        const file = this.emitFile({ type: "asset", name: `${name}-worklet.js`, source: JSON.parse(source) as string });
        return { code: code.replace(found, () => `${blob} = undefined, ${url} = import.meta.ROLLUP_FILE_URL_${file}`) };
      },
    },
    buildEnd(error) {
      const found = [...seen].sort().join(", ");
      if (!error && found !== [...expected].sort().join(", ")) {
        throw new Error(`worklets hosted: ${found || "none"}; expected ${expected.join(", ")}`);
      }
    },
  };
}

/** `u = new Blob(["…"], { type: "application/javascript" }), d = URL.createObjectURL(u)`, as the packages are bundled. */
const WORKLET =
  /(\w+) = new Blob\(\[("(?:[^"\\]|\\.)*")\], \{ type: "(application|text)\/javascript" \}\), (\w+) = URL\.createObjectURL\(\1\)/;
