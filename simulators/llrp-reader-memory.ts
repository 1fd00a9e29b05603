/** What an LLRP reader remembers from one client to the next: its configuration, its ROSpecs, the reports nobody took. */
import {
  type LlrpMessage,
  type LlrpParameter,
  llrpMessage,
  llrpParameter,
  numberOf,
  parameterOf,
} from '../devices/rfid/llrp-message.ts';
import type { MessageName } from '../devices/rfid/llrp-messages.ts';

/** A tag in front of an antenna. */
export interface SeenTag {
  /** EPC bank contents in hexadecimal. */
  readonly epc: string;
  readonly antenna: number;
  readonly rssi_cdbm: number;
  readonly at_ms: number;
  /** Reads this stands for; 1 when absent. */
  readonly count?: number;
}

interface RoSpec {
  readonly antennas: readonly number[];
  readonly select: number;
  state: 'disabled' | 'inactive' | 'active';
}

/** Status codes (LLRP 1.1, 14.2). */
const field_error = 101;
const missing_parameter = 103;
const unsupported_message = 109;

export class LlrpReaderMemory {
  readonly #rospecs = new Map<number, RoSpec>();
  readonly #wanted_events = new Set<number>();
  readonly #kept: LlrpParameter[] = [];
  readonly #reports_max: number;
  #overflowed = false;
  #keepalive_ms: number | undefined;
  #holds = false;

  constructor(reports_max: number) {
    this.#reports_max = reports_max;
  }

  /** Undefined when no client has asked for keepalives. */
  get keepalive_ms(): number | undefined {
    return this.#keepalive_ms;
  }

  /** Whether the next client must say that it is ready before it gets reports. */
  get holds(): boolean {
    return this.#holds;
  }

  wantsEvent(event: number): boolean {
    return this.#wanted_events.has(event);
  }

  /** The answer to a request; undefined for messages that have none. */
  answer(request: LlrpMessage): LlrpMessage | undefined {
    switch (request.name) {
      case 'SET_READER_CONFIG':
        return this.#configured(request);
      case 'ADD_ROSPEC':
        return this.#added(request);
      case 'DELETE_ROSPEC':
        return this.#deleted(request);
      case 'ENABLE_ROSPEC':
        return this.#moved(request, 'ENABLE_ROSPEC_RESPONSE', ['disabled', 'inactive'], 'inactive');
      case 'DISABLE_ROSPEC':
        return this.#moved(request, 'DISABLE_ROSPEC_RESPONSE', ['disabled', 'inactive', 'active'], 'disabled');
      case 'START_ROSPEC':
        return this.#moved(request, 'START_ROSPEC_RESPONSE', ['inactive', 'active'], 'active');
      case 'STOP_ROSPEC':
        return this.#moved(request, 'STOP_ROSPEC_RESPONSE', ['inactive', 'active'], 'inactive');
      case 'GET_READER_CAPABILITIES':
        return capabilities(request.id);
      case 'CLOSE_CONNECTION':
        return answered('CLOSE_CONNECTION_RESPONSE', request.id);
      case 'KEEPALIVE_ACK':
      case 'ENABLE_EVENTS_AND_REPORTS':
        return undefined;
      default:
        return answered('ERROR_MESSAGE', request.id, unsupported_message, `${request.name} is no request.`);
    }
  }

  /** What is reported of a tag, if an active ROSpec uses the antenna. */
  report(seen: SeenTag): LlrpParameter | undefined {
    for (const { state, antennas, select } of this.#rospecs.values()) {
      const covered = antennas.includes(0) || antennas.includes(seen.antenna);
      if (state === 'active' && covered) return reportOf(seen, select);
    }
    return undefined;
  }

  /** Keeps a report for later; when the buffer is full, the report is lost and the loss is remembered. */
  keep(report: LlrpParameter): void {
    if (this.#kept.length < this.#reports_max) this.#kept.push(report);
    else this.#overflowed = true;
  }

  /** Everything kept, oldest first, which is then forgotten. */
  takeKept(): { readonly reports: readonly LlrpParameter[]; readonly overflowed: boolean } {
    const taken = { reports: this.#kept.splice(0), overflowed: this.#overflowed };
    this.#overflowed = false;
    return taken;
  }

  #configured(request: LlrpMessage): LlrpMessage {
    for (const parameter of request.parameters) {
      if (parameter.name === 'KeepaliveSpec') {
        this.#keepalive_ms = numberOf(parameter, 'trigger') === 1 ? numberOf(parameter, 'interval_ms') : undefined;
      } else if (parameter.name === 'EventsAndReports') {
        this.#holds = numberOf(parameter, 'hold') === 1;
      } else if (parameter.name === 'ReaderEventNotificationSpec') {
        for (const state of parameter.parameters) {
          const event = numberOf(state, 'event') ?? 0;
          if (numberOf(state, 'on') === 1) this.#wanted_events.add(event);
          else this.#wanted_events.delete(event);
        }
      }
    }
    return answered('SET_READER_CONFIG_RESPONSE', request.id);
  }

  #added(request: LlrpMessage): LlrpMessage {
    const name = 'ADD_ROSPEC_RESPONSE';
    const spec = parameterOf(request, 'ROSpec');
    if (spec === undefined) return answered(name, request.id, missing_parameter, 'There is no ROSpec.');
    const rospec = numberOf(spec, 'rospec') ?? 0;
    if (rospec === 0) return answered(name, request.id, field_error, 'ROSpec 0 cannot be added.');
    if (this.#rospecs.has(rospec)) return answered(name, request.id, field_error, `ROSpec ${rospec} exists already.`);
    const antennas = parameterOf(spec, 'AISpec')?.fields.antennas;
    const report = parameterOf(spec, 'ROReportSpec');
    const selector = report && parameterOf(report, 'TagReportContentSelector');
    this.#rospecs.set(rospec, {
      antennas: typeof antennas === 'object' ? antennas : [0],
      select: (selector && numberOf(selector, 'select')) ?? 0,
      state: 'disabled',
    });
    return answered(name, request.id);
  }

  /** Takes what the deleted ROSpecs had gathered with it, as the standard lets a reader do. */
  #deleted(request: LlrpMessage): LlrpMessage {
    const name = 'DELETE_ROSPEC_RESPONSE';
    const rospec = numberOf(request, 'rospec') ?? 0;
    if (rospec === 0) this.#rospecs.clear();
    else if (!this.#rospecs.delete(rospec))
      return answered(name, request.id, field_error, `There is no ROSpec ${rospec}.`);
    this.#kept.length = 0;
    return answered(name, request.id);
  }

  #moved(
    request: LlrpMessage,
    name: MessageName,
    from: readonly RoSpec['state'][],
    state: RoSpec['state'],
  ): LlrpMessage {
    const number = numberOf(request, 'rospec') ?? 0;
    const which = number === 0 ? [...this.#rospecs.values()] : [this.#rospecs.get(number)];
    for (const rospec of which) {
      if (rospec === undefined) return answered(name, request.id, field_error, `There is no ROSpec ${number}.`);
      if (!from.includes(rospec.state)) {
        return answered(name, request.id, field_error, `ROSpec ${number} is ${rospec.state}.`);
      }
      rospec.state = state;
    }
    return answered(name, request.id);
  }
}

function answered(name: MessageName, id: number, code = 0, description = ''): LlrpMessage {
  return llrpMessage(name, id, {}, [llrpParameter('LLRPStatus', { code, description })]);
}

/** A four-antenna reader of a maker that is none: 0 is reserved. */
function capabilities(id: number): LlrpMessage {
  return llrpMessage('GET_READER_CAPABILITIES_RESPONSE', id, {}, [
    llrpParameter('LLRPStatus', { code: 0, description: '' }),
    llrpParameter('GeneralDeviceCapabilities', {
      antennas: 4,
      can: 0xc000,
      manufacturer: 0,
      model: 1,
      firmware: 'simulated 1.0',
    }),
  ]);
}

/** Bits of TagReportContentSelector, from the top (LLRP 1.1, 17.2.7.2). */
const selected = { antenna: 0x1000, rssi: 0x0400, first_seen: 0x0200, last_seen: 0x0100, count: 0x0080 } as const;

function reportOf(seen: SeenTag, select: number): LlrpParameter {
  const epc =
    seen.epc.length === 24 ? llrpParameter('EPC-96', { epc: seen.epc }) : llrpParameter('EPCData', { epc: seen.epc });
  const at_us = seen.at_ms * 1_000;
  const rssi_dbm = Math.max(-128, Math.min(127, Math.round(seen.rssi_cdbm / 100)));
  const parameters = [epc];
  if (select & selected.antenna) parameters.push(llrpParameter('AntennaID', { antenna: seen.antenna }));
  if (select & selected.rssi) parameters.push(llrpParameter('PeakRSSI', { rssi_dbm }));
  if (select & selected.first_seen) parameters.push(llrpParameter('FirstSeenTimestampUTC', { at_us }));
  if (select & selected.last_seen) parameters.push(llrpParameter('LastSeenTimestampUTC', { at_us }));
  if (select & selected.count) parameters.push(llrpParameter('TagSeenCount', { count: seen.count ?? 1 }));
  return llrpParameter('TagReportData', {}, parameters);
}
