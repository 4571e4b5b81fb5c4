import { expect, test } from "vitest";
import { AREAS } from "../testing/all_messages";

const SOURCES = import.meta.glob<string>(["../**/*.{ts,svelte}", "!../**/*.test.ts", "!../testing/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const STATIC = /^\s*(?:import|export)\s+(?!type\b)(?:[^"';]*?from\s+)?"(\.[^"]+)"/gm;
const DYNAMIC = /\bimport\("(\.[^"]+)"\)/g;
const ENDINGS = ["", ".ts", ".svelte.ts", "/index.ts"];

/** The file that an import names, as the glob above calls it. */
function resolve(from: string, name: string): string | undefined {
  const path = new URL(name, new URL(from, "file:///src/i18n/")).pathname;
  const relative = path.startsWith("/src/i18n/") ? path.replace("/src/i18n/", "./") : path.replace("/src/", "../");
  return ENDINGS.map((ending) => relative + ending).find((file) => file in SOURCES);
}

function imports(file: string, kind: RegExp): string[] {
  const names = [...(SOURCES[file] ?? "").matchAll(kind)].map(([, name]) => name as string);
  return names.flatMap((name) => resolve(file, name) ?? []);
}

/** All files that come with this one. */
function closure(root: string): Set<string> {
  const found = new Set([root]);
  for (const file of found) for (const next of imports(file, STATIC)) found.add(next);
  return found;
}

/** What is fetched by itself: the first bundle, and each part that comes when it is needed. */
function roots(): Set<string> {
  const found = new Set(["../start.ts"]);
  for (const root of found) {
    for (const file of closure(root)) for (const next of imports(file, DYNAMIC)) found.add(next);
  }
  return found;
}

const isCatalogue = (file: string) => /^\.\/\w+\.(en|ja)\.ts$/.test(file);

const SAID = new Map<string, string[]>();

/** The areas of which a file says something, as far as its keys can be read off it. Most files belong to many roots. */
function said(file: string): string[] {
  const known = SAID.get(file) ?? readAreas(file);
  SAID.set(file, known);
  return known;
}

function readAreas(file: string): string[] {
  const text = SOURCES[file] ?? "";
  const beginnings = [...text.matchAll(/`([a-z][\w.]*\.)\$\{/gi)].map(([, beginning]) => beginning as string);
  return Object.entries(AREAS).flatMap(([area, [messages]]) => {
    const key = Object.keys(messages).find((each) => text.includes(`"${each}"`));
    const begun = Object.keys(messages).find((each) => beginnings.some((beginning) => each.startsWith(beginning)));
    return key || begun ? [area] : [];
  });
}

test("the first bundle has no area's catalogue", () => {
  const first = closure("../start.ts");
  expect(first.size).toBeGreaterThan(50);
  expect([...first].filter(isCatalogue)).toEqual([]);
});

test("whatever a page says comes with it, or with the first bundle", () => {
  const found = roots();
  expect(found.size).toBeGreaterThan(12);
  const missing: string[] = [];
  for (const root of found) {
    const files = closure(root);
    for (const file of files) {
      if (isCatalogue(file)) continue;
      for (const area of said(file)) if (!files.has(`./${area}.ts`)) missing.push(`${root}: ${file} says ${area}`);
    }
  }
  expect(missing).toEqual([]);
});
