/**
 * LLRP parameters in which a reader tells what it can do and how it is set (LLRP 1.1, chapters 10 and 13). Names are the
 * standard's.
 */
import { flag, i16, u8, u8s, u8Wide, u16, u32, u32s, utf8, words } from './llrp-fields.ts';
import { type ParameterRow, tlv } from './llrp-row.ts';

/** Bits of `LLRPCapabilities.can`. */
export const llrp_can = { warn_of_full_buffer: 0x40, hold: 0x08 } as const;

export const capabilityParameters = {
  GeneralDeviceCapabilities: tlv(
    137,
    {
      antennas: u16('How many antennas it can have'),
      flags: u16('From the top: antenna properties can be set, has a clock'),
      manufacturer: u32('Private enterprise number (IANA)'),
      model: u32("The manufacturer's number of the model"),
      firmware: utf8('Version of the firmware'),
    },
    [
      'ReceiveSensitivityTableEntry',
      'PerAntennaReceiveSensitivityRange',
      'GPIOCapabilities',
      'PerAntennaAirProtocol',
      'MaximumReceiveSensitivity',
    ],
  ),
  ReceiveSensitivityTableEntry: tlv(139, { index: u16('Its number'), gain_db: i16('Above the weakest it can hear') }),
  PerAntennaAirProtocol: tlv(140, { antenna: u16('Antenna, from 1'), protocols: u8s('1: EPC class 1 gen 2') }),
  GPIOCapabilities: tlv(141, { inputs: u16('General purpose inputs'), outputs: u16('General purpose outputs') }),
  LLRPCapabilities: tlv(142, {
    can: u8('From the top: RF survey, warn of a full buffer, client requests, state-aware singulation, hold reports'),
    priorities: u8('Levels of priority'),
    client_ms: u16('How long it waits for a client during an access'),
    rospecs: u32('How many; 0 is no limit'),
    specs: u32('Specs within a ROSpec'),
    inventories: u32('Inventory parameters within an AISpec'),
    accessspecs: u32('AccessSpecs'),
    opspecs: u32('Operations within an AccessSpec'),
  }),
  RegulatoryCapabilities: tlv(143, { country: u16('ISO 3166 number'), standard: u16('1 FCC, 2 ETSI EN 302 208, …') }, [
    'UHFBandCapabilities',
  ]),
  UHFBandCapabilities: tlv(144, {}, [
    'TransmitPowerLevelTableEntry',
    'FrequencyInformation',
    'C1G2UHFRFModeTable',
    'RFSurveyFrequencyCapabilities',
  ]),
  TransmitPowerLevelTableEntry: tlv(145, {
    index: u16('Its number, which RFTransmitter names'),
    power_cdbm: i16('Hundredths of a dBm'),
  }),
  FrequencyInformation: tlv(146, { hopping: flag('The frequency changes by a hop table') }, [
    'FrequencyHopTable',
    'FixedFrequencyTable',
  ]),
  FrequencyHopTable: tlv(147, { table: u8Wide('Its number'), frequencies_khz: u32s('In the order of hops') }),
  FixedFrequencyTable: tlv(148, { frequencies_khz: u32s('Channel 1, channel 2, …') }),
  PerAntennaReceiveSensitivityRange: tlv(149, {
    antenna: u16('Antenna, from 1'),
    lowest: u16('First entry it can use'),
    highest: u16('Last entry it can use'),
  }),
  C1G2LLRPCapabilities: tlv(327, { can: u8('From the top: block erase, block write'), filters: u16('Select filters') }),
  C1G2UHFRFModeTable: tlv(328, {}, ['C1G2UHFRFModeTableEntry']),
  C1G2UHFRFModeTableEntry: tlv(329, {
    mode: u32('Its number'),
    flags: u8('From the top: divide ratio 64/3, conforms to EPC HAG'),
    miller: u8('0 FM0, 1 Miller 2, 2 Miller 4, 3 Miller 8'),
    forward: u8('0 PR-ASK, 1 SSB-ASK, 2 DSB-ASK'),
    mask: u8('Spectral mask'),
    rate: u32('Backscatter data rate'),
    pie: u32('Thousandths'),
    tari_min_ns: u32('Shortest Tari'),
    tari_max_ns: u32('Longest Tari'),
    tari_step_ns: u32('Step'),
  }),
  MaximumReceiveSensitivity: tlv(363, { sensitivity_dbm: i16('The weakest it can hear') }),
  RFSurveyFrequencyCapabilities: tlv(365, { lowest_khz: u32('Lowest frequency'), highest_khz: u32('Highest') }),

  Identification: tlv(218, { by: u8('0 MAC address, 1 EPC'), reader: u8s('Its bytes') }),
  AntennaProperties: tlv(221, {
    connected: flag('A cable is plugged in'),
    antenna: u16('Antenna, from 1'),
    gain: i16('Hundredths of a dBi'),
  }),
  AntennaConfiguration: tlv(222, { antenna: u16('Antenna, from 1; 0 means all') }, [
    'RFReceiver',
    'RFTransmitter',
    'C1G2InventoryCommand',
  ]),
  RFReceiver: tlv(223, { sensitivity: u16('Entry of the sensitivity table') }),
  RFTransmitter: tlv(224, {
    table: u16('Hop table; 0 where the frequency is fixed'),
    channel: u16('Entry of the fixed frequency table; 0 where it hops'),
    power: u16('Entry of the power table'),
  }),
  GPIPortCurrentState: tlv(225, {
    port: u16('Input, from 1'),
    on: flag('Looked at'),
    state: u8('0 low, 1 high, 2 unknown'),
  }),
  C1G2InventoryCommand: tlv(330, { state_aware: flag('By the state of each tag') }, [
    'C1G2RFControl',
    'C1G2SingulationControl',
  ]),
  C1G2RFControl: tlv(335, { mode: u16('Entry of the RF mode table'), tari_ns: u16('0: as the mode says') }),
  C1G2SingulationControl: tlv(336, {
    session: u8('In the two highest bits'),
    tags: u16('How many tags are expected'),
    transit_ms: u32('How long a tag stays in the field'),
  }),
  LLRPConfigurationStateValue: tlv(217, { state: u32('Changes with the configuration') }),
  GPOWriteData: tlv(219, { port: u16('Output, from 1'), high: flag('Its level') }),
  AccessReportSpec: tlv(239, { trigger: u8('0 with the ROReportSpec, 1 at the end of each AccessSpec') }),
  C1G2EPCMemorySelector: tlv(348, { select: u8('From the top: CRC, protocol control, XPC (LLRP 1.1)') }),
  C1G2ReadOpSpecResult: tlv(349, {
    result: u8('0 is success'),
    opspec: u16('Which operation'),
    data: words('What was read'),
  }),
} as const satisfies Readonly<Record<string, ParameterRow>>;
