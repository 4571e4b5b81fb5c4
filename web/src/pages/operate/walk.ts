/** Keys that go through a list: J and the arrow down to the next, K and the arrow up to the one before. */
export function stepOf(event: KeyboardEvent): -1 | 0 | 1 {
  if (event.metaKey || event.ctrlKey || event.altKey) return 0;
  const { target } = event;
  if (target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]")) return 0;
  if (event.key === "j" || event.key === "ArrowDown") return 1;
  return event.key === "k" || event.key === "ArrowUp" ? -1 : 0;
}

/** The id that lies `step` from `current` in the list; the first or last where nothing is chosen. */
export function walk(ids: readonly string[], current: string | null, step: -1 | 1): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return (step > 0 ? ids.at(0) : ids.at(-1)) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))] ?? null;
}
