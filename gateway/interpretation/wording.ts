/** Quantities as people read them, the same on every machine. */

const minus = '\u2212';

/** Grams to the tenth, below ten grams to the milligram: `−412 g`, `4120.5 g`, `0.35 g`. */
export function gramsText(mass_mg: number): string {
  const size = Math.abs(mass_mg);
  const whole_mg = size < 10_000 ? Math.round(size) : Math.round(size / 100) * 100;
  const rest = String(whole_mg % 1_000)
    .padStart(3, '0')
    .replace(/0{1,3}$/, '');
  const text = `${Math.floor(whole_mg / 1_000)}${rest === '' ? '' : `.${rest}`} g`;
  return mass_mg < 0 && whole_mg > 0 ? minus + text : text;
}

/** A change of mass with its sign: `+206 g`. */
export function stepText(mass_mg: number): string {
  const text = gramsText(mass_mg);
  return text.startsWith(minus) ? text : `+${text}`;
}

/** `−54.5 dBm`; nothing where the reader told no strength. */
export function strengthText(rssi_cdbm: number | undefined): string {
  return rssi_cdbm === undefined ? '' : ` at ${tenths(rssi_cdbm, 100)} dBm`;
}

/** `0.4 s`. */
export function secondsText(time_ms: number): string {
  return `${tenths(time_ms, 1_000)} s`;
}

/** `200 ± 2`, `30 ± 0.3`: a number of pieces and its standard deviation, where that is a tenth of a piece or more. */
export function countText(pieces: number, sd: number): string {
  if (sd < 0.1) return `${pieces}`;
  return `${pieces} ± ${sd < 0.95 ? tenths(sd, 1) : Math.round(sd)}`;
}

/** `0.973`. */
export function probabilityText(permille: number): string {
  return (permille / 1_000).toFixed(3);
}

/** Codes as they may appear in ids and sentences: what is not printable shows as its byte, and the length has an end. */
export function codeText(code: string): string {
  const shown = code.length > 120 ? `${code.slice(0, 120)}…(${code.length})` : code;
  return shown.replace(/[^\x20-\x7e\u00a0-\u00ff\u2026]/g, (character) => {
    return `<${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}>`;
  });
}

function tenths(value: number, per: number): string {
  const size = Math.round((Math.abs(value) / per) * 10);
  const text = size % 10 === 0 ? `${size / 10}` : `${Math.floor(size / 10)}.${size % 10}`;
  return value < 0 && size > 0 ? minus + text : text;
}
