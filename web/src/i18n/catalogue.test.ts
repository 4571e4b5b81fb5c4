import { expect, test } from "vitest";
import { ALL_EN } from "../testing/all_messages";
import { jaErrors } from "./ja_errors";

const server = import.meta.glob<string>("../../../src/livehouse/**/*.py", {
  query: "?raw",
  import: "default",
  eager: true,
});
const pages = import.meta.glob<string>(
  ["../**/*.{ts,svelte}", "!../i18n/*.{en,ja}.ts", "!../i18n/{en,ja}.ts", "!../**/*.test.ts"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

test("every refusal that the server has a code for can be read in Japanese", () => {
  const codes = Object.values(server).flatMap((text) =>
    [...text.matchAll(/^ {4}code = "(\w+)"/gm)].map(([, code]) => code as string),
  );
  expect(codes).toContain("handle_taken");
  expect(codes.filter((code) => !Object.hasOwn(jaErrors, code))).toEqual([]);
});

test("every message of the catalogue is said somewhere", () => {
  const text = Object.values(pages).join("\n");
  // Keys that are put together at run time begin with one of these.
  const beginnings = [...text.matchAll(/`([a-z][\w.]*\.)\$\{/gi)].map(([, beginning]) => beginning as string);
  // Read once: to look through all pages for each message takes seconds.
  const said = new Set([...text.matchAll(/"([\w.-]+)"/g)].map(([, key]) => key));
  const unsaid = Object.keys(ALL_EN).filter(
    (key) => !said.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
  );
  expect(unsaid).toEqual([]);
});
