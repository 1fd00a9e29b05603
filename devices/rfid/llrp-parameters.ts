/**
 * LLRP parameters as rows (LLRP 1.1, chapter 17.2): those that inventory, its reports and a reader's events need.
 * Parameters outside this table are skipped by their length. Names are the standard's, so that its text can be searched.
 */
import { bitArray, flag, hexBytes, i8, type LlrpField, micros, u8, u16, u16s, u32, utf8 } from './llrp-fields.ts';

export interface ParameterRow {
  /** `tv`: a type below 128, then the fields, no length. `tlv`: type, length, fields, further parameters. */
  readonly form: 'tv' | 'tlv';
  readonly type: number;
  readonly fields: Readonly<Record<string, LlrpField>>;
  /** What the standard lets it hold, in the order it asks for. */
  readonly holds: readonly string[];
  /** One of these must be there. */
  readonly needs: readonly string[];
}

type Fields = Readonly<Record<string, LlrpField>>;

function tv(type: number, fields: Fields): ParameterRow {
  return { form: 'tv', type, fields, holds: [], needs: [] };
}

function tlv(type: number, fields: Fields, holds: readonly string[] = [], needs: readonly string[] = []): ParameterRow {
  return { form: 'tlv', type, fields, holds, needs };
}

/** Everything a reader can say of one tag besides its EPC. */
const tag_details = [
  'ROSpecID',
  'SpecIndex',
  'InventoryParameterSpecID',
  'AntennaID',
  'PeakRSSI',
  'ChannelIndex',
  'FirstSeenTimestampUTC',
  'FirstSeenTimestampUptime',
  'LastSeenTimestampUTC',
  'LastSeenTimestampUptime',
  'TagSeenCount',
  'C1G2PC',
  'C1G2XPCW1',
  'C1G2XPCW2',
  'C1G2CRC',
  'AccessSpecID',
] as const;

const events = [
  'HoppingEvent',
  'GPIEvent',
  'ROSpecEvent',
  'ReportBufferLevelWarningEvent',
  'ReportBufferOverflowErrorEvent',
  'ReaderExceptionEvent',
  'RFSurveyEvent',
  'AISpecEvent',
  'AntennaEvent',
  'ConnectionAttemptEvent',
  'ConnectionCloseEvent',
] as const;

export const llrpParameters = {
  AntennaID: tv(1, { antenna: u16('Antenna, from 1') }),
  FirstSeenTimestampUTC: tv(2, { at_us: micros('First read within this report, UTC') }),
  FirstSeenTimestampUptime: tv(3, { at_us: micros('The same, since the reader started') }),
  LastSeenTimestampUTC: tv(4, { at_us: micros('Last read within this report, UTC') }),
  LastSeenTimestampUptime: tv(5, { at_us: micros('The same, since the reader started') }),
  PeakRSSI: tv(6, { rssi_dbm: i8('Strongest read') }),
  ChannelIndex: tv(7, { channel: u16('Entry of the hop table, from 1') }),
  TagSeenCount: tv(8, { count: u16('Reads this report stands for') }),
  ROSpecID: tv(9, { rospec: u32('The ROSpec that read the tag') }),
  InventoryParameterSpecID: tv(10, { spec: u16('Its inventory parameters') }),
  C1G2CRC: tv(11, { crc: u16('Checksum stored with the EPC') }),
  C1G2PC: tv(12, { pc: u16('Protocol control word') }),
  'EPC-96': tv(13, { epc: hexBytes('An EPC of 96 bits', 12) }),
  SpecIndex: tv(14, { index: u16('Which spec within the ROSpec, from 1') }),
  ClientRequestOpSpecResult: tv(15, { opspec: u16('Access operation the client asked for') }),
  AccessSpecID: tv(16, { accessspec: u32('AccessSpec that ran on the tag') }),
  OpSpecID: tv(17, { opspec: u16('Its operation') }),
  C1G2SingulationDetails: tv(18, { collisions: u16('Slots with several tags'), empty: u16('Slots without any') }),
  C1G2XPCW1: tv(19, { xpc: u16('Extended protocol control, first word') }),
  C1G2XPCW2: tv(20, { xpc: u16('Extended protocol control, second word') }),

  UTCTimestamp: tlv(128, { at_us: micros('When it happened, UTC') }),
  Uptime: tlv(129, { at_us: micros('The same, since the reader started') }),

  GeneralDeviceCapabilities: tlv(137, {
    antennas: u16('Antennas it can have'),
    can: u16('From the top: set antenna properties, has a UTC clock'),
    manufacturer: u32('Private enterprise number of its maker'),
    model: u32("The maker's own number of the model"),
    firmware: utf8('Version of its firmware'),
  }),

  ROSpec: tlv(
    177,
    { rospec: u32('Its number, not 0'), priority: u8('0 is highest'), state: u8('0 disabled, 1 inactive, 2 active') },
    ['ROBoundarySpec', 'AISpec', 'ROReportSpec'],
  ),
  ROBoundarySpec: tlv(178, {}, ['ROSpecStartTrigger', 'ROSpecStopTrigger']),
  ROSpecStartTrigger: tlv(179, { trigger: u8('0 by START_ROSPEC, 1 at once, 2 periodic, 3 by GPI') }),
  ROSpecStopTrigger: tlv(182, { trigger: u8('0 never, 1 after the duration, 2 by GPI'), duration_ms: u32('Duration') }),
  AISpec: tlv(183, { antennas: u16s('Antennas; a single 0 means all') }, [
    'AISpecStopTrigger',
    'InventoryParameterSpec',
  ]),
  AISpecStopTrigger: tlv(184, { trigger: u8('0 with the ROSpec, 1 after the duration'), duration_ms: u32('Duration') }),
  InventoryParameterSpec: tlv(186, { spec: u16('Its number'), protocol: u8('1: EPC class 1 gen 2') }),

  KeepaliveSpec: tlv(220, { trigger: u8('0 off, 1 periodic'), interval_ms: u32('Time between KEEPALIVEs') }),
  EventsAndReports: tlv(226, {
    hold: flag('Hold events and reports after a reconnect until ENABLE_EVENTS_AND_REPORTS'),
  }),
  ROReportSpec: tlv(
    237,
    { trigger: u8('1 N tags or end of AISpec, 2 N tags or end of ROSpec'), n: u16('N; 0 is no limit') },
    ['TagReportContentSelector'],
  ),
  TagReportContentSelector: tlv(238, {
    select: u16('From the top: ROSpec, index, parameters, antenna, channel, RSSI, first, last, count, AccessSpec'),
  }),

  TagReportData: tlv(240, {}, tag_details, ['EPC-96', 'EPCData']),
  EPCData: tlv(241, { epc: bitArray('An EPC of any length') }),

  ReaderEventNotificationSpec: tlv(244, {}, ['EventNotificationState']),
  EventNotificationState: tlv(245, { event: u16('3 buffer level, 4 exception, 8 antenna, …'), on: flag('Wanted') }),
  ReaderEventNotificationData: tlv(246, {}, events, ['UTCTimestamp', 'Uptime']),
  HoppingEvent: tlv(247, { table: u16('Hop table'), channel: u16('Next channel') }),
  GPIEvent: tlv(248, { port: u16('Input, from 1'), high: flag('Its level') }),
  ROSpecEvent: tlv(249, {
    event: u8('0 started, 1 ended, 2 preempted'),
    rospec: u32('Which'),
    preempting: u32('By which'),
  }),
  ReportBufferLevelWarningEvent: tlv(250, { percent: u8('How full the report buffer is') }),
  ReportBufferOverflowErrorEvent: tlv(251, {}),
  ReaderExceptionEvent: tlv(252, { message: utf8("The reader's words") }, ['ROSpecID', 'SpecIndex', 'AntennaID']),
  RFSurveyEvent: tlv(253, { event: u8('0 started, 1 ended'), rospec: u32('Which'), index: u16('Spec within it') }),
  AISpecEvent: tlv(254, { event: u8('0 ended'), rospec: u32('Which'), index: u16('Spec within it') }, [
    'C1G2SingulationDetails',
  ]),
  AntennaEvent: tlv(255, { event: u8('0 disconnected, 1 connected'), antenna: u16('Antenna, from 1') }),
  ConnectionAttemptEvent: tlv(256, {
    status: u16('0 success, 1 and 2 already connected, 3 failed, 4 another tried'),
  }),
  ConnectionCloseEvent: tlv(257, {}),

  LLRPStatus: tlv(287, { code: u16('0 is success'), description: utf8("The reader's words") }, [
    'FieldError',
    'ParameterError',
  ]),
  FieldError: tlv(288, { field: u16('Which field, from 0'), code: u16('As in LLRPStatus') }),
  ParameterError: tlv(289, { parameter: u16('Type of the parameter'), code: u16('As in LLRPStatus') }, ['FieldError']),
} as const satisfies Readonly<Record<string, ParameterRow>>;

export type ParameterName = keyof typeof llrpParameters;
