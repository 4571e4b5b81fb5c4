"""What every screen must keep to, judged in the page: nothing sticks out, a thumb hits it, a keyboard gets there."""

from functools import cache
from typing import Final

from playwright.async_api import Page

from tools.paths import WEB

AXE: Final = WEB / "node_modules" / "axe-core" / "axe.min.js"
# By WCAG 2.2 AA; what axe calls serious or critical keeps somebody out.
BARRIERS_JS: Final = """
async () => {
  const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await axe.run(document, { runOnly: standards, resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ target, failureSummary }) =>
      `${id}: ${target.join(" ")}: ${failureSummary.split("\\n")[1]?.trim()}`));
}
"""

# Apple's and WCAG's (2.5.5) size of what a thumb is meant to hit.
TOUCH_PX: Final = 44
# Presses of Tab beyond one for each control: a date has several stops, and the way round leads by the page itself.
TABS_SPARE: Final = 8
# A control that comes and goes, as the one for the sound does with the picture, is met on one of the next ways round.
ROUNDS_MAX: Final = 3

# `screenControls()`: what can be pressed or typed in now, each with the box that counts as its target.
CONTROLS_JS: Final = """
(() => {
  const KINDS = "a[href]:not([href^='#']), button, input, select, textarea, [tabindex='0']";
  const isThere = (element) => {
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    return box.width > 2 && box.height > 2 && element.checkVisibility({ visibilityProperty: true });
  };
  window.screenControls = () => {
    const inside = document.querySelector("dialog:modal") ?? document;
    const found = [...inside.querySelectorAll(KINDS)];
    return found.filter((each) => !each.disabled && !each.closest("[inert]") && isThere(each));
  };
  window.nameControl = (element) => {
    const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
    const words = label.trim().replace(/\\s+/g, " ").slice(0, 40);
    return `${element.tagName.toLowerCase()} "${words}"`;
  };
})()
"""

STICKING_OUT_JS: Final = """
() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .slice(0, 5).map((element) => `${nameControl(element)} sticks out of ${clientWidth} px`);
}
"""

# A target may reach beyond the box that one sees (by a pseudo-element), so small boxes are pressed at their edges.
SMALL_TARGETS_JS: Final = """
async (touch) => {
  const small = [];
  for (const control of screenControls()) {
    if (control.closest("[role=log]") || getComputedStyle(control).display === "inline") continue;
    const marks = control.matches("input[type=radio], input[type=checkbox]");
    const target = (marks && control.closest("label")) || control;
    let box = target.getBoundingClientRect();
    if (box.width >= touch && box.height >= touch) continue;
    target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    box = target.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const reach = touch / 2 - 0.5;
    const hits = (dx, dy) => {
      const hit = document.elementFromPoint(x + dx, y + dy);
      return hit !== null && (target.contains(hit) || hit.contains(control) && hit.matches("label"));
    };
    const wide = box.width >= touch || (hits(-reach, 0) && hits(reach, 0));
    const high = box.height >= touch || (hits(0, -reach) && hits(0, reach));
    const size = `${Math.round(box.width)} × ${Math.round(box.height)} px`;
    if (!wide || !high) small.push(`${nameControl(control)} is ${size}`);
  }
  return small;
}
"""

MISSED_JS: Final = """
() => {
  const groups = new Set([...tabbed].filter((each) => each.type === "radio").map((each) => each.name));
  const reached = (each) => tabbed.has(each) || (each.type === "radio" && groups.has(each.name));
  return due
    .filter((each) => each.isConnected && !reached(each))
    .map((each) => `${nameControl(each)} is not reached by Tab`);
}
"""


async def find_faults(page: Page, *, thumbs: bool) -> list[str]:
    """Everything on the page as it stands that breaks a rule; `thumbs` on a screen that is touched."""
    await page.evaluate(CONTROLS_JS)
    faults: list[str] = await page.evaluate(STICKING_OUT_JS)
    if thumbs:
        faults += await page.evaluate(SMALL_TARGETS_JS, TOUCH_PX)
    return faults + await _beyond_the_keyboard(page)


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


async def find_barriers(page: Page) -> list[str]:
    """What on the page as it stands keeps somebody out who sees, hears or moves otherwise, by axe."""
    await page.evaluate(_axe())
    barriers: list[str] = await page.evaluate(BARRIERS_JS)
    return barriers


async def _beyond_the_keyboard(page: Page) -> list[str]:
    """Controls that Tab does not reach; of a group of radio buttons, one is enough: arrows do the rest."""
    count: int = await page.evaluate(
        """() => {
            document.activeElement?.blur();
            // What only appears while one tabs, as a list scrolls, need not be on the way.
            window.due = screenControls();
            window.tabbed = new Set();
            document.addEventListener("focusin", ({ target }) => tabbed.add(target));
            return due.length;
        }"""
    )
    missed: list[str] = []
    for _ in range(ROUNDS_MAX):
        for _ in range(count + TABS_SPARE):
            await page.keyboard.press("Tab")
        missed = await page.evaluate(MISSED_JS)
        if not missed:
            break
    return missed
