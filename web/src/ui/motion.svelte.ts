import { MediaQuery } from "svelte/reactivity";

/** Whether the person asked for less motion; then nothing moves that does not have to. */
export const calm = new MediaQuery("(prefers-reduced-motion: reduce)");

/** A screen as wide as a laptop's; the same 60rem as in the styles. */
export const wideScreen = new MediaQuery("(width >= 60rem)");

/** The milliseconds of a duration in tokens.css; 0 where motion is unwanted. */
export function duration(token: "quick" | "base" | "slow"): number {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
  const amount = Number.parseFloat(value) || 0;
  return value.endsWith("ms") ? amount : amount * 1000;
}
