/** LLRP messages to frames: the inverse of `llrp-decode.ts`, by the same rows. */
import { type LlrpField, writeUnsigned } from './llrp-fields.ts';
import type { LlrpFields, LlrpMessage, LlrpParameter } from './llrp-message.ts';
import { llrpMessages, type MessageRow } from './llrp-messages.ts';
import { llrpParameters } from './llrp-parameters.ts';
import { custom_type, type ParameterRow } from './llrp-row.ts';

const header_bytes = 10;
const parameter_bytes_max = 0xffff;

/** The frame of a message. A field that is missing or does not fit is our mistake and throws. */
export function encodeLlrp(message: LlrpMessage): Uint8Array {
  const row: MessageRow = llrpMessages[message.name];
  const body: number[] = [];
  if (row.custom !== undefined) {
    writeUnsigned(body, row.custom.vendor, 4);
    writeUnsigned(body, row.custom.subtype, 1);
  }
  writeFields(row.fields, message.fields, body);
  for (const parameter of message.parameters) writeParameter(parameter, body);
  const frame: number[] = [];
  writeUnsigned(frame, (message.version << 10) | row.type, 2);
  writeUnsigned(frame, header_bytes + body.length, 4);
  writeUnsigned(frame, message.id, 4);
  return Uint8Array.from([...frame, ...body]);
}

function writeFields(table: Readonly<Record<string, LlrpField>>, values: LlrpFields, into: number[]): void {
  for (const [name, field] of Object.entries(table)) {
    const value = values[name];
    if (value === undefined) throw new Error(`the field ${name} is missing`);
    field.write(into, value);
  }
}

function writeParameter(parameter: LlrpParameter, into: number[]): void {
  const row: ParameterRow = llrpParameters[parameter.name];
  if (row.form === 'tv') {
    into.push(0x80 | row.type);
    writeFields(row.fields, parameter.fields, into);
    return;
  }
  const at = into.length;
  writeUnsigned(into, row.form === 'custom' ? custom_type : row.type, 2);
  writeUnsigned(into, 0, 2);
  if (row.form === 'custom') {
    writeUnsigned(into, row.vendor ?? 0, 4);
    writeUnsigned(into, row.type, 4);
  }
  writeFields(row.fields, parameter.fields, into);
  for (const inner of parameter.parameters) writeParameter(inner, into);
  const length = into.length - at;
  if (length > parameter_bytes_max) throw new Error(`${parameter.name} is too long for its length field`);
  into[at + 2] = length >> 8;
  into[at + 3] = length & 0xff;
}
