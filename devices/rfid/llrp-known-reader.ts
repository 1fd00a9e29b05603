/** What has become known of a reader since it was connected, and how it is told to people. */
import {
  type LlrpCapabilities,
  type LlrpConfiguration,
  modelWords,
  type PowerEntry,
  powerAtMost,
  type Transmitter,
  weakestOf,
} from './llrp-capabilities.ts';
import type { Details, Sending } from './llrp-requests.ts';

/** The power of one antenna: what was asked for, and the entry of the reader's table that stands for it. */
export interface AntennaPower {
  readonly antenna: number;
  readonly asked_cdbm: number;
  readonly entry: PowerEntry;
}

export interface KnownReader {
  /** That the talk is in: 1 is LLRP 1.0.1, 2 is LLRP 1.1. */
  version: number;
  capabilities: LlrpCapabilities | undefined;
  configuration: LlrpConfiguration | undefined;
  /** Antennas in use; empty means all. */
  antennas: readonly number[];
  /** As really set; antennas that are left as they are have none. */
  powers: readonly AntennaPower[];
  /** How much it is asked to report. */
  details: Details;
  /** It says regularly that it is there. */
  keepalives: boolean;
  /** It keeps reports while nobody is connected. */
  holds: boolean;
  /** Sentences about what it would not do. */
  readonly notes: string[];
}

export function unknownReader(): KnownReader {
  return {
    version: 1,
    capabilities: undefined,
    configuration: undefined,
    antennas: [],
    powers: [],
    details: 'plain',
    keepalives: false,
    holds: false,
    notes: [],
  };
}

/** The table entry for a power, never above it; where the reader cannot send so weakly, its weakest. */
export function entryFor(reader: KnownReader, antenna: number, asked_cdbm: number): AntennaPower | undefined {
  const powers = reader.capabilities?.powers ?? [];
  const entry = powerAtMost(powers, asked_cdbm) ?? weakestOf(powers);
  return entry && { antenna, asked_cdbm, entry };
}

/** With the frequencies the antenna is set to; where the reader did not tell, those it begins with. */
export function sendingOf({ configuration, capabilities }: KnownReader, { antenna, entry }: AntennaPower): Sending {
  const transmitters = configuration?.transmitters;
  const first: Transmitter = { table: capabilities?.tables[0]?.table ?? 0, channel: 1 };
  return { ...(transmitters?.get(antenna) ?? transmitters?.get(0) ?? first), antenna, power: entry.index };
}

/** How the reader is and how it is set, in sentences. */
export function readyWords(reader: KnownReader): string {
  const { capabilities, configuration, holds, notes } = reader;
  const about = [...(capabilities === undefined ? [] : [modelWords(capabilities)]), versionWords(reader.version)];
  const unplugged = (configuration?.unplugged ?? []).filter(
    (antenna) => reader.antennas.length === 0 || reader.antennas.includes(antenna),
  );
  return [
    `The reader is taking inventory: ${about.join(', ')}.`,
    ...reader.powers.map(powerWords),
    ...unpluggedWords(unplugged),
    holds ? 'It keeps reports while the gateway is away.' : 'It keeps no reports while the gateway is away.',
    ...notes,
  ].join(' ');
}

/** Antennas named one by one; further ones are told as a number. */
const named_max = 8;

function unpluggedWords(antennas: readonly number[]): readonly string[] {
  const [only] = antennas;
  if (only === undefined) return [];
  if (antennas.length === 1) return [`Antenna ${only} is not connected.`];
  const more = antennas.length > named_max ? ` and ${antennas.length - named_max} more` : '';
  return [`Antennas ${antennas.slice(0, named_max).join(', ')}${more} are not connected.`];
}

export function versionWords(version: number): string {
  return version === 2 ? 'LLRP 1.1' : 'LLRP 1.0.1';
}

/** `Antenna 1 sends with 27 dBm.`, and what was asked for where that is something else. */
export function powerWords({ antenna, asked_cdbm, entry }: AntennaPower): string {
  const set = `Antenna ${antenna} sends with ${dbm(entry.power_cdbm)}`;
  if (entry.power_cdbm === asked_cdbm) return `${set}.`;
  const why = entry.power_cdbm < asked_cdbm ? 'the nearest not above' : 'its weakest; asked for were';
  return `${set}, ${why} ${dbm(asked_cdbm)}.`;
}

/** Hundredths of a dBm as people write them: `27.5 dBm`. */
export function dbm(power_cdbm: number): string {
  const hundredths = Math.abs(power_cdbm);
  const decimals = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0{1,2}$/, '');
  const whole = `${power_cdbm < 0 ? '−' : ''}${Math.floor(hundredths / 100)}`;
  return `${whole}${decimals === '' ? '' : `.${decimals}`} dBm`;
}
