/** Times as people of the site write and read them: in its time zone, days first. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** The clock on the wall, as numbers. */
interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** `09:10`. */
export function clockWords(at_ms: number, zone: string): string {
  const { hour, minute } = wallTime(at_ms, zone);
  return `${two(hour)}:${two(minute)}`;
}

/** `09:10` on the day of `now_ms`, `Monday 09:10` in the six days before, else `3 Nov 2026 09:10`. */
export function whenWords(at_ms: number, now_ms: number, zone: string): string {
  const days = localDay(now_ms, zone) - localDay(at_ms, zone);
  const clock = clockWords(at_ms, zone);
  if (days === 0) return clock;
  const { day, month, year, weekday } = wallTime(at_ms, zone);
  return days > 0 && days < 7 ? `${weekday} ${clock}` : `${day} ${monthNames[month - 1]} ${year} ${clock}`;
}

/** `23 Nov 2026 14:02:11`. */
export function fullWords(at_ms: number, zone: string): string {
  const { day, month, year, second } = wallTime(at_ms, zone);
  return `${day} ${monthNames[month - 1]} ${year} ${clockWords(at_ms, zone)}:${two(second)}`;
}

export type ParsedTime = { readonly ok: true; readonly at_ms: number } | { readonly ok: false; readonly says: string };

const local_time = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,3})?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * A time as a person or a program writes it: `2026-11-23T14:02:11Z`, `2026-11-23T14:02+01:00`, on the site's wall clock
 * `2026-11-23 14:02`, or milliseconds since 1970 (12 digits at least, so that a year is none).
 */
export function parseTime(text: string, zone: string): ParsedTime {
  if (/^\d{12,15}$/.test(text)) return { ok: true, at_ms: Number(text) };
  // In the query of a URL a plus is a space.
  const match = local_time.exec(
    text.replace(/ (\d{2}:\d{2})$/, (whole, offset) => (text.includes('T') ? `+${offset}` : whole)),
  );
  if (match === null)
    return {
      ok: false,
      says: `${text} is no time; write 2026-11-23 14:02, 2026-11-23T14:02:11Z or milliseconds since 1970`,
    };
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', offset] = match;
  const wall_ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`);
  const isReal = new Date(wall_ms).toJSON()?.startsWith(`${year}-${month}-${day}T${hour}:${minute}:${second}`) === true;
  if (!isReal) return { ok: false, says: `${text} is no date and time there is` };
  if (offset === 'Z') return { ok: true, at_ms: wall_ms };
  if (offset !== undefined) return { ok: true, at_ms: wall_ms - offsetOf(offset) };
  return onWallClock(text, wall_ms, zone);
}

/** The instants at which the site's clock shows it: one, none when it was put forward, two when it was put back. */
function onWallClock(text: string, wall_ms: number, zone: string): ParsedTime {
  const found = new Set<number>();
  for (const guess_ms of [wall_ms - day_ms, wall_ms + day_ms]) {
    const at_ms = wall_ms - (wallMs(guess_ms, zone) - guess_ms);
    if (wallMs(at_ms, zone) === wall_ms) found.add(at_ms);
  }
  const [at_ms, second_ms] = [...found].sort((a, b) => a - b);
  if (at_ms === undefined) return { ok: false, says: `${text} was left out when the clocks in ${zone} went forward` };
  if (second_ms !== undefined) {
    const [first, second] = [at_ms, second_ms].map((each) => new Date(each).toJSON().replace('.000Z', 'Z'));
    return { ok: false, says: `${text} came twice when the clocks in ${zone} went back: say ${first} or ${second}` };
  }
  return { ok: true, at_ms };
}

function offsetOf(text: string): number {
  const [hours = 0, minutes = 0] = text.slice(1).split(':').map(Number);
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const day_ms = 86_400_000;
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-23`. */
export function localDayText(at_ms: number, zone: string): string {
  return new Date(localDay(at_ms, zone) * day_ms).toISOString().slice(0, 10);
}

/** The day that the site's calendar shows, as the number of days since 1 January 1970. */
export function localDay(at_ms: number, zone: string): number {
  return Math.floor(wallMs(at_ms, zone) / day_ms);
}

/**
 * When that day begins: its midnight, or when the clocks were put forward over midnight, the instant at which they were. A day that a
 * zone left out of its calendar begins when the next one does.
 */
export function localDayStart(day: number, zone: string): number {
  const wall_ms = day * day_ms;
  const guess_ms = wall_ms - (wallMs(wall_ms, zone) - wall_ms);
  if (isStart(guess_ms, day, zone)) return guess_ms;
  // No zone is further off than this; whole seconds will do, no zone has changed its clocks between two.
  let before_s = wall_ms / 1_000 - 129_600;
  let since_s = wall_ms / 1_000 + 129_600;
  while (since_s - before_s > 1) {
    const middle_s = Math.floor((before_s + since_s) / 2);
    if (localDay(middle_s * 1_000, zone) >= day) since_s = middle_s;
    else before_s = middle_s;
  }
  return since_s * 1_000;
}

function isStart(at_ms: number, day: number, zone: string): boolean {
  return localDay(at_ms, zone) === day && localDay(at_ms - 1_000, zone) < day;
}

/** The wall clock as if it were UTC. */
function wallMs(at_ms: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallTime(at_ms, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second, ((at_ms % 1_000) + 1_000) % 1_000);
}

function wallTime(at_ms: number, zone: string): WallTime {
  let format = formats.get(zone);
  if (format === undefined) {
    const number = 'numeric';
    const parts = { year: number, month: number, day: number, hour: number, minute: number, second: number } as const;
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', weekday: 'long', ...parts });
    formats.set(zone, format);
  }
  const found = new Map(format.formatToParts(at_ms).map(({ type, value }) => [type, value]));
  const numberOf = (type: Intl.DateTimeFormatPartTypes) => Number(found.get(type));
  return {
    year: numberOf('year'),
    month: numberOf('month'),
    day: numberOf('day'),
    weekday: found.get('weekday') ?? '',
    hour: numberOf('hour'),
    minute: numberOf('minute'),
    second: numberOf('second'),
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
