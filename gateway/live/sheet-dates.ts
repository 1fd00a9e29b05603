/** Dates as sheets keep them: days since a day zero, shown as a date by the format of the cell (ECMA-376 part 1, 18.8.30). They have no zone. */

const day_s = 86_400;
/** 1899-12-30: from March 1900 on, days are counted from it, because of a leap day in 1900 that there never was. */
const zero_ms = Date.UTC(1899, 11, 30);
const missing_leap_day = 60;
/** From 1904-01-01, as old Macintoshes did. */
const days_1904 = 1_462;
/** Built-in formats that show dates and times, in all languages. */
const built_in = [14, 22, 27, 36, 45, 47, 50, 58] as const;

/** `code`: how a format that a workbook brings itself shows a number; without one it is built in. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined)
    return built_in.some((from, at) => at % 2 === 0 && id >= from && id <= (built_in[at + 1] ?? 0));
  const shown = code
    // Words, single characters, and conditions, colours and languages; but not time that has passed, such as [h].
    .replace(/"[^"]*"|[\\_*]./g, '')
    .replace(/\[[^[\]]*\]/g, (inside) => (/^\[(h+|m+|s+)\]$/i.test(inside) ? inside : ''))
    .replace(/general|standard/gi, '')
    .replace(/([s\]])\.0+/gi, '$1');
  return /[ymdhs]/i.test(shown) && !/[#?0]/.test(shown);
}

/** `2026-11-03`, `2026-11-03 09:10` or `09:10:07`, of days since the day zero. */
export function serialText(days: number, is_1904: boolean): string {
  // A time is kept as a part of a day, and so a little off.
  const seconds = Math.round(days * day_s);
  const isTimeAlone = seconds >= 0 && seconds < day_s;
  const whole = Math.floor(seconds / day_s);
  const since = is_1904 ? days_1904 : Number(whole < missing_leap_day);
  const date = new Date(zero_ms + (since * day_s + seconds) * 1_000);
  if (Number.isNaN(date.getTime())) return 'no date';
  const text = shortened(date.toISOString());
  return isTimeAlone ? (text.split(' ')[1] ?? '00:00') : text;
}

/** The same of a date that a sheet keeps as a text; one of some zone stays as it is. */
export function dateText(iso: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/.test(iso) ? shortened(iso) : iso;
}

function shortened(iso: string): string {
  const [day = '', time = ''] = iso.split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, time.startsWith('00', 6) ? 5 : 8)}`;
}
