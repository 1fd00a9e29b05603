/**
 * LLRP frames to messages, by the rows of `llrp-messages.ts` and `llrp-parameters.ts` (LLRP 1.1, chapter 17).
 * Gateway and simulated reader speak through this one interpreter and its inverse in `llrp-encode.ts`.
 */
import { type Decoded, fault } from '../codec/codec.ts';
import { type Cursor, type FieldValue, type LlrpField, misfit } from './llrp-fields.ts';
import { type LlrpFields, type LlrpMessage, type LlrpParameter, messageNames, parameterNames } from './llrp-message.ts';
import { llrpMessages, type MessageName, type MessageRow } from './llrp-messages.ts';
import { llrpParameters, type ParameterName } from './llrp-parameters.ts';
import { custom_type, type ParameterRow } from './llrp-row.ts';

export const llrp_frame_bytes_min = 10;
export const llrp_frame_bytes_max = 1_048_576;
const depth_max = 8;

export interface LlrpHeader {
  readonly type: number;
  readonly version: number;
  readonly id: number;
}

/** What the header says besides the length. Undefined when the frame is shorter than a header. */
export function llrpHeader(frame: Uint8Array): LlrpHeader | undefined {
  if (frame.length < llrp_frame_bytes_min) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const head = view.getUint16(0);
  return { type: head & 0x3ff, version: (head >> 10) & 7, id: view.getUint32(6) };
}

/** A row with what the interpreter looks up per frame worked out once. */
interface Row<Name> {
  readonly name: Name;
  readonly fields: readonly (readonly [name: string, field: LlrpField])[];
  readonly fields_bytes_min: number;
  readonly holds: readonly string[];
  readonly needs: readonly string[];
}

function rowOf<Name>(name: Name, row: MessageRow | ParameterRow): Row<Name> {
  const fields = Object.entries(row.fields);
  const fields_bytes_min = fields.reduce((sum, [, field]) => sum + field.bytes_min, 0);
  return { name, fields, fields_bytes_min, holds: row.holds, needs: 'needs' in row ? row.needs : [] };
}

const message_rows: (Row<MessageName> | undefined)[] = new Array(1024).fill(undefined);
const tv_rows: (Row<ParameterName> | undefined)[] = new Array(128).fill(undefined);
const tlv_rows: (Row<ParameterName> | undefined)[] = new Array(1024).fill(undefined);
/** By vendor, then by the vendor's own number. */
const custom_messages = new Map<number, Map<number, Row<MessageName>>>();
const custom_parameters = new Map<number, Map<number, Row<ParameterName>>>();

for (const name of messageNames) {
  const row: MessageRow = llrpMessages[name];
  if (row.custom === undefined) message_rows[row.type] = rowOf(name, row);
  else within(custom_messages, row.custom.vendor).set(row.custom.subtype, rowOf(name, row));
}
for (const name of parameterNames) {
  const row: ParameterRow = llrpParameters[name];
  if (row.form === 'custom') within(custom_parameters, row.vendor ?? 0).set(row.type, rowOf(name, row));
  else (row.form === 'tv' ? tv_rows : tlv_rows)[row.type] = rowOf(name, row);
}

function within<Value>(rows: Map<number, Map<number, Value>>, vendor: number): Map<number, Value> {
  const own = rows.get(vendor) ?? new Map<number, Value>();
  rows.set(vendor, own);
  return own;
}

/**
 * One whole frame. Unknown messages and versions are faults, and so is an unknown parameter without a length to skip it
 * by; other unknown parameters are skipped and counted. Never throws.
 */
export function decodeLlrp(bytes: Uint8Array): Decoded<LlrpMessage> {
  if (bytes.length < llrp_frame_bytes_min) return fault('truncated', 'frame', 'is shorter than an LLRP header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = view.getUint16(0);
  const length = view.getUint32(2);
  if (length > bytes.length) return fault('truncated', 'frame', `announces ${length} bytes and has ${bytes.length}`);
  if (length < bytes.length) return fault('trailing', 'frame', `announces ${length} bytes and has ${bytes.length}`);
  if (length > llrp_frame_bytes_max) return fault('too-long', 'frame', `is longer than ${llrp_frame_bytes_max} bytes`);
  const version = (head >> 10) & 7;
  if (version !== 1 && version !== 2)
    return fault('unsupported', 'version', `LLRP version ${version} is not understood`);
  const from: Cursor = { bytes, view, at: llrp_frame_bytes_min, end: length, skipped: 0, fault: undefined };
  const type = head & 0x3ff;
  const row = type === custom_type ? customRow(from) : message_rows[type];
  if (row === undefined) return fault('unsupported', 'type', `message type ${type} is not understood`);
  const fields = readFields(row, from);
  const parameters = fields === undefined ? undefined : readParameters(from, 1);
  if (fields === undefined || parameters === undefined) {
    return { ok: false, fault: under(row.name, from) };
  }
  const message: LlrpMessage = { name: row.name, version, id: view.getUint32(6), fields, parameters };
  return { ok: true, value: from.skipped === 0 ? message : { ...message, skipped: from.skipped } };
}

/** Reads whose message it is and which one; undefined for those that the table does not know. */
function customRow(from: Cursor): Row<MessageName> | undefined {
  const { at, view } = from;
  if (from.end - at < 5) return undefined;
  from.at += 5;
  return custom_messages.get(view.getUint32(at))?.get(view.getUint8(at + 4));
}

const no_fields: LlrpFields = {};
const no_parameters: readonly LlrpParameter[] = [];

function readFields(row: Row<string>, from: Cursor): LlrpFields | undefined {
  if (row.fields.length === 0) return no_fields;
  if (from.end - from.at < row.fields_bytes_min) return misfit(from, 'truncated', 'is too short for its fields');
  const values: Record<string, FieldValue> = {};
  let bytes_left_min = row.fields_bytes_min;
  for (const [name, field] of row.fields) {
    if (from.end - from.at < bytes_left_min) return misfit(from, 'truncated', 'is too short for its fields');
    bytes_left_min -= field.bytes_min;
    const value = field.read(from);
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

/** Everything up to `from.end`. Undefined at the first that does not fit. */
function readParameters(from: Cursor, depth: number): readonly LlrpParameter[] | undefined {
  if (from.at === from.end) return no_parameters;
  if (depth > depth_max) return misfit(from, 'range', `is nested more than ${depth_max} levels deep`);
  const parameters: LlrpParameter[] = [];
  while (from.at < from.end) {
    const first = from.bytes[from.at] ?? 0;
    if (first >= 0x80) {
      const parameter = readTv(first & 0x7f, from);
      if (parameter === undefined) return undefined;
      parameters.push(parameter);
    } else {
      const parameter = readTlv(from, depth);
      if (parameter === undefined) return undefined;
      if (parameter !== 'skipped') parameters.push(parameter);
    }
  }
  return parameters;
}

/** Type, then fields of a length that only the table knows: an unknown type makes the rest unreadable. */
function readTv(type: number, from: Cursor): LlrpParameter | undefined {
  const row = tv_rows[type];
  if (row === undefined)
    return misfit(from, 'unsupported', `has a parameter of type ${type}, which has no length to skip it by`);
  from.at += 1;
  const fields = readFields(row, from);
  if (fields !== undefined) return { name: row.name, fields, parameters: no_parameters };
  under(row.name, from);
  return undefined;
}

function readTlv(from: Cursor, depth: number): LlrpParameter | 'skipped' | undefined {
  const { at, end, view } = from;
  if (end - at < 4) return misfit(from, 'truncated', 'ends within the head of a parameter');
  const type = view.getUint16(at) & 0x3ff;
  const stop = at + view.getUint16(at + 2);
  if (stop < at + 4 || stop > end)
    return misfit(from, 'format', `holds a parameter of type ${type} with an impossible length`);
  from.at = at + 4;
  const row = type === custom_type ? customParameterRow(from, stop) : tlv_rows[type];
  if (row === undefined) {
    from.at = stop;
    from.skipped += 1;
    return 'skipped';
  }
  from.end = stop;
  const fields = readFields(row, from);
  const parameters = fields === undefined ? undefined : readParameters(from, depth + 1);
  from.end = end;
  if (fields === undefined || parameters === undefined || !hasNeeded(row, parameters, from)) {
    under(row.name, from);
    return undefined;
  }
  return { name: row.name, fields, parameters };
}

function customParameterRow(from: Cursor, stop: number): Row<ParameterName> | undefined {
  const { at, view } = from;
  if (stop - at < 8) return undefined;
  from.at += 8;
  return custom_parameters.get(view.getUint32(at))?.get(view.getUint32(at + 4));
}

function hasNeeded(row: Row<ParameterName>, parameters: readonly LlrpParameter[], from: Cursor): boolean {
  if (row.needs.length === 0) return true;
  for (const { name } of parameters) if (row.needs.includes(name)) return true;
  misfit(from, 'format', `must hold ${row.needs.join(' or ')}`);
  return false;
}

/** Puts a name in front of the place of the fault. */
function under(name: string, from: Cursor): NonNullable<Cursor['fault']> {
  const { kind, place, rule } = from.fault ?? { kind: 'format', place: '', rule: 'does not fit' };
  from.fault = { kind, place: place === '' ? name : `${name}.${place}`, rule };
  return from.fault;
}
