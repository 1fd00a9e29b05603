/** What is remembered of a device as a whole: its clock, and since when it has been listening. */
import type { DeviceIndex } from '../stock/site-index.ts';
import { type DeviceClock, deviceClockOf } from './effective-time.ts';

export interface DeviceLife {
  readonly id: string;
  /** From the settings of the moment. */
  index: DeviceIndex;
  clock: DeviceClock;
  /** Undefined while it is away or was never heard: then its silence says nothing. */
  listening_since_ms: number | undefined;
  /** When it last went away: what had arrived by then and waited says nothing of now. Arrival time; absent in older checkpoints. */
  gone_ms?: number;
  /** Antennas it reports as unplugged. */
  deaf_antennas: number[];
  /** The power-up it last spoke of. */
  boot: string | undefined;
}

export type SavedDeviceLife = Pick<
  DeviceLife,
  'id' | 'clock' | 'listening_since_ms' | 'gone_ms' | 'deaf_antennas' | 'boot'
>;

export function deviceLifeOf(id: string, index: DeviceIndex): DeviceLife {
  return { id, index, clock: deviceClockOf(), listening_since_ms: undefined, deaf_antennas: [], boot: undefined };
}

export function deviceLifeFrom(saved: SavedDeviceLife, index: DeviceIndex): DeviceLife {
  return { ...saved, index, listening_since_ms: saved.listening_since_ms, boot: saved.boot };
}

export function saveDeviceLife({ index: _index, ...life }: DeviceLife): SavedDeviceLife {
  return life;
}

/** From now on it is not heard. */
export function noteGone(life: DeviceLife, at_ms: number): void {
  life.listening_since_ms = undefined;
  life.gone_ms = at_ms;
}

/** An antenna that comes back has heard nothing meanwhile: its device counts as listening from now on only. */
export function noteAntenna(life: DeviceLife, antenna: number, connected: boolean, at_ms: number): void {
  const others = life.deaf_antennas.filter((each) => each !== antenna);
  if (connected && others.length < life.deaf_antennas.length) life.listening_since_ms = at_ms;
  life.deaf_antennas = connected || !life.index.antennas.has(antenna) ? others : [...others, antenna];
}

/** A read that is older may have waited at the reader since before the antenna was unplugged. */
const fresh_ms = 2_000;

/** Whatever the reader measures at the plug: an antenna that has just read can hear. */
export function noteRead(life: DeviceLife, antenna: number | undefined, read_at_ms: number, at_ms: number): void {
  if (antenna === undefined || !life.deaf_antennas.includes(antenna)) return;
  if (at_ms - read_at_ms <= fresh_ms) noteAntenna(life, antenna, true, at_ms);
}

/** Since when silence at this antenna means something; undefined while it means nothing. */
export function hearsSince(life: DeviceLife | undefined, antenna: number | undefined): number | undefined {
  if (life === undefined) return undefined;
  if (antenna !== undefined && (life.deaf_antennas.includes(antenna) || !life.index.antennas.has(antenna))) {
    return undefined;
  }
  return life.listening_since_ms;
}
