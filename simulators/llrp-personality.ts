/** Kinds of LLRP readers: what each says of itself, which powers and frequencies it has, and what it knows beyond LLRP. */
import { impinj } from '../devices/rfid/llrp-impinj.ts';
import { type LlrpParameter, llrpParameter } from '../devices/rfid/llrp-message.ts';

export interface ReaderPersonality {
  /** Private enterprise number of the maker (IANA). */
  readonly manufacturer: number;
  readonly model: number;
  readonly firmware: string;
  readonly antennas: number;
  readonly inputs: number;
  /** It keeps reports while nobody is connected. */
  readonly holds: boolean;
  /** 1: LLRP 1.0.1 and nothing else, 2: LLRP 1.1 too. */
  readonly version_max: 1 | 2;
  /** Hundredths of a dBm; the first is entry 1 of the table. The strongest is what it sends with unless told. */
  readonly powers_cdbm: readonly number[];
  /** Number of the hop table; 0 where the frequency is fixed. */
  readonly hop_table: number;
  readonly frequencies_khz: readonly number[];
  /** It takes Impinj's parameters once its extensions are on. */
  readonly speaks_impinj: boolean;
}

/** The fifty channels of the USA in an order that hops: steps of 19 visit each once. */
const hops_usa = Array.from({ length: 50 }, (_, at) => 902_750 + ((at * 19) % 50) * 500);
/** The four channels of ETSI EN 302 208 that a reader may send in. */
const channels_europe = [865_700, 866_300, 866_900, 867_500];

function powers(from_cdbm: number, to_cdbm: number, step_cdb: number): readonly number[] {
  return Array.from({ length: Math.floor((to_cdbm - from_cdbm) / step_cdb) + 1 }, (_, at) => from_cdbm + at * step_cdb);
}

export const readerPersonalities = {
  /** A reader of no particular maker that keeps to LLRP 1.1. */
  plain: {
    manufacturer: 0,
    model: 1,
    firmware: '1.0',
    antennas: 4,
    inputs: 2,
    holds: true,
    version_max: 2,
    powers_cdbm: [1_500, 2_000, 2_500, 3_000],
    hop_table: 0,
    frequencies_khz: channels_europe,
    speaks_impinj: false,
  },
  impinj: {
    manufacturer: impinj,
    model: 2_001_002,
    firmware: '5.14.1.240',
    antennas: 4,
    inputs: 4,
    holds: true,
    version_max: 1,
    powers_cdbm: powers(1_000, 3_250, 25),
    hop_table: 1,
    frequencies_khz: hops_usa,
    speaks_impinj: true,
  },
  zebra: {
    manufacturer: 161,
    model: 96_008,
    firmware: '3.21.23.0',
    antennas: 8,
    inputs: 4,
    holds: true,
    version_max: 1,
    powers_cdbm: powers(1_000, 3_310, 10),
    hop_table: 1,
    frequencies_khz: hops_usa,
    speaks_impinj: false,
  },
} as const satisfies Readonly<Record<string, ReaderPersonality>>;

/** What stands in a GET_READER_CAPABILITIES_RESPONSE besides the status. */
export function capabilitiesOfReader(reader: ReaderPersonality): readonly LlrpParameter[] {
  const { antennas, inputs, manufacturer, model, firmware } = reader;
  return [
    llrpParameter('GeneralDeviceCapabilities', { antennas, flags: 0x4000, manufacturer, model, firmware }, [
      llrpParameter('ReceiveSensitivityTableEntry', { index: 1, gain_db: 0 }),
      llrpParameter('GPIOCapabilities', { inputs, outputs: inputs }),
      ...numbered(antennas, (antenna) => llrpParameter('PerAntennaAirProtocol', { antenna, protocols: [1] })),
    ]),
    llrpParameter('LLRPCapabilities', {
      can: reader.holds ? 0x48 : 0x40,
      priorities: 1,
      client_ms: 0,
      rospecs: 1,
      specs: 16,
      inventories: 1,
      accessspecs: 16,
      opspecs: 8,
    }),
    llrpParameter('RegulatoryCapabilities', { country: 840, standard: reader.hop_table === 0 ? 2 : 1 }, [
      llrpParameter('UHFBandCapabilities', {}, [
        ...reader.powers_cdbm.map((power_cdbm, at) =>
          llrpParameter('TransmitPowerLevelTableEntry', { index: at + 1, power_cdbm }),
        ),
        frequencies(reader),
      ]),
    ]),
    llrpParameter('C1G2LLRPCapabilities', { can: 0x40, filters: 2 }),
  ];
}

function frequencies({ hop_table, frequencies_khz }: ReaderPersonality): LlrpParameter {
  return hop_table === 0
    ? llrpParameter('FrequencyInformation', { hopping: 0 }, [llrpParameter('FixedFrequencyTable', { frequencies_khz })])
    : llrpParameter('FrequencyInformation', { hopping: 1 }, [
        llrpParameter('FrequencyHopTable', { table: hop_table, frequencies_khz }),
      ]);
}

/** How antennas are set before anybody sets them: the strongest power, and the frequencies there are. */
export function factorySettings(reader: ReaderPersonality): readonly LlrpParameter[] {
  return numbered(reader.antennas, (antenna) =>
    llrpParameter('AntennaConfiguration', { antenna }, [
      llrpParameter('RFReceiver', { sensitivity: 1 }),
      llrpParameter('RFTransmitter', {
        table: reader.hop_table,
        channel: reader.hop_table === 0 ? 1 : 0,
        power: reader.powers_cdbm.length,
      }),
    ]),
  );
}

function numbered<Value>(count: number, of: (number: number) => Value): readonly Value[] {
  return Array.from({ length: count }, (_, at) => of(at + 1));
}
