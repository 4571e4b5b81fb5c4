import { around, heart, spark } from "./paint";

const bloom = (x: number, y: number, size: number, hue: string, classes: string) => `
<g class="${classes}">
  ${around(6, x, y, () => `<ellipse cx="${x}" cy="${y - size * 0.62}" rx="${size * 0.4}" ry="${size * 0.52}" fill="%${hue}V"/>`)}
  <circle cx="${x}" cy="${y}" r="${size * 0.34}" fill="%goldR"/>
</g>`;

const bouquet = `
<g class="a-sway">
  <path fill="%leaf" d="M30 44C14 40 8 30 8 22 22 20 32 30 36 42Z"/><path fill="%leaf" d="M66 44C82 40 88 30 88 22 74 20 64 30 60 42Z"/>
  <path fill="%leaf" d="M48 30C40 20 42 10 48 3 54 10 56 20 48 30Z"/>
  ${bloom(31, 21, 14, "violet", "a-pop d2")}${bloom(66, 20, 14, "sky", "a-pop d3")}
  ${bloom(20, 39, 13, "chalk", "a-pop d1")}${bloom(77, 39, 13, "gold", "a-pop d2")}
  ${bloom(48, 33, 18, "red", "a-pop")}${bloom(34, 45, 12, "gold", "a-pop d3")}${bloom(63, 45, 12, "violet", "a-pop d1")}
  <path fill="%sky" d="M18 46 48 54 78 46 58 92H38Z"/>
  <path fill="@chalk1" opacity="0.85" d="M18 46 48 58 42 92H38Z"/><path fill="@sky1" d="M78 46 48 58 54 92H58Z"/>
  <path fill="@sky3" opacity="0.4" d="M48 58 42 92H54Z"/>
  <path fill="%red" d="M34 72Q48 77 62 72L61 79Q48 83 35 79Z"/>
  <path fill="%red" d="M48 77C38 66 29 69 30 76 31 82 41 81 48 77ZM48 77C58 66 67 69 66 76 65 82 55 81 48 77Z"/><path fill="@red3" d="M46 78 38 93 43.5 91 45.5 95 50 79ZM50 78 58 93 52.5 91 50.5 95 46 79Z"/>
  <circle cx="48" cy="77" r="3.8" fill="@red1"/>
</g>`;

const drumsticks = `
<ellipse cx="48" cy="88" rx="36" ry="5" fill="@ink1" opacity="0.5"/>
<path fill="%red" d="M12 58H84V78C84 92 12 92 12 78Z"/><path fill="@red1" opacity="0.5" d="M16 62H24V86C19 84 16 82 16 78Z"/>
<g fill="none" stroke="%steelV" stroke-width="3"><path d="M22 66V86M39 69V90M57 69V90M74 66V86"/></g>
<path fill="none" stroke="%steelV" stroke-width="5" d="M12.5 77C12.5 91 83.5 91 83.5 77"/>
<ellipse cx="48" cy="57" rx="37" ry="12.5" fill="%steel"/><ellipse cx="48" cy="55.5" rx="33" ry="10" fill="%chalk"/>
<ellipse class="a-ring" cx="48" cy="55.5" rx="15" ry="4.5" fill="none" stroke="@sky2" stroke-width="2"/>
<g class="a-drum-left"><path stroke="%wood" stroke-width="6" stroke-linecap="round" d="M14 8 52 48"/><path stroke="@gold1" stroke-width="2" stroke-linecap="round" opacity="0.7" d="M14 6 48 42"/><ellipse cx="55" cy="51" rx="5" ry="4" transform="rotate(45 55 51)" fill="@gold1"/><path stroke="@red2" stroke-width="6.4" stroke-linecap="round" d="M14 8 24 18.5"/></g>
<g class="a-drum-right"><path stroke="%wood" stroke-width="6" stroke-linecap="round" d="M82 8 44 48"/><path stroke="@gold1" stroke-width="2" stroke-linecap="round" opacity="0.7" d="M80 7 46 43"/><ellipse cx="41" cy="51" rx="5" ry="4" transform="rotate(-45 41 51)" fill="@gold1"/><path stroke="@red2" stroke-width="6.4" stroke-linecap="round" d="M82 8 72 18.5"/></g>
<g fill="none" stroke="@gold1" stroke-width="3" stroke-linecap="round"><path class="a-flash" d="M48 22V14"/><path class="a-flash d1" d="M39 25 35 18M57 25 61 18"/></g>`;

const lantern = `
<circle class="a-glow" cx="48" cy="48" r="47" fill="%goldG" opacity="0.75"/>
<g class="a-hang">
  <path fill="none" stroke="@wood1" stroke-width="3" stroke-linecap="round" d="M48 2V10"/>
  <path fill="%redR" d="M30 16H66C84 26 84 66 66 76H30C12 66 12 26 30 16Z"/>
  <ellipse cx="48" cy="46" rx="25" ry="26" fill="%goldG" class="a-glow"/>
  <g fill="none" stroke="@red3" stroke-width="1.5" opacity="0.6"><path d="M23 24Q48 30 73 24M18.5 34Q48 41 77.5 34M17 45Q48 53 79 45M18.5 57Q48 65 77.5 57M23 68Q48 75 73 68"/></g>
  <g fill="@ink1"><path d="M42 29H48L60 25V31L48 35V56H42Z"/><ellipse cx="39" cy="57" rx="9" ry="7" transform="rotate(-16 39 57)"/></g>
  <path fill="none" stroke="@chalk1" stroke-width="3" stroke-linecap="round" opacity="0.55" d="M24 34C22 42 22 50 24 58"/>
  <rect x="30" y="9" width="36" height="8.5" rx="2.5" fill="%night"/><rect x="30" y="9" width="36" height="2.5" rx="1.2" fill="@gold2"/>
  <rect x="30" y="74.5" width="36" height="8.5" rx="2.5" fill="%night"/><rect x="30" y="80.5" width="36" height="2.5" rx="1.2" fill="@gold2"/>
  <path fill="none" stroke="%goldV" stroke-width="2.4" stroke-linecap="round" d="M48 83V94M43.5 86V93M52.5 86V93"/>
</g>`;

const flame = (x: number, y: number, classes: string) => `
<g class="${classes}"><path fill="%goldV" d="M${x} ${y - 13}C${x + 6} ${y - 6} ${x + 5} ${y} ${x} ${y} ${x - 5} ${y} ${x - 6} ${y - 6} ${x} ${y - 13}Z"/><path fill="@chalk1" d="M${x} ${y - 7}C${x + 2.5} ${y - 4} ${x + 2} ${y - 1} ${x} ${y - 1} ${x - 2} ${y - 1} ${x - 2.5} ${y - 4} ${x} ${y - 7}Z"/></g>`;

const berry = (x: number, y: number) => `
<path fill="%redR" d="M${x} ${y + 9}C${x - 7} ${y + 4} ${x - 7} ${y - 4} ${x} ${y - 4} ${x + 7} ${y - 4} ${x + 7} ${y + 4} ${x} ${y + 9}Z"/><path fill="@leaf2" d="M${x - 5} ${y - 4}Q${x} ${y - 8} ${x + 5} ${y - 4}Q${x} ${y - 1} ${x - 5} ${y - 4}Z"/>`;

const cake = `
<ellipse class="a-glow" cx="48" cy="24" rx="40" ry="22" fill="%goldG" opacity="0.5"/>
<ellipse cx="48" cy="87" rx="43" ry="7" fill="%steel"/><ellipse cx="48" cy="84.5" rx="43" ry="7" fill="%chalk"/>
<path fill="%red" d="M11 61H85V80C85 88 11 88 11 80Z"/><path fill="@gold1" opacity="0.85" d="M11 72Q48 79 85 72V76Q48 83 11 76Z"/>
<path fill="%chalk" d="M11 61C11 54 85 54 85 61V66C85 72 78 72 77 67 75 64 71 64 70 69 69 76 62 76 61 70 60 66 56 66 55 70 54 75 46 75 45 70 44 66 40 66 39 71 38 78 31 77 30 70 29 65 25 65 24 68 22 73 11 73 11 66Z"/>
<path fill="%sky" d="M25 43H71V57C71 63 25 63 25 57Z"/>
<path fill="@chalk1" d="M25 43C25 37 71 37 71 43V47C71 52 66 52 65 48 64 45 60 45 59 50 58 55 53 54 52 49 51 46 47 46 46 50 45 55 39 55 38 49 37 45 34 45 33 48 32 52 25 52 25 47Z"/>
<ellipse cx="48" cy="42" rx="21" ry="4.2" fill="@chalk2"/>
<g stroke-width="4.5" stroke-linecap="round"><path stroke="@violet2" d="M36 41V28"/><path stroke="@red2" d="M48 43V28"/><path stroke="@leaf2" d="M60 41V28"/></g>
<g stroke="@chalk1" stroke-width="1.6" opacity="0.8"><path d="M34 33 38 31M34 38 38 36M46 33 50 31M46 38 50 36M58 33 62 31M58 38 62 36"/></g>
${flame(36, 26, "a-flicker")}${flame(48, 25, "a-flicker d1")}${flame(60, 26, "a-flicker d2")}
${berry(20, 58)}${berry(76, 58)}${berry(34, 61)}${berry(62, 61)}${berry(48, 62)}`;

const vinyl = `
<path fill="%violet" d="M4 14H56V82H4Z"/><path fill="@violet1" opacity="0.35" d="M4 14H56L4 60Z"/>
<circle cx="27" cy="46" r="14" fill="none" stroke="@gold2" stroke-width="3"/><path fill="@gold2" d="M24 38 36 46 24 54Z"/>
<path fill="@gold1" d="M9 68H34V71.500H9ZM9 74H26V77H9Z" opacity="0.8"/>
<g class="a-spin">
  <circle cx="58" cy="48" r="36" fill="%nightR"/><circle cx="58" cy="48" r="36" fill="none" stroke="@steel2" stroke-width="1.2" opacity="0.8"/>
  <g fill="none" stroke="@steel3" stroke-width="1.1"><circle cx="58" cy="48" r="32"/><circle cx="58" cy="48" r="28.5"/><circle cx="58" cy="48" r="25"/><circle cx="58" cy="48" r="21.5"/><circle cx="58" cy="48" r="18"/></g>
  <path fill="@sky1" opacity="0.3" d="M58 48 40 17A36 36 0 0 1 56 12ZM58 48 76 79A36 36 0 0 1 60 84Z"/><path fill="@red1" opacity="0.22" d="M58 48 32 23A36 36 0 0 1 40 17ZM58 48 84 73A36 36 0 0 1 76 79Z"/>
  <circle cx="58" cy="48" r="13.5" fill="%red"/><circle cx="58" cy="48" r="9.5" fill="none" stroke="@chalk1" stroke-width="1.2" opacity="0.7"/>
  <path fill="@gold1" d="M50 44H55V46H50ZM61 50H66V52H61Z"/><circle cx="58" cy="48" r="2.8" fill="@ink1"/>
</g>`;

const umbrella = `
<g fill="none" stroke="@sky1" stroke-width="2.4" stroke-linecap="round" opacity="0.8"><path class="a-rain" d="M10 14 7 24"/><path class="a-rain d1" d="M84 10 81 20"/><path class="a-rain d2" d="M20 2 17 12"/><path class="a-rain d1" d="M93 34 90 44"/><path class="a-rain d3" d="M6 44 3 54"/></g>
<g class="a-sway">
  <path fill="none" stroke="%woodV" stroke-width="3.6" stroke-linecap="round" d="M48 22V88"/>
  <path fill="%red" d="M6 52C10 30 28 18 48 18 68 18 86 30 90 52 84 47 78 47 73 52 67 46 59 46 54 52 50 48 46 48 42 52 37 46 29 46 23 52 18 47 12 47 6 52Z"/>
  <path fill="@red3" opacity="0.4" d="M48 18C68 18 86 30 90 52 84 47 78 47 73 52 71 36 62 24 48 18Z"/>
  <path fill="@chalk1" opacity="0.85" d="M24 38C31 33 39 31 48 31 57 31 65 33 72 38L73.5 43C66 38 57 36 48 36 39 36 30 38 22.5 43Z"/>
  <g fill="none" stroke="@red1" stroke-width="1.4" opacity="0.8"><path d="M48 18C36 25 26 36 23 52M48 18C44 28 42 40 42 52M48 18C52 28 54 40 54 52M48 18C60 25 70 36 73 52"/></g>
</g>
<g class="a-bob"><circle cx="33" cy="66" r="7.5" fill="%gold"/><path fill="%sky" d="M21 92C21 80 26 75 33 75 40 75 45 80 45 92Z"/></g>
<g class="a-bob d1"><circle cx="63" cy="66" r="7.5" fill="%wood"/><path fill="%violet" d="M51 92C51 80 56 75 63 75 70 75 75 80 75 92Z"/></g>
${heart(48, 9, 17, "%red", "a-heartbeat")}`;

export const nice = { bouquet, drumsticks, lantern, cake, vinyl, umbrella };
export const unknown = `
<g class="a-bob">
  <ellipse cx="48" cy="89" rx="30" ry="4.5" fill="@ink1" opacity="0.5"/>
  <path fill="%violet" d="M16 46H80V84C80 88 77 90 73 90H23C19 90 16 88 16 84Z"/><path fill="@violet3" opacity="0.5" d="M60 46H80V84C80 88 77 90 73 90H60Z"/>
  <path fill="%goldV" d="M40 46H56V90H40Z"/>
  <rect x="11" y="33" width="74" height="16" rx="4" fill="%violet"/><rect x="11" y="33" width="74" height="5" rx="2.5" fill="@violet1" opacity="0.6"/><path fill="%goldV" d="M38 33H58V49H38Z"/>
  <g class="a-breathe"><path fill="%gold" d="M48 33C38 10 14 10 16 23 17 32 34 35 48 33ZM48 33C58 10 82 10 80 23 79 32 62 35 48 33Z"/><path fill="@gold3" opacity="0.6" d="M46 31C36 18 24 18 25 24 26 29 37 32 46 31ZM50 31C60 18 72 18 71 24 70 29 59 32 50 31Z"/><rect x="42" y="26" width="12" height="10" rx="4" fill="@gold1"/></g>
</g>
${spark(12, 14, 7, "@gold1", "a-twinkle")}${spark(86, 12, 5, "@red1", "a-twinkle d1")}${spark(48, 70, 8, "@gold1", "a-twinkle d2")}`;
