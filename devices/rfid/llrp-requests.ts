/** What a client asks of a reader, in order, to stream every read of every antenna (LLRP 1.1, chapters 10 to 14). */
import { type LlrpMessage, type LlrpParameter, llrpMessage, llrpParameter } from './llrp-message.ts';

export const keepalive_ms = 10_000;

/** The one ROSpec the gateway runs. */
const rospec = 1;
/** LLRP's word for every ROSpec there is. */
const every_rospec = 0;
/** Report buffer level, reader exception, antenna: the events that people have to act on (EventNotificationState). */
const wanted_events = [3, 4, 8];
/** Antenna, peak RSSI, first and last seen, count. */
const wanted_details = 0x1780;
const n_tags_or_end_of_rospec = 2;

/** A request by its number. `otherwise` is tried when the reader will not have it: not every reader can hold reports. */
export interface LlrpRequest {
  readonly name: 'DELETE_ROSPEC' | 'SET_READER_CONFIG' | 'ADD_ROSPEC' | 'ENABLE_ROSPEC' | 'START_ROSPEC';
  message(id: number): LlrpMessage;
  readonly otherwise?: LlrpRequest;
}

/**
 * An ROSpec left behind by a client that crashed makes a reader refuse a new one of the same number, so all are deleted
 * first; and some readers want their configuration before they start.
 */
export function llrpRequests(antennas: readonly number[]): readonly LlrpRequest[] {
  return [
    { name: 'DELETE_ROSPEC', message: (id) => llrpMessage('DELETE_ROSPEC', id, { rospec: every_rospec }) },
    configuring([wantedEvents(), keepalive(), holding()], configuring([keepalive()])),
    { name: 'ADD_ROSPEC', message: (id) => llrpMessage('ADD_ROSPEC', id, {}, [inventory(antennas)]) },
    { name: 'ENABLE_ROSPEC', message: (id) => llrpMessage('ENABLE_ROSPEC', id, { rospec }) },
    { name: 'START_ROSPEC', message: (id) => llrpMessage('START_ROSPEC', id, { rospec }) },
  ];
}

function configuring(parameters: readonly LlrpParameter[], otherwise?: LlrpRequest): LlrpRequest {
  return {
    name: 'SET_READER_CONFIG',
    message: (id) => llrpMessage('SET_READER_CONFIG', id, { restore: 0 }, parameters),
    ...(otherwise !== undefined && { otherwise }),
  };
}

function wantedEvents(): LlrpParameter {
  const states = wanted_events.map((event) => llrpParameter('EventNotificationState', { event, on: 1 }));
  return llrpParameter('ReaderEventNotificationSpec', {}, states);
}

function keepalive(): LlrpParameter {
  return llrpParameter('KeepaliveSpec', { trigger: 1, interval_ms: keepalive_ms });
}

/** Makes the reader keep what it reads while nobody is connected, until the next client says that it is ready. */
function holding(): LlrpParameter {
  return llrpParameter('EventsAndReports', { hold: 1 });
}

/** N counts different tags, not reads: only N = 1 gives every read its own report. */
function inventory(antennas: readonly number[]): LlrpParameter {
  const never = { trigger: 0, duration_ms: 0 };
  return llrpParameter('ROSpec', { rospec, priority: 0, state: 0 }, [
    llrpParameter('ROBoundarySpec', {}, [
      llrpParameter('ROSpecStartTrigger', { trigger: 0 }),
      llrpParameter('ROSpecStopTrigger', never),
    ]),
    llrpParameter('AISpec', { antennas: antennas.length === 0 ? [0] : antennas }, [
      llrpParameter('AISpecStopTrigger', never),
      llrpParameter('InventoryParameterSpec', { spec: 1, protocol: 1 }),
    ]),
    llrpParameter('ROReportSpec', { trigger: n_tags_or_end_of_rospec, n: 1 }, [
      llrpParameter('TagReportContentSelector', { select: wanted_details }),
    ]),
  ]);
}
