import { expect, test } from "vitest";
import { chooseFit } from "./fit";

const phone = { width: 390, height: 844 };
const longPhone = { width: 360, height: 840 };
const laptop = { width: 1440, height: 900 };
const besideComments = { width: 1064, height: 900 };

test.each([
  ["upright picture on an upright phone", { width: 720, height: 1280 }, phone, "cover"],
  ["lying picture on an upright phone", { width: 1280, height: 720 }, phone, "contain"],
  ["upright picture on a long phone", { width: 720, height: 1280 }, longPhone, "cover"],
  ["square picture on an upright phone", { width: 720, height: 720 }, phone, "contain"],
  ["lying picture on a laptop", { width: 1280, height: 720 }, laptop, "cover"],
  ["lying picture beside a laptop's comments", { width: 1280, height: 720 }, besideComments, "contain"],
  ["upright picture on a laptop", { width: 720, height: 1280 }, laptop, "contain"],
  ["nothing yet", { width: 0, height: 0 }, phone, "cover"],
] as const)("%s", (_, picture, stage, fit) => {
  expect(chooseFit(picture, stage)).toBe(fit);
});
