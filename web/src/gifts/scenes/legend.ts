import { beam, chance, clear, type Draw, dot, ease, type Frame, glow, presence, shining, star, stars } from "./kit";

const HUES = ["red", "gold", "sky", "violet", "leaf"];
const hueOf = (index: number) => HUES[index % HUES.length] ?? "gold";

/** A rig of lamps goes on, one after another, and sweeps the whole house. */
export const stage_lights: Draw = (context, frame) => {
  const { width, height, progress, time_s, tone } = frame;
  const lamps = Math.max(6, Math.round(width / 110));
  shining(context, () => {
    for (let index = 0; index < lamps; index++) {
      const on = ease(progress, index * 0.025, index * 0.025 + 0.06) * (1 - ease(progress, 0.88, 1));
      const x = ((index + 0.5) / lamps) * width;
      const turn = 0.55 * Math.sin(time_s * 1.9 + index * 0.9) * (index % 2 ? 1 : -1);
      const strobe = progress > 0.55 && progress < 0.8 ? 0.55 + 0.45 * Math.sign(Math.sin(time_s * 18 + index)) : 1;
      context.globalAlpha = 0.55 * on * strobe;
      beam(context, x, -10, turn, { spread: 0.13, length: height * 1.05, colour: tone(hueOf(index), 2) });
      context.globalAlpha = on;
      glow(context, x, 4, 46, tone(hueOf(index), 1));
    }
    for (let index = 0; index < 60; index++) {
      const life = (time_s * 0.12 + chance(index, 1)) % 1;
      context.globalAlpha = 0.5 * Math.sin(life * Math.PI) * presence(frame);
      context.fillStyle = tone("chalk", 1);
      const x = chance(index, 2) * width + Math.sin(time_s + index) * 18;
      dot(context, x, height * (1 - life), 0.8 + 1.6 * chance(index, 3));
    }
  });
};

/** Curtains of light over the whole sky. */
export const aurora: Draw = (context, frame) => {
  const { width, height, hero, time_s, tone } = frame;
  const night = context.createLinearGradient(0, 0, 0, height);
  night.addColorStop(0, tone("night", 3));
  night.addColorStop(0.75, tone("night", 2));
  night.addColorStop(1, clear(tone("night", 2)));
  context.globalAlpha = 0.85 * presence(frame);
  context.fillStyle = night;
  context.fillRect(0, 0, width, height);
  stars(context, frame, 80);
  shining(context, () => {
    curtain(context, frame, { hue: "violet", foot: 0.4, rate: 0.5, salt: 2.1 });
    curtain(context, frame, { hue: "leaf", foot: 0.52, rate: 0.75, salt: 0 });
    curtain(context, frame, { hue: "leaf", foot: 0.33, rate: 0.62, salt: 4.4 });
    context.globalAlpha = 0.16 * presence(frame) * (1 + 0.3 * Math.sin(time_s * 2));
    glow(context, hero.x, hero.y, width * 0.7, tone("leaf", 2));
  });
};

const STRIP_PX = 4;
const VEIL_PX = 256;
/** One strip of each curtain, painted once: from it all others are drawn, longer or shorter. */
const veils = new Map<string, HTMLCanvasElement>();

function veilOf(hue: string, { tone }: Frame): HTMLCanvasElement {
  const key = `${hue}/${tone(hue, 2)}`;
  const known = veils.get(key);
  if (known) return known;
  const made = document.createElement("canvas");
  [made.width, made.height] = [1, VEIL_PX];
  const context = made.getContext("2d");
  const light = context?.createLinearGradient(0, 0, 0, VEIL_PX);
  if (context && light) {
    light.addColorStop(0, clear(tone(hue, 3)));
    light.addColorStop(0.55, tone(hue, 3));
    light.addColorStop(0.9, tone(hue, 2));
    light.addColorStop(0.97, tone(hue, 1));
    light.addColorStop(1, clear(tone(hue, 1)));
    context.fillStyle = light;
    context.fillRect(0, 0, 1, VEIL_PX);
  }
  veils.set(key, made);
  return made;
}

function curtain(
  context: CanvasRenderingContext2D,
  frame: Frame,
  { hue, foot, rate, salt }: { hue: string; foot: number; rate: number; salt: number },
): void {
  const { width, height, time_s } = frame;
  const veil = veilOf(hue, frame);
  for (let x = 0; x < width; x += STRIP_PX) {
    const u = x / Math.max(width, 600);
    const sway = Math.sin(u * 6 + time_s * rate * 2 + salt) + 0.5 * Math.sin(u * 13 - time_s * rate * 3 + salt * 2);
    const ray = 0.5 + 0.5 * Math.sin(u * 60 + Math.sin(u * 21 + time_s * 2) * 4 + salt);
    const tall = height * 0.44 * (0.75 + 0.35 * ray);
    context.globalAlpha = (0.32 + 0.55 * ray) * (0.75 + 0.25 * Math.sin(u * 7 - time_s * 2 + salt)) * presence(frame);
    context.drawImage(veil, x, height * (foot + sway * 0.06) - tall, STRIP_PX, tall);
  }
}

const CARS = 5;

/** An express of sleeping cars runs through the whole picture, with lit windows, under the stars. */
export const night_train: Draw = (context, frame) => {
  const { width, hero, progress, time_s, tone } = frame;
  stars(context, frame, 70);
  const tall = hero.size * 0.44;
  const long = tall * 2.5;
  const whole = long * CARS;
  const ground = hero.y + hero.size * 0.46;
  const head = -long * 0.2 + ease(progress, -0.25, 1.12) * (width + whole + long * 0.4) * 1.06;
  context.globalAlpha = presence(frame);
  rails(context, frame, ground);
  for (let index = 0; index < CARS; index++) {
    const x = head - (index + 1) * long;
    if (x > width + long || x < -long * 2) continue;
    car(context, frame, {
      x,
      y: ground - tall + Math.sin(time_s * 22 + index * 2),
      long: long * 0.97,
      tall,
      engine: index === 0,
    });
  }
  shining(context, () => {
    context.globalAlpha = 0.75 * presence(frame);
    beam(context, head - 6, ground - tall * 0.3, -Math.PI / 2 + 0.04, {
      spread: 0.17,
      length: width,
      colour: tone("gold", 2),
    });
    glow(context, head - 6, ground - tall * 0.3, tall * 0.7, tone("gold", 1));
    // Dust of stars in its wake.
    for (let index = 0; index < 70; index++) {
      const x = head - whole * 1.25 * chance(index, 1);
      const life = (time_s * 0.8 + chance(index, 2)) % 1;
      context.globalAlpha = (1 - life) * 0.9 * presence(frame);
      context.fillStyle = tone(index % 3 ? "gold" : "sky", 1);
      star(context, x - life * 60, ground - tall - 6 - life * 90 * chance(index, 3), 2 + 5 * chance(index, 4));
    }
  });
};

function rails(context: CanvasRenderingContext2D, { width, tone }: Frame, ground: number): void {
  context.fillStyle = tone("night", 3);
  context.fillRect(0, ground + 8, width, 10);
  context.fillStyle = tone("steel", 2);
  context.fillRect(0, ground + 6, width, 3);
  context.fillStyle = tone("wood", 3);
  for (let x = 4; x < width; x += 26) context.fillRect(x, ground + 12, 14, 5);
}

function car(
  context: CanvasRenderingContext2D,
  { tone, time_s }: Frame,
  { x, y, long, tall, engine }: { x: number; y: number; long: number; tall: number; engine: boolean },
): void {
  const nose = engine ? tall * 0.75 : 0;
  const paint = context.createLinearGradient(0, y, 0, y + tall);
  paint.addColorStop(0, tone("sky", 2));
  paint.addColorStop(0.3, tone("sky", 3));
  paint.addColorStop(1, tone("night", 2));
  context.fillStyle = paint;
  context.beginPath();
  context.moveTo(x, y + tall);
  context.lineTo(x, y + tall * 0.16);
  context.quadraticCurveTo(x, y, x + tall * 0.16, y);
  context.lineTo(x + long - nose, y);
  if (engine) context.bezierCurveTo(x + long - nose * 0.3, y, x + long, y + tall * 0.4, x + long, y + tall * 0.78);
  else context.quadraticCurveTo(x + long, y, x + long, y + tall * 0.16);
  context.lineTo(x + long, y + tall);
  context.fill();
  context.fillStyle = tone("gold", 2);
  context.fillRect(x, y + tall * 0.64, long - nose * 0.08, tall * 0.07);
  context.fillStyle = tone("chalk", 2);
  context.fillRect(x, y + tall * 0.74, long - nose * 0.04, tall * 0.025);
  const windows = engine ? 4 : 6;
  const step = (long - nose) / windows;
  for (let index = 0; index < windows; index++) {
    const lit = chance(Math.round(index + windows * 3), Math.floor(time_s * 0.8)) > 0.06;
    context.fillStyle = lit ? tone("gold", index % 3 ? 1 : 2) : tone("night", 3);
    context.beginPath();
    context.roundRect(x + step * (index + 0.18), y + tall * 0.22, step * 0.64, tall * 0.32, tall * 0.06);
    context.fill();
  }
  if (engine) {
    context.fillStyle = tone("gold", 1);
    context.beginPath();
    context.moveTo(x + long - nose * 0.9, y + tall * 0.2);
    context.quadraticCurveTo(x + long - nose * 0.3, y + tall * 0.22, x + long - nose * 0.14, y + tall * 0.54);
    context.lineTo(x + long - nose * 0.9, y + tall * 0.54);
    context.fill();
    context.fillStyle = tone("red", 2);
    star(context, x + long - nose * 0.5, y + tall * 0.78, tall * 0.14);
  }
  context.fillStyle = tone("ink", 1);
  context.fillRect(x + long * 0.06, y + tall, long * 0.86, tall * 0.06);
  for (const part of [0.14, 0.26, 0.72, 0.84]) {
    context.fillStyle = tone("steel", 3);
    dot(context, x + long * part, y + tall + 2, tall * 0.1);
    context.fillStyle = tone("steel", 1);
    dot(context, x + long * part, y + tall + 2, tall * 0.04);
  }
}

/** A landmark's picture is that much larger than others' (`.landmark` in Spectacle.svelte). */
const LANDMARK = 1.12;

/** The beam goes around over a dark sea. */
export const lighthouse: Draw = (context, frame) => {
  const { width, height, hero, time_s, tone } = frame;
  const size = hero.size * LANDMARK;
  const [x, y] = [hero.x, hero.y - size * 0.23];
  stars(context, frame, 60, 0.6);
  const turn = time_s * 1.6;
  shining(context, () => {
    for (const side of [0, Math.PI]) {
      // Seen from the side a beam that goes around is long when it lies across, and a flash when it looks at us.
      const across = Math.cos(turn + side);
      const towards = Math.max(0, Math.sin(turn + side));
      context.globalAlpha = (0.35 + 0.5 * Math.abs(across)) * presence(frame);
      beam(context, x, y, across > 0 ? -Math.PI / 2 : Math.PI / 2, {
        spread: 0.12 + 0.3 * towards * Math.abs(across),
        length: Math.max(1, Math.abs(across) * Math.max(width, 700)),
        colour: tone("gold", 1),
      });
      context.globalAlpha = towards ** 6 * 0.85 * presence(frame);
      glow(context, x, y, Math.max(width, height) * 0.75, tone("gold", 1));
    }
  });
  const sea = hero.y + size * 0.36;
  for (let row = 0; row < 5; row++) {
    context.globalAlpha = (0.75 - row * 0.12) * presence(frame);
    context.fillStyle = tone(row % 2 ? "sky" : "night", row % 2 ? 3 : 2);
    context.beginPath();
    context.moveTo(0, height);
    for (let at = 0; at <= width + 20; at += 20) {
      const wave = Math.sin(at * 0.018 + time_s * (1.4 + row * 0.3) + row * 2) * (4 + row * 2);
      context.lineTo(at, sea + row * 16 + wave);
    }
    context.lineTo(width, height);
    context.fill();
  }
  // Further down the sea is the picture again.
  const fade = context.createLinearGradient(0, sea, 0, height);
  fade.addColorStop(0.25, clear(tone("ink", 1)));
  fade.addColorStop(0.7, tone("ink", 1));
  context.globalCompositeOperation = "destination-out";
  context.globalAlpha = 1;
  context.fillStyle = fade;
  context.fillRect(0, sea, width, height - sea);
  context.globalCompositeOperation = "source-over";
};

/** The doors open: light falls out of them, and the whole house is confetti. */
export const livehouse: Draw = (context, frame) => {
  const { width, height, hero, progress, time_s, tone } = frame;
  const [x, y] = [hero.x, hero.y + hero.size * 0.2];
  const open = ease(progress, 0.08, 0.35) * (1 - ease(progress, 0.9, 1));
  const rays = 18;
  shining(context, () => {
    for (let index = 0; index < rays; index++) {
      context.globalAlpha = (0.16 + 0.12 * Math.sin(time_s * 3 + index * 1.7)) * open;
      beam(context, x, y, (index / rays) * Math.PI * 2 + time_s * 0.22, {
        spread: 0.075,
        length: Math.hypot(width, height) * 0.62,
        colour: tone(index % 3 ? "gold" : "red", index % 2 ? 1 : 2),
      });
    }
    context.globalAlpha = 0.7 * open;
    glow(context, x, y, Math.min(width, height) * 0.6, tone("gold", 2));
  });
  for (let index = 0; index < 120; index++) {
    const age_s = time_s - 0.5 - 0.6 * chance(index, 1);
    if (age_s < 0) continue;
    const turn = -Math.PI / 2 + (chance(index, 2) - 0.5) * 2.6;
    const speed = (0.55 + 0.75 * chance(index, 3)) * Math.max(width, height) * 0.75;
    const slowed = 1 - Math.exp(-age_s * 1.9);
    const px = x + (Math.cos(turn) * speed * slowed) / 1.9 + Math.sin(time_s * 3 + index) * 12;
    const py = y + (Math.sin(turn) * speed * slowed) / 1.9 + 95 * age_s * age_s;
    context.save();
    context.translate(px, py);
    context.rotate(time_s * (2 + 5 * chance(index, 4)) + index);
    context.scale(1, Math.cos(time_s * (5 + 4 * chance(index, 5)) + index));
    context.globalAlpha = 1 - ease(progress, 0.8, 1);
    context.fillStyle = tone(hueOf(index), index % 2 ? 2 : 1);
    context.fillRect(-5, -3, 10, 6);
    context.restore();
  }
};
