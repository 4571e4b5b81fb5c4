import { heart, spark } from "./paint";

const rose = `
<g class="a-sway">
  <path fill="none" stroke="%leafV" stroke-width="4" stroke-linecap="round" d="M48 54C51 66 45 78 48.5 92"/>
  <path fill="%leaf" d="M47.5 75C37 60 24 62 17 68.5 25 81 40 83 47.5 75Z"/>
  <path fill="none" stroke="@leaf3" stroke-width="1.3" stroke-linecap="round" d="M24 69.500C33 69 41 71 47 75"/>
  <path fill="%leaf" d="M48 84C56 71 69 71 77 76.5 70 89 55 91 48 84Z"/>
  <path fill="none" stroke="@leaf3" stroke-width="1.3" stroke-linecap="round" d="M70 77C61 77 54 80 48.5 84"/>
  <path fill="%leaf" d="M30 47 36 61Q48 68 60 61L66 47 48 56Z"/>
  <g class="a-breathe">
    <path fill="@red3" d="M27 27C26 13 39 6 48 10 57 6 70 13 69 27L48 46Z"/>
    <path fill="%redR" d="M25 22C16 36 20 56 48 60 76 56 80 36 71 22 63 24 60 30 48 31 36 30 33 24 25 22Z"/>
    <path fill="@red3" opacity="0.55" d="M34 22C35 14 43 11 48 15 53 11 61 14 62 22 62 33 34 33 34 22Z"/>
    <path fill="%red" d="M38 22C39 16 45 14 48 18 52 14 58 17 58 22 57 31 39 31 38 22Z"/>
    <path fill="none" stroke="@red1" stroke-width="1.8" stroke-linecap="round" d="M43 23C44 19 51 18 53 22 53.5 26 47 27 46.5 23.5"/>
    <path fill="@red3" opacity="0.5" d="M48 60C60 52 70 42 71 22 79 37 75 55 48 60Z"/>
    <path fill="@red1" opacity="0.55" d="M26 28C22 39 27 49 35 53 29 45 27 37 26 28Z"/>
    <path fill="none" stroke="@red3" stroke-width="1.6" stroke-linecap="round" opacity="0.6" d="M36 36C40 42 43 50 48 59"/>
  </g>
</g>`;

const hand = (skin: string) => `
  <rect x="-15" y="-34" width="8.5" height="34" rx="4.2" fill="${skin}"/>
  <rect x="-6.2" y="-40" width="8.5" height="40" rx="4.2" fill="${skin}"/>
  <rect x="2.6" y="-37" width="8.5" height="38" rx="4.2" fill="${skin}"/>
  <rect x="11.2" y="-28" width="7.8" height="30" rx="3.9" fill="${skin}"/>
  <path fill="${skin}" d="M-15-10H19V8C19 18 12 23 3 23-6 23-11 20-16 13L-26-2C-29-7-23-11-19-7L-15-3Z"/>
  <path fill="none" stroke="@gold3" stroke-width="1.4" stroke-linecap="round" opacity="0.7" d="M-6.4-8V-1M2.4-9V-2M11-8V-1"/>
  <path fill="%violet" d="M-9 19H16L18 33Q5 38-9 33Z"/>
  <path fill="@violet1" opacity="0.7" d="M-9 19H16L16.5 23H-9Z"/>`;

const clap = `
<g class="a-clap-right"><g transform="translate(61 52) rotate(20) scale(-0.9 0.9)">${hand("%goldV")}</g></g>
<g class="a-clap-left"><g transform="translate(38 55) rotate(-14)">${hand("%gold")}</g></g>
<g fill="none" stroke="@gold1" stroke-width="3.4" stroke-linecap="round">
  <path class="a-flash" d="M50 4V11"/><path class="a-flash d1" d="M33 6 36 12.5"/><path class="a-flash d1" d="M67 6 64 12.5"/>
</g>`;

const love = `
<circle cx="48" cy="50" r="44" fill="%redG" opacity="0.55" class="a-glow"/>
<g class="a-heartbeat">
  ${heart(48, 50, 70, "%redR")}
  <path fill="@red3" opacity="0.4" d="M48 82C72 64 83 51 83 37 83 33 82 30 80 27 80 51 66 67 48 82Z"/>
  <path fill="none" stroke="@chalk1" stroke-width="5" stroke-linecap="round" opacity="0.75" d="M22 38C21 31 25 26 31 25"/>
  <circle cx="37" cy="26" r="2.4" fill="@chalk1" opacity="0.8"/>
</g>
${heart(80, 17, 15, "%red", "a-bob d1")}${heart(15, 20, 10, "@red1", "a-bob d2")}`;

const candle = `
<circle class="a-glow" cx="48" cy="27" r="27" fill="%goldG"/>
<ellipse cx="48" cy="87" rx="34" ry="7" fill="%gold"/>
<ellipse cx="48" cy="84.5" rx="34" ry="7" fill="@gold3"/>
<ellipse cx="48" cy="83.5" rx="29" ry="5.2" fill="%goldV"/>
<path fill="none" stroke="@gold2" stroke-width="4" d="M80 84C93 80 92 68 80 72"/>
<path fill="%chalk" d="M34 46H62V82C62 86 34 86 34 82Z"/>
<path fill="@gold2" opacity="0.28" d="M34 46H62V64C54 72 42 56 34 66Z"/>
<path fill="@chalk1" d="M34 46C34 56 37 66 39 66 42 66 40 56 43 56 46 56 45 60 48 60 51 60 50 53 53 53 57 53 55 73 58.5 73 62 73 62 52 62 46Z"/>
<ellipse cx="48" cy="46" rx="14" ry="4" fill="@gold1"/>
<path stroke="@ink1" stroke-width="2" stroke-linecap="round" d="M48 46V37"/>
<g class="a-flicker">
  <path fill="%goldV" d="M48 6C58 20 60 28 58 34 56 40 52 42 48 42 44 42 40 40 38 34 36 27 44 20 48 6Z"/>
  <path fill="@red2" opacity="0.45" d="M39 31C40 40 56 40 57 31 59 39 54 43 48 43 42 43 37 39 39 31Z"/>
  <path fill="@chalk1" d="M48 20C53 28 53.5 32 52 35 50 39 46 39 44 35 42.5 32 44 27 48 20Z"/>
</g>`;

const coffee = `
<g fill="none" stroke="@chalk1" stroke-width="4" stroke-linecap="round" opacity="0.75">
  <path class="a-steam" d="M33 30C28 24 38 19 33 11"/><path class="a-steam d1" d="M47 27C42 20 52 15 47 6"/><path class="a-steam d2" d="M61 30C56 24 66 19 61 11"/>
</g>
<ellipse cx="47" cy="85" rx="38" ry="7.5" fill="@wood3"/>
<ellipse cx="47" cy="82.5" rx="38" ry="7.5" fill="%chalk"/>
<ellipse cx="47" cy="82" rx="24" ry="4" fill="@chalk3"/>
<path fill="none" stroke="%chalk" stroke-width="6.5" d="M74 50C92 46 92 70 69 70"/>
<path fill="%red" d="M16 40H78C78 66 70 83 47 83 24 83 16 66 16 40Z"/>
<path fill="@red1" opacity="0.6" d="M20 46C21 63 27 74 36 79 27 66 25 57 25 46Z"/>
<ellipse cx="47" cy="40" rx="31" ry="9" fill="@chalk1"/>
<ellipse cx="47" cy="41" rx="27" ry="7" fill="%wood"/>
<ellipse cx="47" cy="41.5" rx="17" ry="4.6" fill="@gold1" opacity="0.8"/>
<path fill="@chalk1" d="M47 46C40 43.5 37.5 42 37.5 40 37.5 37.5 44 37 47 39.3 50 37 56.5 37.5 56.5 40 56.5 42 54 43.5 47 46Z"/>
<path fill="@gold2" d="M44 58 46 53H49L47.5 57H51L45 66 46.5 60.500H43Z" opacity="0.95"/>`;

const note = `
<g class="a-dance">
  <path fill="%violet" d="M36 18 82 8V66H75V27L43 34V76H36Z"/>
  <path fill="@violet1" opacity="0.85" d="M36 18 82 8V13L36 23Z"/>
  <ellipse cx="30" cy="76" rx="15" ry="11.5" transform="rotate(-18 30 76)" fill="%violetR"/>
  <ellipse cx="68.5" cy="67" rx="15" ry="11.5" transform="rotate(-18 68.5 67)" fill="%violetR"/>
  <path fill="none" stroke="@chalk1" stroke-width="3" stroke-linecap="round" opacity="0.75" d="M21 74C22 70 26 68 29 68M59.5 65C60.5 61 64.5 59 67.5 59"/>
</g>
${spark(16, 36, 7, "@gold1", "a-twinkle")}${spark(88, 82, 6, "@gold1", "a-twinkle d2")}<circle class="a-twinkle d1" cx="14" cy="54" r="2.4" fill="@red1"/>`;

const paper_crane = `
<g class="a-bob">
  <path fill="@sky3" d="M42 64 3 42 36 74Z"/><path fill="@sky1" d="M3 42 44 60 41 66Z"/>
  <g class="a-flap-back"><path fill="@sky3" d="M36 58 22 12 58 60Z"/><path fill="@sky2" d="M22 12 58 60 52 44Z"/></g>
  <path fill="@sky3" d="M56 72 84 36 88 40 62 70Z"/><path fill="@sky1" d="M52 66 82 34 85 37 58 72Z"/>
  <path fill="@red2" d="M82 34 96 45 86 40Z"/><path fill="@red1" d="M82 34 96 45 87 37Z"/>
  <path fill="@chalk2" d="M34 58 64 62 49 88Z"/><path fill="@sky3" d="M64 62 49 88 54 60Z"/><path fill="@chalk3" d="M34 58 49 88 45 59Z"/>
  <g class="a-flap"><path fill="@chalk1" d="M38 62 58 4 62 64Z"/><path fill="@sky1" d="M58 4 62 64 71 50Z"/><path fill="@sky2" opacity="0.4" d="M38 62 58 4 49 63Z"/>
    <g fill="@red2"><circle cx="55" cy="28" r="1.8"/><circle cx="53" cy="38" r="1.8"/><circle cx="57.5" cy="18" r="1.5"/><circle cx="57.5" cy="46" r="1.8"/><circle cx="51" cy="49" r="1.8"/></g></g>
</g>
${spark(12, 22, 5, "@gold1", "a-twinkle")}${spark(84, 64, 6, "@gold1", "a-twinkle d1")}`;

/** A spark of a sparkler: out from the ember, and then it bursts. */
const needle = (turn: number, length: number) =>
  `<g transform="rotate(${turn} 48 58)"><path d="M48 47V${58 - length}"/><path d="M48 ${58 - length}l-5-4M48 ${58 - length}l6-3M48 ${58 - length}l-1.5-8M48 ${58 - length}l3.5-7"/></g>`;

const sparkler = `
<g class="a-hang">
  <circle class="a-glow" cx="48" cy="58" r="38" fill="%goldG" opacity="0.8"/>
  <g fill="none" stroke="@gold1" stroke-width="1.7" stroke-linecap="round">
    <g class="a-crackle">${needle(-78, 20)}${needle(-34, 24)}${needle(48, 22)}${needle(96, 25)}${needle(150, 20)}${needle(205, 23)}${needle(246, 17)}</g>
    <g class="a-crackle d2" stroke="@red1">${needle(-56, 16)}${needle(72, 16)}${needle(122, 19)}${needle(178, 17)}${needle(228, 15)}${needle(22, 13)}</g>
  </g>
  <path fill="none" stroke="%violetV" stroke-width="3.6" stroke-linecap="round" d="M50 2C47 10 50 16 48.5 26"/>
  <path fill="none" stroke="%redV" stroke-width="3" stroke-linecap="round" d="M48.5 24C48 34 48.5 42 48 52"/>
  <path fill="none" stroke="@chalk1" stroke-width="1.3" opacity="0.7" d="M47 30 50 27M46.7 36 49.7 33M46.5 42 49.5 39"/>
  <circle cx="48" cy="57.5" r="7.5" fill="%goldR"/><circle cx="48" cy="57.5" r="7.5" fill="@red2" opacity="0.35"/>
  <circle cx="46" cy="55" r="2.6" fill="@chalk1"/>
</g>
${spark(22, 82, 4, "@gold1", "a-twinkle d1")}${spark(76, 84, 3.5, "@gold1", "a-twinkle d2")}`;

export const small = { rose, clap, heart: love, candle, coffee, note, paper_crane, sparkler };
