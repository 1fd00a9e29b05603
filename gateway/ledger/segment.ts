/**
 * The journal's unit of storage: the rows of one batch in one blob. One blob a batch, not one table row a frame, is what
 * lets the journal keep every byte and still cost less than the movements it leads to.
 *
 * Layout of a row, all numbers as unsigned LEB128: flags (bit 0 event, bit 1 retained, bits 2–3 QoS), arrival time less
 * that of the segment, device name number, topic (or event) name number, length, bytes. Arrival numbers are dense, so
 * only the segment's first is stored.
 */
import { assert } from '../base/assert.ts';
import type { JournalRow } from './reader.ts';

/** Names (devices, topics, events) are stored once and numbered from 1; 0 is "none". */
export interface Names {
  numberOf(text: string): number;
  textOf(number: number): string;
}

const event_flag = 1;
const retained_flag = 2;

export function encodeSegment(rows: readonly JournalRow[], names: Names): Uint8Array {
  const first = rows[0];
  assert(first !== undefined, 'a segment has at least one row');
  let bytes_max = 0;
  for (const row of rows) bytes_max += 40 + (row.data?.length ?? 0) + 3 * (row.detail?.length ?? 0);
  const sink = { bytes: new Uint8Array(bytes_max), length: 0 };
  for (const [i, row] of rows.entries()) {
    assert(row.n === first.n + i && row.at_ms >= first.at_ms, 'rows of a segment are dense and in order of time');
    putNumber(sink, (row.kind === 'event' ? event_flag : 0) | (row.retained ? retained_flag : 0) | (row.qos << 2));
    putNumber(sink, row.at_ms - first.at_ms);
    putNumber(sink, row.device === undefined ? 0 : names.numberOf(row.device));
    const subject = row.kind === 'event' ? row.event : row.topic;
    putNumber(sink, subject === undefined ? 0 : names.numberOf(subject));
    const data = row.kind === 'event' ? Buffer.from(row.detail ?? '', 'utf8') : (row.data ?? new Uint8Array());
    putNumber(sink, data.length);
    sink.bytes.set(data, sink.length);
    sink.length += data.length;
  }
  return sink.bytes.subarray(0, sink.length);
}

/**
 * The rows of a segment, in order, those before `from_n` only passed over. Asserts: the blob was written by `encodeSegment`;
 * anything else is a damaged ledger.
 */
export function* decodeSegment(
  blob: Uint8Array,
  n_first: number,
  at_ms: number,
  names: Names,
  from_n = n_first,
): Generator<JournalRow> {
  const source = { bytes: blob, at: 0 };
  for (let n = n_first; source.at < blob.length; n += 1) {
    const flags = takeNumber(source);
    const row_at_ms = at_ms + takeNumber(source);
    const device = takeNumber(source);
    const subject = takeNumber(source);
    const length = takeNumber(source);
    assert(source.at + length <= blob.length, `journal segment ${n_first} is damaged at row ${n}`);
    const data_at = source.at;
    source.at += length;
    if (n < from_n) continue;
    const data = blob.subarray(data_at, data_at + length);
    // Members are set one by one: spreading them costs more than reading them, and a start reads a hundred thousand rows.
    const row: Writable<JournalRow> = {
      n,
      at_ms: row_at_ms,
      kind: (flags & event_flag) === 0 ? 'frame' : 'event',
      retained: (flags & retained_flag) !== 0,
      qos: qosOf(flags >> 2),
    };
    if (device !== 0) row.device = names.textOf(device);
    if (row.kind === 'event') {
      row.event = names.textOf(subject);
      row.detail = Buffer.from(data).toString('utf8');
    } else {
      if (subject !== 0) row.topic = names.textOf(subject);
      row.data = data;
    }
    yield row;
  }
}

/** A row without its bytes; device and subject are numbers of names, 0 for none. */
export interface RowHead {
  n: number;
  at_ms: number;
  is_event: boolean;
  device: number;
  subject: number;
}

/** Shows every row of a segment in order, its bytes passed over; it is the same object each time. `text()` reads an event's detail. */
export function scanSegment(
  blob: Uint8Array,
  n_first: number,
  at_ms: number,
  see: (head: Readonly<RowHead>, text: () => string) => void,
): void {
  const source = { bytes: blob, at: 0 };
  const head: RowHead = { n: n_first, at_ms, is_event: false, device: 0, subject: 0 };
  let data_at = 0;
  const text = () => Buffer.from(blob.subarray(data_at, source.at)).toString('utf8');
  for (let n = n_first; source.at < blob.length; n += 1) {
    head.n = n;
    head.is_event = (takeNumber(source) & event_flag) !== 0;
    head.at_ms = at_ms + takeNumber(source);
    head.device = takeNumber(source);
    head.subject = takeNumber(source);
    const length = takeNumber(source);
    assert(source.at + length <= blob.length, `journal segment ${n_first} is damaged at row ${n}`);
    data_at = source.at;
    source.at += length;
    see(head, text);
  }
}

type Writable<Row> = { -readonly [Member in keyof Row]: Row[Member] };

function qosOf(bits: number): 0 | 1 | 2 {
  assert(bits === 0 || bits === 1 || bits === 2, `no QoS ${bits}`);
  return bits;
}

function putNumber(sink: { bytes: Uint8Array; length: number }, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    sink.bytes[sink.length++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  sink.bytes[sink.length++] = rest;
}

function takeNumber(source: { readonly bytes: Uint8Array; at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = source.bytes[source.at++];
    assert(byte !== undefined && scale <= 2 ** 49, 'journal segment ends within a number');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
}
