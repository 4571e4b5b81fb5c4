import { around, spark } from "./paint";

const guitar = `
<g fill="none" stroke-width="3" stroke-linecap="round"><path class="a-wave" stroke="@red2" d="M8 50C4 62 8 76 18 84"/><path class="a-wave d1" stroke="@gold2" d="M58 92C66 88 72 82 75 74"/></g>
<g class="a-strum"><g transform="translate(1 8) rotate(38 48 48) scale(0.86) translate(4 10)">
  <rect x="44.5" y="-8" width="8" height="54" rx="2" fill="%wood"/>
  <g stroke="@gold1" stroke-width="1" opacity="0.7"><path d="M44.5 2H52.500M44.5 9H52.500M44.5 16H52.500M44.5 23H52.500M44.5 30H52.5"/></g>
  <path fill="%wood" d="M42-20C42-26 55-26 57-19L53-7H44Z"/><g fill="@steel1"><circle cx="41" cy="-17" r="2.2"/><circle cx="41.5" cy="-11" r="2.2"/><circle cx="57.5" cy="-15" r="2.2"/><circle cx="56" cy="-9.5" r="2.2"/></g>
  <path fill="@ink1" opacity="0.5" d="M30 46C22 50 16 62 20 76 26 98 70 100 78 78 82 64 76 52 68 47Z"/>
  <path fill="%redR" d="M35 34C26 36 25 46 29 51 19 58 18 72 24 80 34 92 64 93 73 81 80 71 78 58 68 51 73 45 71 36 62 36 56 37 56 43 48.5 43 42 43 43 33 35 34Z"/>
  <path fill="@gold2" opacity="0.55" d="M34 52C25 60 26 76 36 80 48 85 62 82 66 74 71 64 66 55 58 52 50 49 41 48 34 52Z"/>
  <path fill="@chalk1" d="M40 50C34 58 33 68 40 74 48 79 59 77 60 68 61 60 57 52 51 48Z"/>
  <rect x="41" y="53" width="15" height="4" rx="1.5" fill="@ink1"/><rect x="41" y="62" width="15" height="4" rx="1.5" fill="@ink1"/><rect x="39" y="73" width="19" height="5" rx="2" fill="%steel"/>
  <circle cx="66" cy="68" r="2.8" fill="@gold1"/><circle cx="64" cy="76" r="2.8" fill="@gold1"/>
  <g class="a-strings" stroke="@steel1" stroke-width="0.8"><path d="M46-14V74M48-16V74M50-16V74M51.5-12V74"/></g>
  <path fill="none" stroke="@chalk1" stroke-width="2.6" stroke-linecap="round" opacity="0.6" d="M29 42C29 38 32 37 35 37.500M23.5 64C23 70 25 76 29 79"/>
</g></g>
${spark(18, 20, 7, "@gold1", "a-twinkle")}${spark(32, 8, 4, "@red1", "a-twinkle d1")}`;

const moon = `
<circle class="a-glow" cx="44" cy="48" r="48" fill="%goldG" opacity="0.3"/>
<g class="a-rock">
  <path fill="%goldR" d="M58 8A41 41 0 1 0 87 62 33 33 0 1 1 58 8Z"/>
  <path fill="@gold3" opacity="0.5" d="M87 62A41 41 0 0 1 14 70 41 41 0 0 0 87 62Z"/>
  <g fill="@gold3" opacity="0.4"><circle cx="27" cy="38" r="5.5"/><circle cx="21" cy="55" r="3.5"/><circle cx="37" cy="70" r="6"/><circle cx="56" cy="79" r="3.2"/><circle cx="36" cy="22" r="2.8"/></g>
  <g fill="@gold1" opacity="0.7"><circle cx="26" cy="37" r="4"/><circle cx="36" cy="69" r="4.4"/></g>
  <path fill="none" stroke="@chalk1" stroke-width="2.6" stroke-linecap="round" opacity="0.65" d="M14 38C17 28 23 20 31 15"/>
</g>
<g class="a-drift"><path fill="@sky3" d="M52 88C44 88 44 77 53 77 53 67 68 66 71 74 79 70 88 78 84 84 84 87 82 88 78 88Z" opacity="0.9"/><path fill="%sky" d="M56 86C49 86 50 78 56 79 57 70 69 70 71 77 78 74 84 80 81 86Z"/></g>
<path fill="none" stroke="@gold1" stroke-width="1" opacity="0.5" d="M66 0V26M80 0V40"/>
${spark(66, 36, 10, "@gold1", "a-twinkle")}${spark(80, 46, 6, "@chalk1", "a-twinkle d2")}<circle class="a-twinkle d1" cx="62" cy="54" r="2" fill="@chalk1"/><circle class="a-twinkle d3" cx="90" cy="24" r="1.8" fill="@chalk1"/>`;

const burst = (x: number, y: number, radius: number, hue: string, times: number, classes: string) => `
<g class="${classes}">
  <circle cx="${x}" cy="${y}" r="${radius * 1.25}" fill="%${hue}G" opacity="0.6"/>
  <g fill="none" stroke="@${hue}2" stroke-width="${radius * 0.11}" stroke-linecap="round">${around(times, x, y, () => `<path d="M${x} ${y - radius * 0.34}V${y - radius * 0.72}"/>`)}</g>
  <g fill="@${hue}1">${around(times, x, y, () => `<circle cx="${x}" cy="${y - radius}" r="${radius * 0.1}"/>`)}</g>
  <g fill="@chalk1">${around(times / 2, x, y, () => `<circle cx="${x}" cy="${y - radius * 0.24}" r="${radius * 0.055}"/>`)}</g>
</g>`;

const fireworks = `
${burst(62, 62, 22, "sky", 12, "a-burst d2")}${burst(26, 58, 17, "violet", 10, "a-burst d1")}${burst(50, 30, 28, "red", 14, "a-burst")}${burst(78, 24, 13, "leaf", 10, "a-burst d3")}${burst(17, 22, 12, "gold", 10, "a-burst d2")}
<path fill="%nightV" d="M0 96V85H8V80H15V85H22V76L27 72 32 76V86H40V82H50V78H53V70H56V78H59V85H68V79H78V84H84V81H91V86H96V96Z"/>
<g fill="@gold1"><path d="M10 86h2v2h-2zM25 80h2v2h-2zM28 84h2v2h-2zM43 86h2v2h-2zM54 82h2v2h-2zM71 83h2v2h-2zM74 87h2v2h-2zM87 86h2v2h-2z"/></g>`;

const tram = `
<path stroke="@steel2" stroke-width="1.6" d="M0 9H96"/><g class="a-flash"><path fill="@gold1" d="M46 4 44 10H48L45 16 53 8H49L51 3Z"/></g>
<g class="a-roll">
  <path fill="none" stroke="@steel1" stroke-width="2.4" stroke-linejoin="round" d="M34 28 46 19 36 10H60L50 19 62 28"/>
  <path fill="%steel" d="M22 26H74L78 32H18Z"/>
  <path fill="%chalk" d="M14 31H82C88 31 91 36 91 42V76H5V42C5 36 8 31 14 31Z"/>
  <path fill="%leaf" d="M5 57H91V73C91 77 88 79 84 79H12C8 79 5 77 5 73Z"/><path fill="@gold2" d="M5 55.500H91V59H5Z"/>
  <g fill="@night2"><rect x="10" y="37" width="15" height="15" rx="2.5"/><rect x="71" y="37" width="15" height="15" rx="2.5"/></g>
  <g class="a-window" fill="%goldV"><rect x="11.5" y="38.5" width="12" height="12" rx="1.5"/><rect x="28" y="37" width="11" height="15" rx="2"/><rect x="57" y="37" width="11" height="15" rx="2"/><rect x="72.5" y="38.5" width="12" height="12" rx="1.5"/></g>
  <rect x="42" y="36" width="12" height="39" rx="2" fill="%steel"/><rect x="43.5" y="38" width="4" height="16" rx="1" fill="@gold1"/><rect x="48.7" y="38" width="4" height="16" rx="1" fill="@gold1"/><path stroke="@steel3" d="M48 36V75"/>
  <g fill="@night3"><circle cx="33" cy="46" r="3.2"/><path d="M28 52C28 47 38 47 38 52Z"/><circle cx="63" cy="45.5" r="3.2"/><path d="M58 52C58 47 68 47 68 52Z"/></g>
  <circle cx="11" cy="67" r="4" fill="@gold1"/><circle cx="85" cy="67" r="4" fill="@gold1"/><path fill="none" stroke="@chalk1" stroke-width="1.8" stroke-linecap="round" opacity="0.8" d="M24 67H36M60 67H72"/>
  <path fill="@night2" d="M16 78H80L76 84H20Z"/>
  <g class="a-wheel"><circle cx="28" cy="83.5" r="6" fill="%steelR"/><circle cx="28" cy="83.5" r="2" fill="@ink1"/></g><g class="a-wheel"><circle cx="68" cy="83.5" r="6" fill="%steelR"/><circle cx="68" cy="83.5" r="2" fill="@ink1"/></g>
</g>
<path stroke="@steel2" stroke-width="2.6" stroke-linecap="round" d="M2 91.500H94"/><path stroke="@steel3" stroke-width="3" stroke-dasharray="5 6" d="M2 94.500H94"/>`;

const whale = `
<g fill="none" stroke="@sky1" stroke-width="3.4" stroke-linecap="round"><path class="a-spout" d="M34 26C34 16 29 10 22 10"/><path class="a-spout d1" d="M36 26C36 14 38 8 46 7"/></g>
${spark(16, 15, 5, "@gold1", "a-twinkle")}${spark(52, 12, 6, "@gold1", "a-twinkle d1")}${spark(36, 5, 4, "@chalk1", "a-twinkle d2")}
<g class="a-swim">
  <path class="a-tail" fill="%sky" d="M74 56C82 50 82 42 74 34 84 32 89 37 90 43 92 37 95 35 96 30 97 46 94 62 80 70Z"/>
  <path fill="%skyR" d="M4 56C4 38 20 27 40 28 60 29 68 44 78 52 84 57 82 70 72 77 62 84 44 87 30 84 14 81 4 71 4 56Z"/>
  <path fill="@sky3" opacity="0.45" d="M78 52C84 57 82 70 72 77 62 84 44 87 30 84 52 82 68 70 70 46Z"/>
  <path fill="@chalk2" d="M5 62C14 70 30 71 44 66 50 74 44 83 38 85 20 86 6 76 5 62Z"/>
  <g fill="none" stroke="@sky3" stroke-width="1.4" stroke-linecap="round" opacity="0.5"><path d="M13 69C14 73 16 76 18 78M21 71.500C22 76 24 80 26 83M30 71.500C31 76 33 81 34 84M38 70C40 75 41 80 41 83"/></g>
  <path fill="none" stroke="@night2" stroke-width="2.2" stroke-linecap="round" d="M5 61C14 68 26 69 34 64"/>
  <circle cx="31" cy="54" r="4" fill="@ink1"/><circle cx="29.6" cy="52.5" r="1.5" fill="@chalk1"/><ellipse cx="38" cy="60" rx="4" ry="2.4" fill="@red1" opacity="0.6"/>
  <path class="a-fin" fill="%sky" d="M48 66C60 68 66 78 62 90 52 88 44 78 44 69Z"/>
  <path fill="none" stroke="@chalk1" stroke-width="3" stroke-linecap="round" opacity="0.6" d="M13 43C18 36 26 33 34 33"/>
  <g fill="@chalk1" opacity="0.8"><circle cx="54" cy="44" r="1.8"/><circle cx="61" cy="51" r="1.4"/><circle cx="56" cy="56" r="1.2"/></g>
</g>`;

export const grand = { guitar, moon, fireworks, tram, whale };
