/** What is offered to the journal, and the row it becomes. */
import type { CommandOutcome } from '../../devices/driver.ts';
import type { JournalRow } from '../ledger/reader.ts';
import type { Site } from '../stock/site.ts';
import type { TakenCommand } from './command.ts';

/** Something to be journaled, in the order of its coming. `at_ms` is when it came; the batch never lets time run backwards. */
export type Offered =
  | {
      readonly kind: 'frame';
      readonly at_ms: number;
      readonly device: string;
      readonly topic?: string;
      readonly retained: boolean;
      readonly qos: 0 | 1 | 2;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: 'note';
      readonly at_ms: number;
      readonly device: string;
      readonly event: 'connected' | 'disconnected';
      readonly says: string;
    }
  /** What became of the command to a device that row `command_n` led to. */
  | {
      readonly kind: 'told';
      readonly at_ms: number;
      readonly device: string;
      readonly command_n: number;
      readonly outcome: CommandOutcome;
    }
  | { readonly kind: 'command'; readonly at_ms: number; readonly person: string; readonly command: TakenCommand }
  | { readonly kind: 'settings'; readonly at_ms: number; readonly site: Site }
  /** A person adopted a device, or let it go; the settings follow. */
  | {
      readonly kind: 'adopted';
      readonly at_ms: number;
      readonly device: string;
      readonly person: string;
      readonly says: string;
    }
  | { readonly kind: 'started'; readonly at_ms: number }
  /** From where the ledger stands up to `at_ms` nobody was watching. Nothing when the ledger is there already. */
  | { readonly kind: 'leap'; readonly at_ms: number }
  /** A sync target has acknowledged up to `seq`; not an event of the site, so not journaled. */
  | { readonly kind: 'cursor'; readonly at_ms: number; readonly target: string; readonly seq: number };

export function rowOf(offered: Exclude<Offered, { kind: 'cursor' }>, n: number, at_ms: number): JournalRow {
  const event = (name: string, detail: unknown, device?: string): JournalRow => ({
    n,
    at_ms,
    kind: 'event',
    retained: false,
    qos: 0,
    event: name,
    detail: JSON.stringify(detail),
    ...(device === undefined ? {} : { device }),
  });
  switch (offered.kind) {
    case 'frame': {
      const { device, topic, retained, qos, data } = offered;
      return { n, at_ms, kind: 'frame', device, retained, qos, data, ...(topic === undefined ? {} : { topic }) };
    }
    case 'note':
      return event(offered.event, { says: offered.says }, offered.device);
    case 'command':
      return event('command', { person: offered.person, command: offered.command });
    case 'told':
      return event('told', { command_n: offered.command_n, ...offered.outcome }, offered.device);
    case 'settings':
      return event('settings', offered.site);
    case 'adopted':
      return event('adopted', { person: offered.person, says: offered.says }, offered.device);
    case 'started':
      return event('started', {});
    case 'leap':
      return event('leap', { to_ms: offered.at_ms });
  }
}
