/** What the frames of one device say, without a site's meaning: for the person who watches it, live or from a capture. */
import type { FrameFault } from '../../devices/codec/codec.ts';
import { framerOf } from '../../devices/codec/framer.ts';
import { hexOf } from '../../devices/codec/hex.ts';
import { type DecodeSettings, type Driver, understandNext } from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import type { JournalRow } from '../ledger/reader.ts';
import { readingWords } from './reading-words.ts';

export type Heard =
  | { readonly kind: 'readings'; readonly readings: readonly Reading[]; readonly data: Uint8Array }
  | { readonly kind: 'refused'; readonly fault: FrameFault; readonly data: Uint8Array }
  /** Bytes that belong to no frame. */
  | { readonly kind: 'noise'; readonly bytes: number; readonly rule: string }
  /** No driver is known for it. */
  | { readonly kind: 'unread'; readonly data: Uint8Array };

/** How a device is listened to. */
export interface Ear {
  /** Absent: nothing is understood, and all is shown as bytes. */
  readonly driver?: Driver;
  readonly settings: DecodeSettings;
  /** True where the rows hold chunks of the wire, which the driver's framing has yet to cut. */
  readonly chunks: boolean;
}

export interface Hearing {
  hear(row: JournalRow): readonly Heard[];
  /** The device connected anew: what came before belongs to nothing that follows. */
  gap(): void;
}

/** Bytes of a frame that are shown when nobody understands it. */
const shown_bytes_max = 48;

export function hearingOf({ driver, settings, chunks }: Ear): Hearing {
  const follower = driver?.follower?.();
  let framer = driver === undefined ? undefined : framerOf(driver.framing);

  function meant(by: Driver, data: Uint8Array, { topic, retained }: JournalRow): Heard {
    const context = { ...settings, retained, ...(topic === undefined ? {} : { topic }) };
    const understood = understandNext(by, follower, data, context);
    if (!understood.ok) return { kind: 'refused', fault: understood.fault, data };
    return { kind: 'readings', readings: understood.value.readings, data };
  }
  return {
    hear(row) {
      const data = row.data ?? new Uint8Array();
      if (driver === undefined || framer === undefined) return [{ kind: 'unread', data }];
      if (!chunks) return [meant(driver, data, row)];
      return framer.push(data).map((cut) => {
        if (cut.kind === 'frame') return meant(driver, cut.data, row);
        return { kind: 'noise', bytes: cut.bytes, rule: cut.rule };
      });
    },
    gap() {
      follower?.gap?.();
      framer = driver === undefined ? undefined : framerOf(driver.framing);
    },
  };
}

/** One line for each thing that was heard; nothing for a frame that says nothing of interest. */
export function heardLines({ at_ms, device = '' }: JournalRow, heard: Heard): readonly string[] {
  const place = `${new Date(at_ms).toISOString()} ${device}`;
  switch (heard.kind) {
    case 'readings':
      return heard.readings.map((reading) => `${place} ${readingWords(reading)}`);
    case 'refused':
      return [`${place} not understood: ${heard.fault.place} ${heard.fault.rule}: ${bytesText(heard.data)}`];
    case 'noise':
      return [`${place} ${heard.bytes} bytes of noise: ${heard.rule}`];
    case 'unread':
      return [`${place} ${bytesText(heard.data)}`];
  }
}

/** The same as one JSON object. */
export function heardJson({ n, at_ms, device }: JournalRow, heard: Heard): string {
  const row = { n, at: new Date(at_ms).toISOString(), device };
  switch (heard.kind) {
    case 'readings':
      return JSON.stringify({ ...row, readings: heard.readings });
    case 'refused':
      return JSON.stringify({ ...row, fault: heard.fault, hex: hexOf(heard.data) });
    case 'noise':
      return JSON.stringify({ ...row, noise_bytes: heard.bytes, rule: heard.rule });
    case 'unread':
      return JSON.stringify({ ...row, hex: hexOf(heard.data) });
  }
}

/** Hexadecimal, and beside it the characters where there are any: what a person looks for in unknown bytes. */
function bytesText(data: Uint8Array): string {
  const shown = data.subarray(0, shown_bytes_max);
  const hex = Array.from(shown, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
  const text = Array.from(shown, (byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : '.')).join('');
  return `${hex}${data.length > shown.length ? ` … (${data.length} bytes)` : ''}  ${text}`;
}
