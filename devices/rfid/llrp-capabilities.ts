/** What a reader can do and how it is set, taken from its own answers (LLRP 1.1, chapters 10.2 and 12). */
import { llrp_can } from './llrp-capability-parameters.ts';
import { impinj } from './llrp-impinj.ts';
import {
  type LlrpMessage,
  type LlrpParameter,
  listOf,
  numberOf,
  parameterOf,
  parametersOf,
  textOf,
} from './llrp-message.ts';
import { wordsOf } from './llrp-status.ts';

/** One entry of the table that transmit power is chosen from. */
export interface PowerEntry {
  readonly index: number;
  readonly power_cdbm: number;
}

export interface HopTable {
  /** 0 stands for the table of fixed frequencies. */
  readonly table: number;
  /** The first is channel 1. */
  readonly frequencies_khz: readonly number[];
}

export interface LlrpCapabilities {
  /** Private enterprise number of the maker (IANA). */
  readonly manufacturer: number;
  readonly model: number;
  readonly firmware: string;
  readonly antennas: number;
  readonly inputs: number;
  /** Undefined when it does not say. */
  readonly holds: boolean | undefined;
  readonly powers: readonly PowerEntry[];
  readonly hopping: boolean;
  readonly tables: readonly HopTable[];
}

/** From a GET_READER_CAPABILITIES_RESPONSE. Undefined when it does not say who made the reader. */
export function capabilitiesOf(message: LlrpMessage): LlrpCapabilities | undefined {
  const general = parameterOf(message, 'GeneralDeviceCapabilities');
  if (general === undefined) return undefined;
  const can = parameterOf(message, 'LLRPCapabilities');
  const regulatory = parameterOf(message, 'RegulatoryCapabilities');
  const band = regulatory && parameterOf(regulatory, 'UHFBandCapabilities');
  const inputs = parameterOf(general, 'GPIOCapabilities');
  return {
    manufacturer: numberOf(general, 'manufacturer') ?? 0,
    model: numberOf(general, 'model') ?? 0,
    firmware: wordsOf(textOf(general, 'firmware') ?? ''),
    antennas: numberOf(general, 'antennas') ?? 0,
    inputs: (inputs && numberOf(inputs, 'inputs')) ?? 0,
    holds: can && ((numberOf(can, 'can') ?? 0) & llrp_can.hold) !== 0,
    powers: parametersOf(band, 'TransmitPowerLevelTableEntry').map(powerEntryOf),
    ...frequenciesOf(band && parameterOf(band, 'FrequencyInformation')),
  };
}

function powerEntryOf(entry: LlrpParameter): PowerEntry {
  return { index: numberOf(entry, 'index') ?? 0, power_cdbm: numberOf(entry, 'power_cdbm') ?? 0 };
}

/** The hop tables of a reader that hops, the one table of fixed frequencies of one that does not. */
function frequenciesOf(information: LlrpParameter | undefined): Pick<LlrpCapabilities, 'hopping' | 'tables'> {
  const hopping = information !== undefined && numberOf(information, 'hopping') === 1;
  const rows = parametersOf(information, hopping ? 'FrequencyHopTable' : 'FixedFrequencyTable');
  const tables = rows.map((row) => ({
    table: numberOf(row, 'table') ?? 0,
    frequencies_khz: listOf(row, 'frequencies_khz') ?? [],
  }));
  return { hopping, tables };
}

/**
 * The strongest entry that is not above what is asked for. Undefined when even the weakest is: then nothing that was asked
 * for can be set.
 */
export function powerAtMost(powers: readonly PowerEntry[], power_cdbm: number): PowerEntry | undefined {
  let best: PowerEntry | undefined;
  for (const entry of powers) {
    if (entry.power_cdbm > power_cdbm) continue;
    if (best === undefined || entry.power_cdbm > best.power_cdbm) best = entry;
  }
  return best;
}

export function weakestOf(powers: readonly PowerEntry[]): PowerEntry | undefined {
  return powers.reduce<PowerEntry | undefined>(
    (least, entry) => (least === undefined || entry.power_cdbm < least.power_cdbm ? entry : least),
    undefined,
  );
}

/** The frequency side of how an antenna is set; kept as it is when only its power is to change. */
export interface Transmitter {
  readonly table: number;
  readonly channel: number;
}

/** How a reader is set, from its GET_READER_CONFIG_RESPONSE. */
export interface LlrpConfiguration {
  readonly transmitters: ReadonlyMap<number, Transmitter>;
  /** By its own measure; an antenna that it does not mention is in neither. */
  readonly plugged: readonly number[];
  readonly unplugged: readonly number[];
}

export function configurationOf(message: LlrpMessage): LlrpConfiguration {
  const transmitters = new Map<number, Transmitter>();
  for (const antenna of parametersOf(message, 'AntennaConfiguration')) {
    const transmitter = parameterOf(antenna, 'RFTransmitter');
    if (transmitter === undefined) continue;
    const table = numberOf(transmitter, 'table') ?? 0;
    transmitters.set(numberOf(antenna, 'antenna') ?? 0, { table, channel: numberOf(transmitter, 'channel') ?? 0 });
  }
  const properties = parametersOf(message, 'AntennaProperties');
  const numbersOf = (connected: number) =>
    properties
      .filter((each) => numberOf(each, 'connected') === connected)
      .map((each) => numberOf(each, 'antenna') ?? 0);
  return { transmitters, plugged: numbersOf(1), unplugged: numbersOf(0) };
}

/** Private enterprise numbers of makers of LLRP readers; Zebra's older readers still carry Motorola's. */
export const llrpMakers: ReadonlyMap<number, string> = new Map([
  [impinj, 'Impinj'],
  [161, 'Zebra'],
  [10_642, 'Zebra'],
  [17_996, 'Alien'],
]);

const impinj_models: ReadonlyMap<number, string> = new Map([
  [2_001_001, 'Speedway R220'],
  [2_001_002, 'Speedway R420'],
  [2_001_003, 'xPortal'],
  [2_001_004, 'xArray'],
  [2_001_006, 'xArray'],
  [2_001_007, 'xArray'],
  [2_001_008, 'xSpan'],
  [2_001_009, 'Speedway R120'],
  [2_001_052, 'R700'],
]);

/** Maker, model and firmware for people: `Impinj Speedway R420, firmware 5.14`. */
export function modelWords({ manufacturer, model, firmware }: LlrpCapabilities): string {
  const known = manufacturer === impinj ? impinj_models.get(model) : undefined;
  const maker = llrpMakers.get(manufacturer) ?? `maker ${manufacturer}`;
  return `${maker} ${known ?? `model ${model}`}${firmware === '' ? '' : `, firmware ${firmware}`}`;
}
