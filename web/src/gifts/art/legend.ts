import { heart, spark } from "./paint";

const lamp = (x: number, hue: string, turn: number, classes: string) => `
<g class="${classes}"><g transform="rotate(${turn} ${x} 20)">
  <path fill="%${hue}V" opacity="0.62" d="M${x - 6} 31H${x + 6}L${x + 22} 90H${x - 22}Z"/><path fill="@chalk1" opacity="0.25" d="M${x - 3} 31H${x + 3}L${x + 9} 90H${x - 9}Z"/>
  <path fill="%steel" d="M${x - 6} 15H${x + 6}L${x + 9} 31H${x - 9}Z"/><rect x="${x - 4}" y="10" width="8" height="7" rx="2" fill="@steel3"/>
  <ellipse cx="${x}" cy="31" rx="9" ry="3.4" fill="@${hue}1"/><ellipse cx="${x}" cy="31" rx="5" ry="1.8" fill="@chalk1"/>
</g></g>`;

const stage_lights = `
<path fill="%nightV" d="M4 82H92L96 92H0Z"/><ellipse class="a-glow" cx="48" cy="85" rx="36" ry="7" fill="%goldG"/>
${lamp(22, "red", -16, "a-sweep")}${lamp(74, "sky", 16, "a-sweep-back")}${lamp(48, "gold", 0, "a-glow")}
<g fill="none" stroke="%steelV" stroke-width="3"><path d="M2 5H94M2 14H94"/></g><path fill="none" stroke="@steel2" stroke-width="1.8" d="M4 14 12 5 20 14 28 5 36 14 44 5 52 14 60 5 68 14 76 5 84 14 92 5"/>
<g class="a-bob"><path stroke="@steel1" stroke-width="2.2" stroke-linecap="round" d="M48 66V86M42 88H54"/><rect x="44" y="54" width="8" height="12" rx="4" fill="%steel"/><path fill="@ink1" d="M44.5 61H51.500V62.500H44.500Z"/></g>
${spark(34, 58, 4.5, "@chalk1", "a-twinkle")}${spark(63, 50, 4, "@chalk1", "a-twinkle d1")}${spark(56, 74, 3, "@gold1", "a-twinkle d2")}`;

const aurora = `
<path fill="%nightV" d="M48 3A45 45 0 1 1 47.9 3Z"/>
<g fill="@chalk1"><circle class="a-twinkle" cx="24" cy="24" r="1.5"/><circle class="a-twinkle d1" cx="76" cy="22" r="1.3"/><circle class="a-twinkle d2" cx="50" cy="12" r="1.5"/><circle class="a-twinkle d3" cx="84" cy="44" r="1.2"/><circle cx="14" cy="46" r="1.2"/><circle cx="37" cy="11" r="1"/></g>
<g class="a-curtain-back"><path fill="%violetF" d="M8 26 22 14 40 8 60 10 78 18 88 30V50C80 44 74 56 64 54 54 52 50 40 40 42 30 44 26 54 18 52 12 50 10 46 8 44Z"/></g>
<g class="a-curtain"><path fill="%leafF" d="M5 36 14 20 30 10 46 20 62 12 78 16 91 34V60C84 52 78 48 70 54 62 60 58 68 48 64 38 60 36 52 26 54 18 56 12 64 5 58Z"/></g>
<g class="a-curtain-back"><path fill="%skyF" opacity="0.8" d="M30 34C40 26 50 40 60 32 68 26 74 30 80 36V58C74 52 66 66 56 68 46 70 40 60 30 62Z"/></g>
<g class="a-curtain" fill="none" stroke="@leaf1" stroke-width="1.3" opacity="0.4"><path d="M14 30V54M24 24V52M36 30V52M46 34V60M56 30V62M68 26V52M80 28V48"/></g>
<path fill="@night1" d="M5 62 20 50 31 62 44 46 60 66 72 54 92 66C88 82 70 93 48 93 26 93 9 80 5 62Z"/>
<path fill="@chalk2" d="M20 50 25.5 56 21 59 18 56.5 14.5 58ZM44 46 51 55 46.5 58 43 54.5 37.5 57ZM72 54 78 58 74 61 70 58.5 67 60.500Z"/>
<path fill="@night2" d="M4 66C20 62 34 74 48 71 64 68 78 68 92 64 90 80 72 93 48 93 24 93 7 82 4 66Z"/>
<path fill="@leaf2" opacity="0.35" d="M22 80C34 76 62 76 74 80 66 84 30 84 22 80Z"/>
<g fill="@ink1"><path d="M20 84 25 70 30 84ZM30 87 34 76 38 87Z"/><path d="M64 85 68 74 72 85Z"/></g>`;

const night_train = `
<path fill="%nightV" d="M48 2A46 46 0 1 1 47.9 2Z"/><path fill="%goldR" d="M78 12A10 10 0 1 0 87 27 8.5 8.5 0 0 1 78 12Z"/>
<g fill="@chalk1"><circle class="a-twinkle" cx="18" cy="28" r="1.5"/><circle class="a-twinkle d1" cx="30" cy="12" r="1.3"/><circle class="a-twinkle d2" cx="10" cy="48" r="1.2"/><circle class="a-twinkle d3" cx="86" cy="42" r="1.3"/><circle cx="60" cy="9" r="1"/></g>
<path fill="@night3" d="M6 66H90A46 46 0 0 1 6 66Z"/>
<path fill="none" stroke="@steel2" stroke-width="2.6" d="M38 82 26 94M58 82 70 94"/><path stroke="@wood2" stroke-width="2.6" d="M34 85H62M30 89H66"/>
<g class="a-glow"><path fill="%goldG" opacity="0.6" d="M48 64 4 96H92Z"/></g>
<g class="a-rumble">
  <path fill="%sky" d="M48 14C64 14 72 22 73 40L75 76C75 80 72 83 68 83H28C24 83 21 80 21 76L23 40C24 22 32 14 48 14Z"/>
  <path fill="@sky3" opacity="0.5" d="M60 16C68 19 72 26 73 40L75 76C75 80 72 83 68 83H60Z"/>
  <path fill="@night2" d="M30 40C31 28 36 23 48 23 60 23 65 28 66 40L66.5 46H29.500Z"/>
  <path class="a-window" fill="%goldV" d="M33 40C34 31 38 26.5 46.5 26.500V43H33ZM49.5 26.500C58 26.5 62 31 63 40V43H49.500Z"/>
  <path fill="@chalk1" opacity="0.35" d="M36 43 42 27H45L39 43Z"/>
  <path fill="@gold2" d="M22.4 52H73.600L74 57H22Z"/><path fill="@chalk1" d="M22 59H74L74.1 61H21.900Z"/>
  <circle cx="48" cy="18" r="2.6" fill="@gold1"/>
  <path fill="@red2" d="M48 45.5 57 54.5 48 63.5 39 54.500Z"/>${spark(48, 54.5, 6.5, "@gold1", "")}
  <g class="a-lamp"><circle cx="31" cy="69" r="11" fill="%goldG"/><circle cx="65" cy="69" r="11" fill="%goldG"/></g><circle cx="31" cy="69" r="5" fill="@gold1"/><circle cx="65" cy="69" r="5" fill="@gold1"/><circle cx="31" cy="69" r="2.6" fill="@chalk1"/><circle cx="65" cy="69" r="2.6" fill="@chalk1"/>
  <path fill="%steel" d="M20 77H76L72 87H24Z"/><path stroke="@steel3" stroke-width="1.6" d="M32 78 30 86M40 78 39 86M48 78V86M56 78 57 86M64 78 66 86"/>
</g>`;

const lighthouse = `
<path fill="%nightV" d="M48 3A45 45 0 1 1 47.9 3Z"/>
<g fill="@chalk1"><circle class="a-twinkle" cx="22" cy="46" r="1.4"/><circle class="a-twinkle d1" cx="76" cy="52" r="1.3"/><circle class="a-twinkle d2" cx="66" cy="10" r="1.3"/><circle cx="28" cy="14" r="1.1"/></g>
<g class="a-beam"><path fill="%gold" opacity="0.75" d="M48 26 2 10V38Z"/><path fill="%gold" opacity="0.75" d="M48 26 94 10V38Z"/><path fill="@chalk1" opacity="0.4" d="M48 26 2 18V31ZM48 26 94 18V31Z"/></g>
<path fill="@night1" d="M14 80C22 70 32 74 38 70H60C66 74 76 70 83 80L76 88H20Z"/><path fill="@night2" d="M20 80C26 76 32 80 36 76L40 84H24Z"/>
<path fill="%chalk" d="M39 36H57L62 76H34Z"/>
<path fill="%red" d="M38 44H58L59.2 54H36.800ZM35.6 63H60.400L61.6 73H34.400Z"/><path fill="@red3" opacity="0.35" d="M51 36H57L62 76H54Z"/>
<path fill="@night2" d="M45 76V68C45 64 51 64 51 68V76Z"/><rect x="46" y="56" width="4" height="5" rx="1.5" fill="@gold1"/>
<rect x="35" y="33" width="26" height="4.5" rx="1.5" fill="%steel"/><path stroke="@steel1" stroke-width="1.4" d="M36 28V33M60 28V33M36 28.500H60"/>
<rect x="41" y="19" width="14" height="14" fill="@gold1"/><path stroke="@night2" stroke-width="1.4" d="M45.5 19V33M50.5 19V33"/><circle class="a-lamp" cx="48" cy="26" r="17" fill="%goldG"/><circle cx="48" cy="26" r="4.5" fill="@chalk1"/>
<path fill="%red" d="M38 19.500C40 12 44 9 48 9 52 9 56 12 58 19.500Z"/><circle cx="48" cy="7" r="2.3" fill="@gold1"/>
<path class="a-sea" fill="@sky3" d="M5 80C12 76 16 84 24 80 32 76 38 84 48 80 58 76 64 84 72 80 80 76 84 84 91 79 84 88 68 93 48 93 28 93 12 89 5 80Z"/><path class="a-sea-back" fill="@sky2" d="M10 86C18 82 24 90 32 86 40 82 48 90 56 86 64 82 72 90 84 86 76 91 64 93 48 93 32 93 18 91 10 86Z"/>`;

const bulb = (x: number, y: number, step: number) =>
  `<circle class="a-bulb${step % 2 ? " d1" : ""}" cx="${x}" cy="${y}" r="2.1" fill="@gold1"/>`;

const livehouse = `
<path class="a-glow" fill="%goldG" opacity="0.8" d="M48 40 0 96H96Z"/>
<path fill="%night" d="M10 36H86V88H10Z"/><path fill="@night3" opacity="0.6" d="M66 36H86V88H66Z"/>
<g stroke="@night3" stroke-width="1.2" opacity="0.8"><path d="M10 46H32M64 46H86M10 56H32M64 56H86M10 66H32M64 66H86M10 76H32M64 76H86M20 46V56M76 46V56M16 56V66M80 56V66M20 66V76M76 66V76"/></g>
<rect x="14" y="52" width="13" height="18" rx="1" fill="%violet"/><circle cx="20.5" cy="58.5" r="3.6" fill="@gold2"/><path fill="@chalk1" d="M16.5 65H24.500V66.500H16.500Z"/><rect x="69" y="52" width="13" height="18" rx="1" fill="%sky"/>${heart(75.5, 59, 8, "@red2")}<path fill="@chalk1" d="M71.5 65H79.500V66.500H71.500Z"/>
<path fill="%goldV" d="M32 50H64V88H32Z"/><g fill="@night3"><circle cx="42" cy="74" r="4"/><path d="M35 88C35 80 38 78.5 42 78.5 46 78.5 49 80 49 88Z"/><circle cx="54" cy="72" r="4.2"/><path d="M47 88C47 79 50 77 54 77 58 77 61 79 61 88Z"/></g>
<path stroke="@night3" stroke-width="2.2" stroke-linecap="round" d="M38 80 34 68M59 79 62 66"/>
<path class="a-door-left" fill="%red" d="M32 50 24 54V92L32 88Z"/><path class="a-door-right" fill="%red" d="M64 50 72 54V92L64 88Z"/>
<path fill="%steel" d="M4 36H92L88 50H8Z"/><path fill="@night3" d="M8 38.500H88L85.5 47.500H10.500Z"/>
${[12, 21, 30, 39, 48, 57, 66, 75, 84].map((x, step) => bulb(x, 43, step)).join("")}
<path fill="none" stroke="@steel2" stroke-width="2" d="M24 36V26M72 36V26"/>
<rect x="14" y="5" width="68" height="25" rx="6" fill="@ink1"/><rect x="14" y="5" width="68" height="25" rx="6" fill="none" stroke="%red" stroke-width="2.6"/>
<g class="a-neon" fill="none" stroke="@red1" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"><path d="M22 11V24H29M35 11V24M41 11 45.5 24 50 11M64 11H56V24H64M56 17.500H62"/></g>
<g class="a-neon d1"><path fill="none" stroke="@sky2" stroke-width="2.6" stroke-linejoin="round" d="M71 22V11L77 13.5"/><circle cx="69.5" cy="22" r="2.8" fill="@sky2"/></g>
<path fill="@ink1" d="M2 88H94V92H2Z"/>
${spark(6, 22, 5, "@gold1", "a-twinkle d1")}${spark(91, 20, 5, "@gold1", "a-twinkle d2")}`;

export const legend = { stage_lights, aurora, night_train, lighthouse, livehouse };
