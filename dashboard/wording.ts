/** Times and figures as people read them. */

const clocks = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let format = clocks.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
    clocks.set(key, format);
  }
  return format;
}

/** `14:02:11`, in the site's time zone. */
export function timeWords(at_ms: number, zone: string): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at_ms);
}

/** `23 Nov 14:02:11`, in the site's time zone. */
export function dayTimeWords(at_ms: number, zone: string): string {
  return `${formatOf(zone, { day: 'numeric', month: 'short' }).format(at_ms)} ${timeWords(at_ms, zone)}`;
}

/** `2026-11-23T14:02:11`, in the site's time zone: what a field for a date and a time takes. */
export function fieldTime(at_ms: number, zone: string): string {
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const day = new Map(
    formatOf(zone, date)
      .formatToParts(at_ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${day.get('year')}-${day.get('month')}-${day.get('day')}T${timeWords(at_ms, zone)}`;
}

/** `now`, `12 s`, `4 min`, `3 h`, `5 d`, rounded down; a unit begins at two, so that each word is told apart from the one before. */
export function ageWords(age_ms: number): string {
  const age_s = Math.floor(age_ms / 1_000);
  if (age_s < 2) return 'now';
  if (age_s < 120) return `${age_s} s`;
  if (age_s < 120 * 60) return `${Math.floor(age_s / 60)} min`;
  if (age_s < 48 * 3_600) return `${Math.floor(age_s / 3_600)} h`;
  return `${Math.floor(age_s / 86_400)} d`;
}

/** `just now`, `12 s ago`. */
export function agoWords(age_ms: number): string {
  const age = ageWords(age_ms);
  return age === 'now' ? 'just now' : `${age} ago`;
}

/** `12 345`, with narrow spaces. */
export function figure(value: number): string {
  const [sign, digits] = value < 0 ? ['−', String(-value)] : ['', String(value)];
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 device`, `2 devices`. */
export function countWords(count: number, one: string): string {
  return `${figure(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** A sentence with its negative quantities written as people write them; hyphens in names and codes stay. */
export function trueMinus(says: string): string {
  return says.replace(/(^|\s)-(?=\d{1,12}(\.\d{1,6})? (g|dBm)\b)/g, '$1−');
}

/** `4.2 MB`. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How far a device's clock is ahead: `+1.2 s`, `−38 ms`, `−56 years`. */
export function skewWords(skew_ms: number): string {
  const sign = skew_ms < 0 ? '−' : '+';
  const size_ms = Math.abs(skew_ms);
  if (size_ms < 1_000) return `${sign}${Math.round(size_ms)} ms`;
  if (size_ms < 120_000) return `${sign}${(size_ms / 1_000).toFixed(1)} s`;
  if (size_ms < 2 * year_ms) return `${sign}${ageWords(size_ms)}`;
  return `${sign}${Math.floor(size_ms / year_ms)} years`;
}

const year_ms = 365.25 * 86_400_000;
