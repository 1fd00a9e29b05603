/** LLRP messages as rows (LLRP 1.1, chapter 17.1): the talk between a client that takes inventory and its reader. */
import { flag, type LlrpField, u8, u16, u32 } from './llrp-fields.ts';
import { impinj } from './llrp-impinj.ts';
import type { ParameterName } from './llrp-parameters.ts';
import { custom_type } from './llrp-row.ts';

export interface MessageRow {
  readonly type: number;
  /** Of custom messages: the vendor's private enterprise number, and the vendor's own number of the message. */
  readonly custom?: { readonly vendor: number; readonly subtype: number };
  readonly fields: Readonly<Record<string, LlrpField>>;
  readonly holds: readonly ParameterName[];
}

function message(
  type: number,
  fields: Readonly<Record<string, LlrpField>> = {},
  holds: readonly ParameterName[] = [],
): MessageRow {
  return { type, fields, holds };
}

function customMessage(
  vendor: number,
  subtype: number,
  fields: MessageRow['fields'] = {},
  holds: MessageRow['holds'] = [],
): MessageRow {
  return { type: custom_type, custom: { vendor, subtype }, fields, holds };
}

const which = { rospec: u32('Which ROSpec; 0 means all') };

export const llrpMessages = {
  GET_SUPPORTED_VERSION: message(46),
  GET_SUPPORTED_VERSION_RESPONSE: message(56, { current: u8('Version in use'), supported: u8('Highest version') }, [
    'LLRPStatus',
  ]),
  SET_PROTOCOL_VERSION: message(47, { version: u8('1: LLRP 1.0.1, 2: LLRP 1.1') }),
  SET_PROTOCOL_VERSION_RESPONSE: message(57, {}, ['LLRPStatus']),
  GET_READER_CAPABILITIES: message(1, { which: u8('0 all, 1 general, 2 LLRP, 3 regulatory, 4 air protocol') }),
  GET_READER_CAPABILITIES_RESPONSE: message(11, {}, [
    'LLRPStatus',
    'GeneralDeviceCapabilities',
    'LLRPCapabilities',
    'RegulatoryCapabilities',
    'C1G2LLRPCapabilities',
  ]),
  GET_READER_CONFIG: message(2, {
    antenna: u16('0 means all'),
    which: u8('0 all, 1 identification, 2 antenna properties, 3 antenna configuration, …'),
    input: u16('0 means all'),
    output: u16('0 means all'),
  }),
  GET_READER_CONFIG_RESPONSE: message(12, {}, [
    'LLRPStatus',
    'Identification',
    'AntennaProperties',
    'AntennaConfiguration',
    'ReaderEventNotificationSpec',
    'ROReportSpec',
    'AccessReportSpec',
    'LLRPConfigurationStateValue',
    'KeepaliveSpec',
    'GPIPortCurrentState',
    'GPOWriteData',
    'EventsAndReports',
  ]),
  SET_READER_CONFIG: message(3, { restore: flag('Back to factory settings first') }, [
    'ReaderEventNotificationSpec',
    'ROReportSpec',
    'KeepaliveSpec',
    'GPIPortCurrentState',
    'EventsAndReports',
  ]),
  SET_READER_CONFIG_RESPONSE: message(13, {}, ['LLRPStatus']),
  CLOSE_CONNECTION: message(14),
  CLOSE_CONNECTION_RESPONSE: message(4, {}, ['LLRPStatus']),
  ADD_ROSPEC: message(20, {}, ['ROSpec']),
  ADD_ROSPEC_RESPONSE: message(30, {}, ['LLRPStatus']),
  DELETE_ROSPEC: message(21, which),
  DELETE_ROSPEC_RESPONSE: message(31, {}, ['LLRPStatus']),
  START_ROSPEC: message(22, which),
  START_ROSPEC_RESPONSE: message(32, {}, ['LLRPStatus']),
  STOP_ROSPEC: message(23, which),
  STOP_ROSPEC_RESPONSE: message(33, {}, ['LLRPStatus']),
  ENABLE_ROSPEC: message(24, which),
  ENABLE_ROSPEC_RESPONSE: message(34, {}, ['LLRPStatus']),
  DISABLE_ROSPEC: message(25, which),
  DISABLE_ROSPEC_RESPONSE: message(35, {}, ['LLRPStatus']),
  RO_ACCESS_REPORT: message(61, {}, ['TagReportData']),
  KEEPALIVE: message(62),
  KEEPALIVE_ACK: message(72),
  READER_EVENT_NOTIFICATION: message(63, {}, ['ReaderEventNotificationData']),
  ENABLE_EVENTS_AND_REPORTS: message(64),
  IMPINJ_ENABLE_EXTENSIONS: customMessage(impinj, 21, { reserved: u32('Zero') }),
  IMPINJ_ENABLE_EXTENSIONS_RESPONSE: customMessage(impinj, 22, {}, ['LLRPStatus']),
  ERROR_MESSAGE: message(100, {}, ['LLRPStatus']),
} as const satisfies Readonly<Record<string, MessageRow>>;

export type MessageName = keyof typeof llrpMessages;
