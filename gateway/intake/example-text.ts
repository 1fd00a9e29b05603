/** Frames of a capture as a driver's examples, to be pasted into its examples file: bytes, where they came from, what they mean. */
import { hexOf } from '../../devices/codec/hex.ts';
import type { Reading } from '../../devices/reading.ts';
import type { JournalRow } from '../ledger/reader.ts';
import type { Heard } from './hearing.ts';

/** What is true of a frame that nobody has looked at yet. Meanings of tags and codes are not the driver's to give. */
export function exampleText({ n, topic, retained }: JournalRow, heard: Heard): string | undefined {
  if (heard.kind === 'noise') return undefined;
  const text = textOf(heard.data);
  const lines = [
    `says: ${quoted(saysOf(n, heard))}`,
    `proof: 'captured'`,
    ...(topic === undefined ? [] : [`topic: ${quoted(topic)}`]),
    ...(retained ? ['retained: true'] : []),
    text === undefined ? `hex: ${quoted(hexOf(heard.data).toLowerCase())}` : `text: ${quoted(text)}`,
    `readings: ${heard.kind === 'readings' ? sourceOf(heard.readings.map(bare)) : '[]'}`,
  ];
  return `  {\n${lines.map((line) => `    ${line},\n`).join('')}  },`;
}

function saysOf(n: number, heard: Heard): string {
  return heard.kind === 'refused'
    ? `frame ${n}, not understood: ${heard.fault.place} ${heard.fault.rule}`
    : `frame ${n}`;
}

function bare(reading: Reading): object {
  if (reading.kind !== 'tag' && reading.kind !== 'scan') return reading;
  const { meaning: _, ...rest } = reading;
  return rest;
}

/** Undefined where the bytes are no printable text: then they are written in hexadecimal. */
function textOf(data: Uint8Array): string | undefined {
  return data.every((byte) => byte >= 0x20 && byte <= 0x7e) ? String.fromCharCode(...data) : undefined;
}

/** Plain values as source text. */
function sourceOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sourceOf).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${name}: ${sourceOf(member)}`);
    return `{ ${members.join(', ')} }`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

function quoted(text: string): string {
  return text.includes("'") || text.includes('\\') || /[^\x20-\x7e]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}
