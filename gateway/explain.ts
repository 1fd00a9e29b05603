/** A journal row down to its bytes and what they mean, for people. */
import { understand } from '../devices/driver.ts';
import { driverOf } from '../devices/registry.ts';
import { decodeSettingsOf } from './intake/decode-settings.ts';
import { commandNameOf } from './intake/event-detail.ts';
import { wordsOfAll } from './intake/short-words.ts';
import type { JournalRow, LedgerReader } from './ledger/reader.ts';
import type { Site } from './stock/site.ts';

export interface Explanation {
  readonly device: string;
  readonly at_ms: number;
  readonly topic?: string;
  readonly hex: string;
  readonly text?: string;
  readonly readings: unknown[];
  /** The readings in a few words. */
  readonly says?: string;
  readonly fault?: string;
  /** What the row is, where it is an event: its name, of a command its kind, of work its act. Decides who sees it; is not shown. */
  readonly row_is?: string;
}

/** Undefined when the journal does not hold row `n`, or no longer. A person's command is shown as its own text. */
export function explain(reader: LedgerReader, site: Site, n: number): Explanation | undefined {
  const row = reader.frame(n);
  if (row === undefined) return undefined;
  const data = Buffer.from(row.kind === 'event' ? (row.detail ?? '') : (row.data ?? []));
  const text = printable(data);
  const common = {
    device: row.device ?? row.event ?? '',
    at_ms: row.at_ms,
    hex: data.toString('hex'),
    ...(row.topic === undefined ? {} : { topic: row.topic }),
    ...(text === undefined ? {} : { text }),
  };
  if (row.kind === 'event') return { ...common, readings: [], row_is: nameOf(row) };
  const device = site.devices.find(({ id }) => id === row.device);
  const driver = device === undefined ? undefined : driverOf(device.driver);
  if (device === undefined || driver === undefined)
    return { ...common, readings: [], fault: `there is no device ${row.device} in the settings` };
  const context = {
    ...decodeSettingsOf(device),
    retained: row.retained,
    ...(row.topic === undefined ? {} : { topic: row.topic }),
  };
  const understood = understand(driver, data, context);
  if (understood.ok && understood.value.length === 0 && driver.follower !== undefined) {
    return { ...common, readings: [], fault: 'what it means depends on earlier messages of the device' };
  }
  return understood.ok
    ? { ...common, readings: [...understood.value], says: wordsOfAll(understood.value) }
    : { ...common, readings: [], fault: `${understood.fault.place}: ${understood.fault.rule}` };
}

function nameOf({ event = '', detail = '{}' }: JournalRow): string {
  return event === 'command' ? (commandNameOf(JSON.parse(detail)) ?? event) : event;
}

/** The text of bytes that are text; FNC1 (0x1D), tabs and line ends belong to it. */
function printable(data: Buffer): string | undefined {
  if (data.some((byte) => byte === 0x7f || (byte < 0x20 && !textControls.includes(byte)))) return undefined;
  const text = data.toString('utf8');
  return Buffer.from(text, 'utf8').equals(data) ? text : undefined;
}

const textControls = [0x02, 0x03, 0x09, 0x0a, 0x0d, 0x1d];
