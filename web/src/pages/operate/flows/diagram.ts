/**
 * Where the people of a suspicious flow stand in its picture, and the arrows between them. Pure, in units of the
 * picture's own.
 */

export interface Member {
  id: string;
  part: "sender" | "recipient" | "member";
}

/** What one gave another in all. */
export interface Link {
  from: string;
  to: string;
  coins: number;
}

export interface Spot {
  id: string;
  x: number;
  y: number;
  label: { x: number; y: number; anchor: "start" | "middle" | "end" };
}

export interface Arrow {
  from: string;
  to: string;
  /** The line's path, and the corners of its head. */
  line: string;
  head: string;
  width: number;
}

export interface Diagram {
  width: number;
  height: number;
  spots: Spot[];
  arrows: Arrow[];
  /** How many had no room. */
  hidden: number;
}

interface Point {
  x: number;
  y: number;
}

export const SPOT_RADIUS = 16;
const WIDTH = 340;
/** On a circle of this size so many still have room for their names. */
const RING_RADIUS = 84;
const RING_MAX = 12;
const ROW = 44;
const ROWS_MAX = 8;
const LABEL_GAP = 6;
const LABEL_HEIGHT = 12;
/** Of the width, a name beside its spot. */
const LABEL_WIDTH = 84;
const LINE_MIN = 1.25;
const LINE_MAX = 4.5;
const HEAD = 8;
/** Between a spot and the tip of an arrow. */
const AIR = 3;
/** How far a line bends, as a part of its length: what goes there and back is two lines. */
const BEND = 0.16;

export function drawFlow(members: readonly Member[], links: readonly Link[]): Diagram {
  const recipient = members.find(({ part }) => part === "recipient");
  return recipient ? drawFan(members, recipient, links) : drawRing(members, links);
}

/** All in a circle, clockwise from the top, each beside the one to whom they gave most. */
function drawRing(members: readonly Member[], links: readonly Link[]): Diagram {
  const order = inOrder(members.map(({ id }) => id).slice(0, RING_MAX), links);
  const edge = SPOT_RADIUS + LABEL_GAP + LABEL_HEIGHT;
  const spots = order.map((id, at): Spot => {
    const angle = (2 * Math.PI * at) / order.length - Math.PI / 2;
    const out = { x: round(Math.cos(angle)), y: round(Math.sin(angle)) };
    const spot = { x: round(WIDTH / 2 + RING_RADIUS * out.x), y: round(edge + RING_RADIUS * (1 + out.y)) };
    return { id, ...spot, label: labelOf(spot, out) };
  });
  // Three stand on a smaller height than four.
  const height = Math.max(...spots.map(({ y }) => y)) + edge;
  return { width: WIDTH, height, spots, arrows: arrowsOf(spots, links, BEND), hidden: members.length - order.length };
}

function labelOf(spot: Point, out: Point): Spot["label"] {
  const gap = SPOT_RADIUS + LABEL_GAP;
  if (Math.abs(out.x) > 0.3) {
    const side = Math.sign(out.x);
    return { x: round(spot.x + side * gap), y: round(spot.y + LABEL_HEIGHT / 3), anchor: side > 0 ? "start" : "end" };
  }
  const below = out.y > 0;
  return { x: spot.x, y: round(below ? spot.y + gap + LABEL_HEIGHT / 2 : spot.y - gap), anchor: "middle" };
}

/** Those who gave below each other, and across from them the one who was given. */
function drawFan(members: readonly Member[], recipient: Member, links: readonly Link[]): Diagram {
  const senders = members.filter(({ id }) => id !== recipient.id);
  const shown = senders.slice(0, ROWS_MAX);
  const height = Math.max(2, shown.length) * ROW;
  const above = (height - shown.length * ROW) / 2;
  const spots = shown.map(({ id }, at): Spot => {
    const spot = { x: SPOT_RADIUS + AIR + LABEL_WIDTH, y: above + ROW * (at + 0.5) };
    return { id, ...spot, label: labelOf(spot, { x: -1, y: 0 }) };
  });
  const to = { x: WIDTH - LABEL_WIDTH - SPOT_RADIUS - AIR, y: height / 2 };
  spots.push({ id: recipient.id, ...to, label: labelOf(to, { x: 1, y: 0 }) });
  return { width: WIDTH, height, spots, arrows: arrowsOf(spots, links, 0), hidden: senders.length - shown.length };
}

/** From the first on, each time the one to whom most was given of those who are left. */
export function inOrder(ids: readonly string[], links: readonly Link[]): string[] {
  const left = new Set(ids);
  const order: string[] = [];
  let [last] = ids;
  while (last !== undefined) {
    order.push(last);
    left.delete(last);
    const from = last;
    const next = links.filter((link) => link.from === from && left.has(link.to)).sort((a, b) => b.coins - a.coins)[0];
    last = next?.to ?? [...left][0];
  }
  return order;
}

function arrowsOf(spots: readonly Spot[], links: readonly Link[], bend: number): Arrow[] {
  const places = new Map(spots.map((spot) => [spot.id, spot]));
  const shown = links.filter(({ from, to }) => from !== to && places.has(from) && places.has(to));
  const most = Math.max(1, ...shown.map(({ coins }) => coins));
  return shown.map((link) => {
    const [from, to] = [places.get(link.from), places.get(link.to)] as [Spot, Spot];
    const width = round(LINE_MIN + (LINE_MAX - LINE_MIN) * Math.max(0, link.coins / most));
    return { from: link.from, to: link.to, width, ...arrow(from, to, bend) };
  });
}

/** A line that bends to its left, from the edge of one spot to that of the other, and its head. */
function arrow(from: Point, to: Point, bend: number): Pick<Arrow, "line" | "head"> {
  const by = {
    x: (from.x + to.x) / 2 + (to.y - from.y) * bend,
    y: (from.y + to.y) / 2 - (to.x - from.x) * bend,
  };
  const start = towards(from, by, SPOT_RADIUS + AIR);
  const tip = towards(to, by, SPOT_RADIUS + AIR);
  const base = towards(tip, by, HEAD);
  const side = { x: (tip.y - base.y) / 2, y: (base.x - tip.x) / 2 };
  const corners = [tip, { x: base.x + side.x, y: base.y + side.y }, { x: base.x - side.x, y: base.y - side.y }];
  return {
    line: `M${write(start)}Q${write(by)} ${write(base)}`,
    head: corners.map(write).join(" "),
  };
}

/** The point that lies so far from `from` on the way to `to`. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * distance) / length, y: from.y + ((to.y - from.y) * distance) / length };
}

function write({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
