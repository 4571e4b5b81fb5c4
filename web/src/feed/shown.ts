import { api } from "../net/api";
import { Impressions, type Place } from "./impressions";

/** Of a card at least this much is to be seen. */
const VISIBLE = 0.6;

export const impressions = new Impressions((feed, items) => api.feed.tell(feed, items));
document.addEventListener("visibilitychange", () => (document.hidden ? impressions.sleep() : impressions.wake()));

/** For a card: notes while most of it is to be seen. */
export function seen(place: () => Place | null): (element: Element) => () => void {
  return (element) => {
    let visible: Place | null = null;
    const observer = new IntersectionObserver(
      ([entry]) => {
        const at = entry?.isIntersecting && entry.intersectionRatio >= VISIBLE ? place() : null;
        if (at && !visible) impressions.show(at);
        if (!at && visible) impressions.hide(visible);
        visible = at;
      },
      { threshold: [0, VISIBLE] },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      if (visible) impressions.hide(visible);
    };
  };
}
