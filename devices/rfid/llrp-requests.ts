/** What a client asks of a reader to stream every read of every antenna (LLRP 1.1, chapters 9 to 14). Ids are filled in later. */
import type { Transmitter } from './llrp-capabilities.ts';
import { type LlrpMessage, type LlrpParameter, llrpMessage, llrpParameter } from './llrp-message.ts';

export const keepalive_ms = 10_000;

/** The one ROSpec the gateway runs. */
export const rospec = 1;
/** LLRP's word for every ROSpec there is. */
const every_rospec = 0;
/** Events that people have to act on: report buffer level, reader exception, antenna (EventNotificationState). */
const wanted_events = [3, 4, 8];
const input_event = 1;
/** Antenna, channel, peak RSSI, first and last seen, count. */
const wanted_details = 0x1f80;
/** The protocol control word, in C1G2EPCMemorySelector. */
const protocol_control = 0x40;
const n_tags_or_end_of_rospec = 2;

export const getSupportedVersion = llrpMessage('GET_SUPPORTED_VERSION', 0);
export const getCapabilities = llrpMessage('GET_READER_CAPABILITIES', 0, { which: 0 });
export const getConfig = llrpMessage('GET_READER_CONFIG', 0, { antenna: 0, which: 0, input: 0, output: 0 });
export const enableImpinj = llrpMessage('IMPINJ_ENABLE_EXTENSIONS', 0, { reserved: 0 });
/** Lets go what the reader has held back since the last client left. It has no answer. */
export const release = llrpMessage('ENABLE_EVENTS_AND_REPORTS', 0);
/** An ROSpec left behind by a client that crashed makes a reader refuse a new one of the same number. */
export const deleteAll = llrpMessage('DELETE_ROSPEC', 0, { rospec: every_rospec });
export const enable = llrpMessage('ENABLE_ROSPEC', 0, { rospec });
export const start = llrpMessage('START_ROSPEC', 0, { rospec });

export function setVersion(version: number): LlrpMessage {
  return llrpMessage('SET_PROTOCOL_VERSION', 0, { version });
}

export function configure(parameters: readonly LlrpParameter[]): LlrpMessage {
  return llrpMessage('SET_READER_CONFIG', 0, { restore: 0 }, parameters);
}

/** `inputs`: whether changes of general purpose inputs are wanted too. */
export function wantedEvents(inputs: boolean): LlrpParameter {
  const events = inputs ? [input_event, ...wanted_events] : wanted_events;
  const states = events.map((event) => llrpParameter('EventNotificationState', { event, on: 1 }));
  return llrpParameter('ReaderEventNotificationSpec', {}, states);
}

export function keepalive(): LlrpParameter {
  return llrpParameter('KeepaliveSpec', { trigger: 1, interval_ms: keepalive_ms });
}

/** Inputs are looked at only where that is asked for; the state said here means nothing. */
export function lookAtInputs(inputs: number): readonly LlrpParameter[] {
  return Array.from({ length: inputs }, (_, at) =>
    llrpParameter('GPIPortCurrentState', { port: at + 1, on: 1, state: 2 }),
  );
}

/** Makes the reader keep what it reads while nobody is connected, until the next client says that it is ready. */
export function holding(): LlrpParameter {
  return llrpParameter('EventsAndReports', { hold: 1 });
}

/** How an antenna is to send: an entry of the power table, with the frequencies it is set to anyway. */
export interface Sending extends Transmitter {
  readonly antenna: number;
  readonly power: number;
}

/** How much is asked for besides what every reader tells of a tag. */
export type Details = 'impinj' | 'protocol-control' | 'plain';

/** N counts different tags, not reads: only N = 1 gives every read its own report. */
export function addInventory(antennas: readonly number[], sending: readonly Sending[], details: Details): LlrpMessage {
  const never = { trigger: 0, duration_ms: 0 };
  const inventory = llrpParameter('ROSpec', { rospec, priority: 0, state: 0 }, [
    llrpParameter('ROBoundarySpec', {}, [
      llrpParameter('ROSpecStartTrigger', { trigger: 0 }),
      llrpParameter('ROSpecStopTrigger', never),
    ]),
    llrpParameter('AISpec', { antennas: antennas.length === 0 ? [0] : antennas }, [
      llrpParameter('AISpecStopTrigger', never),
      llrpParameter('InventoryParameterSpec', { spec: 1, protocol: 1 }, sending.map(antennaConfiguration)),
    ]),
    llrpParameter('ROReportSpec', { trigger: n_tags_or_end_of_rospec, n: 1 }, reportDetails(details)),
  ]);
  return llrpMessage('ADD_ROSPEC', 0, {}, [inventory]);
}

function antennaConfiguration({ antenna, table, channel, power }: Sending): LlrpParameter {
  return llrpParameter('AntennaConfiguration', { antenna }, [
    llrpParameter('RFTransmitter', { table, channel, power }),
  ]);
}

function reportDetails(details: Details): readonly LlrpParameter[] {
  const memory = llrpParameter('C1G2EPCMemorySelector', { select: protocol_control });
  const selector = llrpParameter(
    'TagReportContentSelector',
    { select: wanted_details },
    details === 'plain' ? [] : [memory],
  );
  if (details !== 'impinj') return [selector];
  const wanted = { mode: 1 };
  return [
    selector,
    llrpParameter('ImpinjTagReportContentSelector', {}, [
      llrpParameter('ImpinjEnableSerializedTID', wanted),
      llrpParameter('ImpinjEnableRFPhaseAngle', wanted),
      llrpParameter('ImpinjEnablePeakRSSI', wanted),
      llrpParameter('ImpinjEnableRFDopplerFrequency', wanted),
    ]),
  ];
}
