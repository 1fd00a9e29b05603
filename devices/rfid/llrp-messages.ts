/** LLRP messages as rows (LLRP 1.1, chapter 17.1): the talk between a client that takes inventory and its reader. */
import { flag, type LlrpField, u8, u32 } from './llrp-fields.ts';
import type { ParameterName } from './llrp-parameters.ts';

export interface MessageRow {
  readonly type: number;
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

const which = { rospec: u32('Which ROSpec; 0 means all') };

export const llrpMessages = {
  GET_READER_CAPABILITIES: message(1, { requested: u8('0 all, 1 what the device is, 2 LLRP, 3 regulatory, 4 air') }),
  GET_READER_CAPABILITIES_RESPONSE: message(11, {}, ['LLRPStatus', 'GeneralDeviceCapabilities']),
  SET_READER_CONFIG: message(3, { restore: flag('Back to factory settings first') }, [
    'ReaderEventNotificationSpec',
    'ROReportSpec',
    'KeepaliveSpec',
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
  ERROR_MESSAGE: message(100, {}, ['LLRPStatus']),
} as const satisfies Readonly<Record<string, MessageRow>>;

export type MessageName = keyof typeof llrpMessages;
