/** What is remembered of a device as a whole: its clock, and since when it has been listening. */
import type { DeviceIndex } from '../stock/site-index.ts';
import { type Ear, earOf, hearAt, silentUntil_ms } from './ear.ts';
import { type DeviceClock, deviceClockOf } from './effective-time.ts';
import { isAlike, rhythm_count } from './rhythm.ts';

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
  /** What it hears of tags at all: as a whole, and by each antenna. */
  ears: Ear[];
}

export type SavedDeviceLife = Pick<
  DeviceLife,
  'id' | 'clock' | 'listening_since_ms' | 'gone_ms' | 'deaf_antennas' | 'boot'
> &
  Partial<Pick<DeviceLife, 'ears'>>;

export function deviceLifeOf(id: string, index: DeviceIndex): DeviceLife {
  return {
    id,
    index,
    clock: deviceClockOf(),
    listening_since_ms: undefined,
    deaf_antennas: [],
    boot: undefined,
    ears: [],
  };
}

export function deviceLifeFrom(saved: SavedDeviceLife, index: DeviceIndex): DeviceLife {
  const ears = (saved.ears ?? []).map((ear) => ({
    ...ear,
    antenna: ear.antenna,
    other_ms: ear.other_ms,
    rhythm: ear.rhythm,
  }));
  return { ...saved, index, listening_since_ms: saved.listening_since_ms, boot: saved.boot, ears };
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

/** After a pause its tags are heard again within this time. */
const back_ms = 10_000;
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

/** When an antenna heard a tag last that it hears again, and whether the tag was carried away meanwhile, as far as is known. */
export interface Before {
  readonly last_ms: number;
  readonly is_carried: boolean;
}

/** A tag was heard. `before`: undefined when this antenna was not the last to hear it. After an outage that nobody told of, the device counts as listening from now on only. */
export function noteHeard(
  life: DeviceLife,
  antenna: number | undefined,
  epc: string,
  at_ms: number,
  before: Before | undefined,
): void {
  if (antenna !== undefined) {
    // An antenna with nothing before it has not paused.
    const last_ms = before?.is_carried === true ? undefined : before?.last_ms;
    hearAt(earOf(life.ears, antenna, epc, at_ms), epc, at_ms, last_ms);
  }
  const is_outage = hearAt(earOf(life.ears, undefined, epc, at_ms), epc, at_ms, before?.last_ms);
  if (is_outage && life.listening_since_ms !== undefined) life.listening_since_ms = at_ms;
}

/** Until when silence is the device's own and not that of one of its tags; undefined while it is not. See `silentUntil_ms`. */
export function isSilentUntil(life: DeviceLife | undefined, at_ms: number): number | undefined {
  return life === undefined ? undefined : silentUntil_ms(life.ears, !life.index.is_reordered, at_ms);
}

/** A silence of several tags together, about as long as this one, ended just now. */
export function pausedAt(life: DeviceLife | undefined, silent_ms: number, at_ms: number): boolean {
  const rhythm = life?.ears.find(({ antenna }) => antenna === undefined)?.rhythm;
  if (rhythm === undefined || rhythm.count < rhythm_count) return false;
  return at_ms - rhythm.at_ms <= back_ms && isAlike(rhythm, silent_ms);
}
