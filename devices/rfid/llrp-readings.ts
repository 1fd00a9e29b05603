/** What LLRP messages mean: tags from reports, conditions from a reader's events. */
import type { ConditionReading, Reading, TagReading } from '../reading.ts';
import { type LlrpMessage, type LlrpParameter, numberOf, parameterOf, textOf } from './llrp-message.ts';
import { refusalOf, statusOf, wordsOf } from './llrp-status.ts';

const no_channels: readonly number[] = [];

/**
 * Most answers and keepalives say nothing of stock: `[]`.
 * @param channels_khz The reader's frequencies in the order that reports count them in, where they are known.
 */
export function llrpReadings(message: LlrpMessage, channels_khz = no_channels): readonly Reading[] {
  switch (message.name) {
    case 'RO_ACCESS_REPORT':
      return tagsOf(message.parameters, channels_khz);
    case 'GET_READER_CONFIG_RESPONSE':
      return message.parameters.flatMap(stateOf);
    case 'READER_EVENT_NOTIFICATION':
      return message.parameters.flatMap((data) => (data.name === 'ReaderEventNotificationData' ? eventsOf(data) : []));
    case 'ERROR_MESSAGE': {
      const status = statusOf(message);
      return [{ kind: 'condition', condition: 'fault', ...(status !== undefined && { says: status.says }) }];
    }
    default:
      return [];
  }
}

/** A whole turn of phase in Impinj's parts. */
const turn = 4_096;

/** The smallest protocol control word of an EPC that has bits: its five highest bits count 16-bit words. */
const pc_one_word = 0x0800;

type Filling<Value> = { -readonly [Key in keyof Value]: Value[Key] };

function tagsOf(reports: readonly LlrpParameter[], channels_khz: readonly number[]): readonly TagReading[] {
  const tags: TagReading[] = [];
  for (const report of reports) {
    const tag = tagOf(report, channels_khz);
    if (tag !== undefined) tags.push(tag);
  }
  return tags;
}

/** Undefined for a tag whose EPC has no bits: nothing tells it from any other such tag. */
function tagOf(report: LlrpParameter, channels_khz: readonly number[]): TagReading | undefined {
  const tag: Filling<TagReading> = { kind: 'tag', epc: '', count: 1 };
  let first_us: number | undefined;
  let last_us: number | undefined;
  for (const { name, fields } of report.parameters) {
    switch (name) {
      case 'EPC-96':
      case 'EPCData':
        if (typeof fields.epc === 'string') tag.epc = fields.epc;
        break;
      case 'AntennaID':
        if (typeof fields.antenna === 'number') tag.antenna = fields.antenna;
        break;
      case 'PeakRSSI':
        // Impinj tells the same more finely in a parameter of its own, which stands behind.
        if (typeof fields.rssi_dbm === 'number') tag.rssi_cdbm ??= fields.rssi_dbm * 100;
        break;
      case 'ImpinjPeakRSSI':
        if (typeof fields.rssi_cdbm === 'number') tag.rssi_cdbm = fields.rssi_cdbm;
        break;
      case 'ImpinjRFPhaseAngle':
        if (typeof fields.phase === 'number' && fields.phase < turn) {
          tag.phase_mdeg = Math.round((fields.phase * 360_000) / turn);
        }
        break;
      case 'ImpinjRFDopplerFrequency':
        if (typeof fields.doppler === 'number') tag.doppler_millihertz = Math.round(fields.doppler * 62.5);
        break;
      case 'ImpinjSerializedTID':
        if (typeof fields.tid === 'string' && fields.tid !== '') tag.tid = fields.tid;
        break;
      case 'C1G2PC':
        // A word that counts no EPC at all, next to an EPC, was not read from the tag.
        if (typeof fields.pc === 'number' && fields.pc >= pc_one_word) {
          tag.pc = fields.pc.toString(16).toUpperCase().padStart(4, '0');
        }
        break;
      case 'ChannelIndex': {
        const frequency_khz = typeof fields.channel === 'number' ? channels_khz[fields.channel - 1] : undefined;
        if (frequency_khz !== undefined) tag.frequency_khz = frequency_khz;
        break;
      }
      case 'TagSeenCount':
        if (typeof fields.count === 'number' && fields.count > 1) tag.count = fields.count;
        break;
      case 'FirstSeenTimestampUTC':
        if (typeof fields.at_us === 'number') first_us = fields.at_us;
        break;
      case 'LastSeenTimestampUTC':
        if (typeof fields.at_us === 'number') last_us = fields.at_us;
        break;
    }
  }
  const at_ms = millisOf(last_us ?? first_us);
  if (at_ms !== undefined) tag.device_at_ms = at_ms;
  return tag.epc === '' ? undefined : tag;
}

/** Undefined for what is no time: past 2255, where microseconds are no longer exact. */
function millisOf(at_us: number | undefined): number | undefined {
  return at_us === undefined || !Number.isSafeInteger(at_us) ? undefined : Math.floor(at_us / 1000);
}

/** What an antenna or input is found to be, when the reader is asked how it is set. */
function stateOf(parameter: LlrpParameter): readonly ConditionReading[] {
  switch (parameter.name) {
    case 'AntennaProperties': {
      const condition = numberOf(parameter, 'connected') === 1 ? 'antenna-connected' : 'antenna-disconnected';
      return [{ kind: 'condition', condition, channel: String(numberOf(parameter, 'antenna')), snapshot: true }];
    }
    case 'GPIPortCurrentState': {
      const state = numberOf(parameter, 'state');
      if (state !== 0 && state !== 1) return [];
      const condition = state === 1 ? 'input-high' : 'input-low';
      return [{ kind: 'condition', condition, channel: String(numberOf(parameter, 'port')), snapshot: true }];
    }
    default:
      return [];
  }
}

type Said = Pick<ConditionReading, 'condition' | 'channel' | 'says'>;

function eventsOf(data: LlrpParameter): readonly ConditionReading[] {
  const utc = parameterOf(data, 'UTCTimestamp');
  const device_at_ms = millisOf(utc && numberOf(utc, 'at_us'));
  const conditions: ConditionReading[] = [];
  for (const event of data.parameters) {
    const said = conditionOf(event);
    if (said === undefined) continue;
    conditions.push({ kind: 'condition', ...said, ...(device_at_ms !== undefined && { device_at_ms }) });
  }
  return conditions;
}

function conditionOf(event: LlrpParameter): Said | undefined {
  switch (event.name) {
    case 'AntennaEvent': {
      const condition = numberOf(event, 'event') === 1 ? 'antenna-connected' : 'antenna-disconnected';
      return { condition, channel: String(numberOf(event, 'antenna')) };
    }
    case 'GPIEvent': {
      const condition = numberOf(event, 'high') === 1 ? 'input-high' : 'input-low';
      return { condition, channel: String(numberOf(event, 'port')) };
    }
    case 'ReportBufferLevelWarningEvent':
      return { condition: 'buffer-warning', says: `The report buffer is ${numberOf(event, 'percent')} % full.` };
    case 'ReportBufferOverflowErrorEvent':
      return { condition: 'buffer-overflow', says: 'The reader had to drop reports.' };
    case 'ReaderExceptionEvent':
      return exceptionOf(event);
    case 'ConnectionAttemptEvent': {
      // To a client that is connected already, status 4 tells of somebody else.
      if (numberOf(event, 'status') === 4) return { condition: 'online', says: 'Another application was turned away.' };
      const says = refusalOf(event);
      return says === undefined ? { condition: 'online' } : { condition: 'fault', says };
    }
    case 'ConnectionCloseEvent':
      return { condition: 'offline', says: 'The reader closed the connection.' };
    default:
      return undefined;
  }
}

function exceptionOf(event: LlrpParameter): Said {
  const antenna = parameterOf(event, 'AntennaID');
  const channel = antenna && numberOf(antenna, 'antenna');
  const says = wordsOf(textOf(event, 'message') ?? '');
  return {
    condition: 'fault',
    ...(channel !== undefined && { channel: String(channel) }),
    ...(says !== '' && { says }),
  };
}
