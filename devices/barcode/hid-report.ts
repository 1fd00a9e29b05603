/**
 * Input reports of USB bar code scanners of the HID point-of-sale class (USB-IF, HID Point of Sale Usage Tables 1.02, page
 * 0x8C). The standard names the fields and leaves their places to the device; the layouts here are the one that most makers
 * share (Access-IS LSR118 and LSR110 manuals, Honeywell, Zebra, Datalogic), Microscan's, and one without a length.
 */
import { type Decoded, fault } from '../codec/codec.ts';
import type { ScannerLayout } from '../driver.ts';

/** What one report holds. */
export interface ScannerReport {
  /** Symbology identifier; absent where the layout has no place for it, or the scanner left it empty. */
  readonly aim?: string;
  readonly data: Uint8Array;
  /** More reports of the same code follow. */
  readonly continues: boolean;
}

interface Layout {
  /** The number of the report; missing on some systems. */
  readonly id: number;
  /** Bytes of a report without its number. */
  readonly body_bytes: number;
  /** Places in the body. */
  readonly length_at?: number;
  readonly aim_at?: number;
  readonly data_at: number;
  readonly data_bytes: number;
  /** Bit 0 of this byte: more follows. Without it a full report is followed by another. */
  readonly continues_at?: number;
}

export const scannerLayouts: Readonly<Record<ScannerLayout, Layout>> = {
  standard: { id: 2, body_bytes: 63, length_at: 0, aim_at: 1, data_at: 4, data_bytes: 56, continues_at: 62 },
  microscan: { id: 1, body_bytes: 63, length_at: 0, data_at: 1, data_bytes: 62 },
  'no-length': { id: 2, body_bytes: 60, aim_at: 0, data_at: 3, data_bytes: 56, continues_at: 59 },
};

/** Reports of one code; so few that the sizes a report can have never divide the same frame. */
export const reports_max = 58;
export const report_bytes_max = 65;

const right_bracket = 0x5d;

/** How many bytes before the body stand in a report: none, its number, or on some devices one more byte; undefined when it is none. */
function before(report: Uint8Array, { id, body_bytes, aim_at }: Layout): number | undefined {
  const ahead = report.length - body_bytes;
  if (ahead < 0 || ahead > 2) return undefined;
  if (ahead === 0) return 0;
  if (report[0] !== id) return undefined;
  // The number is followed by the body, or by a byte more: then the identifier stands one place later.
  if (ahead === 1) return 1;
  return aim_at === undefined || report[2 + aim_at] === right_bracket ? 2 : undefined;
}

export function reportOf(report: Uint8Array, name: ScannerLayout = 'standard'): Decoded<ScannerReport> {
  const layout = scannerLayouts[name];
  const ahead = before(report, layout);
  if (ahead === undefined) {
    const says = `must be ${layout.body_bytes} bytes, with number ${layout.id} in front where reports are numbered`;
    return fault('format', 'report', `${says}, as layout ${name} has it`);
  }
  const { length_at, aim_at, data_at, data_bytes, continues_at } = layout;
  const body = report.subarray(ahead);
  const room = body.subarray(data_at, data_at + data_bytes);
  const length = length_at === undefined ? lengthOf(room) : (body[length_at] ?? 0);
  if (length > data_bytes) return fault('range', 'length', `must be at most ${data_bytes}`);
  const aim = aim_at === undefined ? '' : identifierOf(body.subarray(aim_at, aim_at + 3));
  if (aim === undefined) return fault('format', 'aim', 'must be ] with two characters, or three bytes 0');
  const continues = continues_at === undefined ? length === data_bytes : ((body[continues_at] ?? 0) & 1) === 1;
  return { ok: true, value: { ...(aim === '' ? {} : { aim }), data: room.subarray(0, length), continues } };
}

/** Without a length the data ends before the zeros that fill the report. */
function lengthOf(room: Uint8Array): number {
  let length = room.length;
  while (length > 0 && room[length - 1] === 0) length -= 1;
  return length;
}

/** Empty for three zeros; undefined for anything that is no identifier. */
function identifierOf(bytes: Uint8Array): string | undefined {
  if (bytes.every((byte) => byte === 0)) return '';
  const text = String.fromCharCode(...bytes);
  return /^\][A-Za-z][0-9A-Za-z]$/.test(text) ? text : undefined;
}

/** Whether a report says, or lets suspect, that another of the same code follows; false for what is no report. */
export function continues(report: Uint8Array, name: ScannerLayout = 'standard'): boolean {
  const read = reportOf(report, name);
  return read.ok && read.value.continues;
}

/** The reports that stand one behind the other in a frame: all of one size, the only one that divides it. */
export function reportsIn(frame: Uint8Array, name: ScannerLayout = 'standard'): readonly Uint8Array[] | undefined {
  const { body_bytes } = scannerLayouts[name];
  for (const size of [body_bytes + 1, body_bytes, body_bytes + 2]) {
    const count = frame.length / size;
    if (!Number.isInteger(count) || count < 1 || count > reports_max) continue;
    return Array.from({ length: count }, (_, at) => frame.subarray(at * size, (at + 1) * size));
  }
  return undefined;
}

export interface ReportManner {
  readonly layout?: ScannerLayout;
  /** `kept`: the number comes in front, as node-hid gives it; `doubled`: a byte more, as some devices do. */
  readonly number?: 'kept' | 'stripped' | 'doubled';
}

/** The reports that carry one code, as a scanner sends them. */
export function reportsOf(
  { aim = '', code }: { readonly aim?: string; readonly code: string },
  { layout: name = 'standard', number = 'kept' }: ReportManner = {},
): readonly Uint8Array[] {
  const { id, body_bytes, length_at, aim_at, data_at, data_bytes, continues_at } = scannerLayouts[name];
  const text = aim_at === undefined ? aim + code : code;
  const count = Math.max(1, Math.ceil(text.length / data_bytes));
  return Array.from({ length: count }, (_, at) => {
    const body = new Uint8Array(body_bytes);
    const piece = text.slice(at * data_bytes, (at + 1) * data_bytes);
    if (length_at !== undefined) body[length_at] = piece.length;
    if (aim_at !== undefined) body.set(latin1(aim), aim_at);
    body.set(latin1(piece), data_at);
    if (continues_at !== undefined && at < count - 1) body[continues_at] = 1;
    const ahead = number === 'stripped' ? [] : number === 'kept' ? [id] : [id, 0];
    return Uint8Array.from([...ahead, ...body]);
  });
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
