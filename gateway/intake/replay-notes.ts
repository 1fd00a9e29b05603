/** What a replay could not use of a capture: each cause once, with its first place and how often. Nothing goes in silence. */
import { limits } from '../base/limits.ts';
import type { QuarantineRow } from '../ledger/reader.ts';
import type { DeviceSettings } from '../stock/site.ts';
import { andMore } from './capture-lines.ts';
import type { Deriver } from './deriver.ts';

interface Cause {
  readonly device: string;
  readonly reason: string;
  readonly line: number;
  count: number;
}

/** Counters of readings that came to nothing, and what a person may do about it. */
const lost: readonly (readonly [counter: string, advice: string])[] = [
  ['duplicate readings', 'they have a number, or a time, that was there before'],
  ['readings that came too late', 'later ones of the device had been decided on'],
  ['weights of channels without an item of known mass', 'the settings say of no item there what a piece weighs'],
  ['scans without a location', 'scan the location before the items, as `TG-LOC.<id>`'],
  ['tag reads below the floor', '`rssi_floor_cdbm` of the antenna'],
  ["tag reads from a broker's memory", '`retain` says so'],
  ["scans from a broker's memory", '`retain` says so'],
  ["weights from a broker's memory", '`retain` says so'],
  ['unknown events', '`event` is none of those in docs/captures.md'],
];

export class ReplayNotes {
  readonly #causes = new Map<string, Cause>();
  #beyond = 0;

  /** A frame that was not understood, of this line of the capture. */
  refused({ device = '', reason }: Pick<QuarantineRow, 'device' | 'reason'>, line: number): void {
    const key = `${device} ${reason}`;
    const known = this.#causes.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#causes.size < limits.replay_causes_max) this.#causes.set(key, { device, reason, line, count: 1 });
    else this.#beyond += 1;
  }

  tell(deriver: Deriver, note: (says: string) => void): void {
    for (const { device, reason, line, count } of this.#causes.values()) {
      note(`line ${line}: a frame of ${device} is not understood${andMore(count)}: ${reason}`);
    }
    if (this.#beyond > 0) note(`${this.#beyond} more frames are not understood, for other reasons`);
    for (const device of deriver.site?.devices ?? []) {
      for (const says of strangeParts(device, deriver.inspect(device.id)?.detail.parts ?? [])) note(says);
    }
    const counters = deriver.counters();
    for (const [name, advice] of lost) {
      const count = counters[name] ?? 0;
      if (count > 0) note(`${count} ${name}: ${advice}`);
    }
  }
}

/** Readings of channels and antennas that the settings do not name. */
function strangeParts(
  { id, channels, antennas }: DeviceSettings,
  parts: readonly { readonly part: string; readonly readings: number }[],
): string[] {
  const known = [
    ...channels.map(({ channel }) => `channel ${channel}`),
    ...antennas.map(({ antenna }) => `antenna ${antenna}`),
  ];
  // A reader with one antenna need not name it.
  const isPlain = (part: string): boolean =>
    part === 'scans' || (part === 'tags without an antenna' && antennas.length === 1);
  return parts
    .filter(({ part }) => !isPlain(part) && !known.includes(part))
    .map(
      ({ part, readings }) =>
        `${readings} ${readings === 1 ? 'reading' : 'readings'} of ${id}, ${part}: the settings name ${known.length === 0 ? 'no channel and no antenna of it' : known.join(', ')}`,
    );
}
