/** The ROSpecs of a reader: added, moved between their states, deleted, and what each lets the reader report. */
import {
  type LlrpMessage,
  type LlrpParameter,
  listOf,
  numberOf,
  parameterOf,
  parametersOf,
} from '../devices/rfid/llrp-message.ts';
import type { ReaderPersonality } from './llrp-personality.ts';
import { nothingWanted, type WantedDetails, wantedDetails } from './llrp-tag-report.ts';

export interface RoSpec {
  /** A single 0 means all. */
  readonly antennas: readonly number[];
  readonly wanted: WantedDetails;
  /** Entries of the power table, by antenna; 0 stands for all. */
  readonly powers: ReadonlyMap<number, number>;
  state: 'disabled' | 'inactive' | 'active';
}

/** A status code (LLRP 1.1, 14.2) and words; undefined when all is well. */
export type Refusal = { readonly code: number; readonly words: string } | undefined;

/** Status codes. */
export const status = {
  field_error: 101,
  missing_parameter: 103,
  unsupported_parameter: 111,
  out_of_range: 301,
} as const;

type Move = 'ENABLE_ROSPEC' | 'DISABLE_ROSPEC' | 'START_ROSPEC' | 'STOP_ROSPEC';

const moves: Readonly<Record<Move, { readonly from: readonly RoSpec['state'][]; readonly to: RoSpec['state'] }>> = {
  ENABLE_ROSPEC: { from: ['disabled', 'inactive'], to: 'inactive' },
  DISABLE_ROSPEC: { from: ['disabled', 'inactive', 'active'], to: 'disabled' },
  START_ROSPEC: { from: ['inactive', 'active'], to: 'active' },
  STOP_ROSPEC: { from: ['inactive', 'active'], to: 'inactive' },
};

export class RoSpecs {
  readonly #reader: ReaderPersonality;
  readonly #specs = new Map<number, RoSpec>();

  constructor(reader: ReaderPersonality) {
    this.#reader = reader;
  }

  /** The running ROSpec that reads this antenna. */
  reading(antenna: number): RoSpec | undefined {
    return [...this.#specs.values()].find(
      ({ state, antennas }) => state === 'active' && (antennas.includes(0) || antennas.includes(antenna)),
    );
  }

  /** `extended`: Impinj's extensions are on. */
  add(request: LlrpMessage, extended: boolean): Refusal {
    const spec = parameterOf(request, 'ROSpec');
    if (spec === undefined) return { code: status.missing_parameter, words: 'There is no ROSpec.' };
    const number = numberOf(spec, 'rospec') ?? 0;
    if (number === 0) return { code: status.field_error, words: 'ROSpec 0 cannot be added.' };
    if (this.#specs.has(number)) return { code: status.field_error, words: `ROSpec ${number} exists already.` };
    const inventory = parameterOf(spec, 'AISpec');
    const report = parameterOf(spec, 'ROReportSpec');
    if (!extended && report !== undefined && parameterOf(report, 'ImpinjTagReportContentSelector') !== undefined) {
      return { code: status.unsupported_parameter, words: 'Unknown custom parameter.' };
    }
    const antennas = (inventory && listOf(inventory, 'antennas')) ?? [0];
    const missing = antennas.find((antenna) => antenna > this.#reader.antennas);
    if (missing !== undefined) return { code: status.out_of_range, words: `There is no antenna ${missing}.` };
    const configurations = parametersOf(
      inventory && parameterOf(inventory, 'InventoryParameterSpec'),
      'AntennaConfiguration',
    );
    const unfit = configurations.map((each) => this.#unfit(each)).find((each) => each !== undefined);
    if (unfit !== undefined) return unfit;
    const powers = new Map(configurations.map((each) => [numberOf(each, 'antenna') ?? 0, powerOf(each)]));
    const wanted = report === undefined ? nothingWanted : wantedDetails(report);
    this.#specs.set(number, { antennas, wanted, powers, state: 'disabled' });
    return undefined;
  }

  delete(request: LlrpMessage): Refusal {
    const number = numberOf(request, 'rospec') ?? 0;
    if (number === 0) this.#specs.clear();
    else if (!this.#specs.delete(number)) return { code: status.field_error, words: `There is no ROSpec ${number}.` };
    return undefined;
  }

  move(request: LlrpMessage, name: Move): Refusal {
    const number = numberOf(request, 'rospec') ?? 0;
    const { from, to } = moves[name];
    const which = number === 0 ? [...this.#specs.values()] : [this.#specs.get(number)];
    for (const spec of which) {
      if (spec === undefined) return { code: status.field_error, words: `There is no ROSpec ${number}.` };
      if (!from.includes(spec.state)) return { code: status.field_error, words: `ROSpec ${number} is ${spec.state}.` };
      spec.state = to;
    }
    return undefined;
  }

  /** Numbers that are no entry of the reader's tables. */
  #unfit(configuration: LlrpParameter): Refusal {
    const transmitter = parameterOf(configuration, 'RFTransmitter');
    if (transmitter === undefined) return undefined;
    if (powerOf(configuration) < 1 || powerOf(configuration) > this.#reader.powers_cdbm.length) {
      return { code: status.out_of_range, words: 'The transmit power is no entry of the power table.' };
    }
    if (numberOf(transmitter, 'table') !== this.#reader.hop_table) {
      return { code: status.out_of_range, words: 'There is no such hop table.' };
    }
    return undefined;
  }
}

function powerOf(configuration: LlrpParameter): number {
  const transmitter = parameterOf(configuration, 'RFTransmitter');
  return (transmitter && numberOf(transmitter, 'power')) ?? 0;
}
