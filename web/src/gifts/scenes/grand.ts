import { beam, chance, clear, type Draw, dot, ease, type Frame, glow, presence, shining, star, stars } from "./kit";

const HUES = ["red", "gold", "sky", "violet", "leaf"];
const hueOf = (index: number) => HUES[index % HUES.length] ?? "gold";

/** Waves of sound run out from the guitar, and notes fly up. */
export const guitar: Draw = (context, frame) => {
  const { width, height, hero, time_s, tone } = frame;
  const { x, y } = hero;
  const reach = Math.hypot(width, height) * 0.6;
  shining(context, () => {
    for (let ring = 0; ring < 6; ring++) {
      const part = (time_s * 0.9 + ring / 6) % 1;
      context.globalAlpha = (1 - part) ** 1.5 * 0.55 * presence(frame);
      context.strokeStyle = tone(ring % 2 ? "gold" : "red");
      context.lineWidth = 2 + 10 * (1 - part);
      context.beginPath();
      context.arc(x, y, 60 + part * reach, 0, Math.PI * 2);
      context.stroke();
    }
  });
  for (let index = 0; index < 22; index++) {
    const life = (time_s * (0.32 + 0.22 * chance(index, 4)) + chance(index, 5)) % 1;
    const turn = chance(index, 6) * Math.PI * 2;
    const way = 70 + life * reach * 0.75;
    context.globalAlpha = Math.sin(life * Math.PI) * presence(frame);
    context.fillStyle = tone(hueOf(index), 1);
    note(context, x + Math.cos(turn) * way, y + Math.sin(turn) * way - life * 50, 9 + 8 * chance(index, 7));
  }
};

function note(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(0.2);
  context.beginPath();
  context.ellipse(0, 0, size * 0.62, size * 0.46, -0.35, 0, Math.PI * 2);
  context.fill();
  context.fillRect(size * 0.44, -size * 1.7, size * 0.18, size * 1.7);
  context.beginPath();
  context.moveTo(size * 0.44, -size * 1.7);
  context.quadraticCurveTo(size * 1.4, -size * 1.3, size * 1.1, -size * 0.5);
  context.quadraticCurveTo(size, -size * 1.1, size * 0.44, -size * 1.2);
  context.fill();
  context.restore();
}

/** The night around the moon: its halo, stars, and one that falls. */
export const moon: Draw = (context, frame) => {
  const { width, height, hero, progress, tone } = frame;
  shining(context, () => {
    context.globalAlpha = 0.5 * presence(frame);
    glow(context, hero.x, hero.y, Math.min(width, height) * 0.62, tone("gold", 2));
    context.globalAlpha = 0.4 * presence(frame);
    glow(context, width * 0.2, height * 0.1, width * 0.7, tone("night", 1));
  });
  stars(context, frame, 70, 0.85);
  shining(context, () => {
    for (let index = 0; index < 3; index++) {
      const part = ease(progress, 0.15 + index * 0.24, 0.4 + index * 0.24);
      if (part <= 0 || part >= 1) continue;
      const x = width * (1.05 - part * 1.1 + index * 0.12);
      const y = height * (0.06 + index * 0.09 + part * 0.3);
      const tail = context.createLinearGradient(x, y, x + 150, y - 62);
      tail.addColorStop(0, tone("chalk", 1));
      tail.addColorStop(1, clear(tone("chalk", 1)));
      context.globalAlpha = Math.sin(part * Math.PI);
      context.strokeStyle = tail;
      context.lineWidth = 3;
      context.lineCap = "round";
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 150, y - 62);
      context.stroke();
      context.fillStyle = tone("chalk", 1);
      star(context, x, y, 11);
    }
  });
};

const SHELLS = 11;
const SPARKS = 40;

/** Shells rise and burst all over the sky. */
export const fireworks: Draw = (context, frame) => {
  const { width, height, time_s, tone } = frame;
  shining(context, () => {
    for (let shell = 0; shell < SHELLS; shell++) {
      const begins_s = shell * 0.16;
      const rising = (time_s - begins_s) / 0.42;
      const x = width * (0.1 + 0.8 * chance(shell, 1));
      const y = height * (0.1 + 0.42 * chance(shell, 2));
      const hue = hueOf(shell);
      if (rising > 0 && rising < 1) rise(context, frame, x, height + (y - height) * ease(rising, -0.6, 1), hue);
      const age_s = time_s - begins_s - 0.42;
      if (age_s < 0 || age_s > 1.3) continue;
      const fade = (1 - age_s / 1.3) ** 1.4;
      const radius = Math.min(width, height) * (0.24 + 0.18 * chance(shell, 3)) * (1 - Math.exp(-age_s * 5));
      if (age_s < 0.3) {
        context.globalAlpha = (0.3 - age_s) * 2;
        glow(context, x, y, radius * 2.4 + 40, tone(hue, 1));
      }
      for (let index = 0; index < SPARKS; index++) {
        const turn = (index / SPARKS) * Math.PI * 2;
        const far = radius * (index % 2 ? 1 : 0.62) * (0.88 + 0.24 * chance(index, shell));
        const fall = 70 * age_s * age_s;
        const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
        context.globalAlpha = Math.min(1, fade * 1.5) * (0.75 + 0.25 * Math.sin(time_s * 30 + index * 3));
        context.strokeStyle = tone(hue, index % 2 ? 2 : 1);
        context.lineWidth = 3.6 * fade + 1;
        context.lineCap = "round";
        context.beginPath();
        context.moveTo(x + cos * far * 0.66, y + sin * far * 0.66 + fall * 0.6);
        context.lineTo(x + cos * far, y + sin * far + fall);
        context.stroke();
      }
    }
  });
};

function rise(context: CanvasRenderingContext2D, { tone }: Frame, x: number, y: number, hue: string): void {
  const tail = context.createLinearGradient(x, y, x, y + 110);
  tail.addColorStop(0, tone(hue, 1));
  tail.addColorStop(1, clear(tone(hue, 1)));
  context.globalAlpha = 0.9;
  context.fillStyle = tail;
  context.fillRect(x - 1.5, y, 3, 110);
  context.fillStyle = tone("chalk", 1);
  dot(context, x, y, 3);
}

/** Evening in a town: lights pass by, the wire sparks, the rails shine. */
export const tram: Draw = (context, frame) => {
  const { width, hero, progress, time_s, tone } = frame;
  const { size } = hero;
  const [top, ground] = [hero.y - size * 0.41, hero.y + size * 0.455];
  shining(context, () => {
    for (let index = 0; index < 34; index++) {
      const deep = 0.3 + 0.7 * chance(index, 2);
      const span = width + 200;
      const x = ((((chance(index, 0) * span - time_s * 150 * deep) % span) + span) % span) - 100;
      context.globalAlpha = 0.22 * deep * presence(frame);
      context.fillStyle = tone(hueOf(index), 2);
      dot(context, x, hero.y + size * 1.3 * (chance(index, 1) - 0.6), 8 + 24 * deep);
    }
  });
  context.globalAlpha = 0.9 * presence(frame);
  context.strokeStyle = tone("steel", 2);
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(0, top);
  context.lineTo(width, top);
  context.moveTo(0, ground);
  context.lineTo(width, ground);
  context.moveTo(0, ground + 9);
  context.lineTo(width, ground + 9);
  context.stroke();
  const at = width / 2 + (progress - 0.5) * (width + size * 2);
  shining(context, () => {
    context.globalAlpha = 0.5 * presence(frame);
    beam(context, at + size * 0.42, hero.y + size * 0.2, -Math.PI / 2, {
      spread: 0.24,
      length: width * 0.7,
      colour: tone("gold", 2),
    });
    context.fillStyle = tone("gold", 1);
    for (let index = 0; index < 14; index++) {
      const life = (time_s * 2.4 + chance(index, 8)) % 1;
      context.globalAlpha = 1 - life;
      dot(
        context,
        at - life * 70 * chance(index, 9),
        top + life * life * 120 * chance(index, 10),
        2.4 * (1 - life) + 0.5,
      );
    }
  });
};

/** Under water: light falls in, bubbles rise. */
export const whale: Draw = (context, frame) => {
  const { width, height, time_s, tone } = frame;
  const deep = context.createLinearGradient(0, 0, 0, height);
  deep.addColorStop(0, tone("sky", 2));
  deep.addColorStop(0.4, tone("sky", 3));
  deep.addColorStop(0.85, clear(tone("sky", 3)));
  context.globalAlpha = 0.5 * presence(frame);
  context.fillStyle = deep;
  context.fillRect(0, 0, width, height);
  shining(context, () => {
    for (let index = 0; index < 6; index++) {
      context.globalAlpha = (0.12 + 0.08 * Math.sin(time_s * 1.7 + index * 2)) * presence(frame);
      beam(context, width * (0.08 + index * 0.17), -20, 0.16 * Math.sin(time_s * 0.6 + index), {
        spread: 0.1,
        length: height * 0.85,
        colour: tone("sky", 1),
      });
    }
  });
  context.strokeStyle = tone("chalk", 1);
  context.lineWidth = 1.6;
  for (let index = 0; index < 46; index++) {
    const life = (time_s * (0.2 + 0.3 * chance(index, 1)) + chance(index, 2)) % 1;
    const x = width * chance(index, 3) + Math.sin(time_s * 2 + index) * 10;
    const y = height * (0.95 - life * 0.95);
    const radius = 2 + 9 * chance(index, 4) ** 2;
    context.globalAlpha = Math.sin(life * Math.PI) * 0.75 * presence(frame);
    context.beginPath();
    context.arc(x, y, radius, 0, Math.PI * 2);
    context.stroke();
    context.fillStyle = tone("chalk", 1);
    dot(context, x - radius * 0.35, y - radius * 0.35, radius * 0.25);
  }
};
