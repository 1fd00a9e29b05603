/** What LLRP messages mean: tags from reports, conditions from a reader's events. */
import type { ConditionReading, Reading, TagReading } from '../reading.ts';
import { type LlrpMessage, type LlrpParameter, numberOf, parameterOf, textOf } from './llrp-message.ts';
import { refusalOf, statusOf, wordsOf } from './llrp-status.ts';

/** Answers and keepalives say nothing of stock: `[]`. */
export function llrpReadings(message: LlrpMessage): readonly Reading[] {
  switch (message.name) {
    case 'RO_ACCESS_REPORT':
      return tagsOf(message.parameters);
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

type Filling<Value> = { -readonly [Key in keyof Value]: Value[Key] };

function tagsOf(reports: readonly LlrpParameter[]): readonly TagReading[] {
  const tags: TagReading[] = [];
  for (const report of reports) {
    const tag = tagOf(report);
    if (tag !== undefined) tags.push(tag);
  }
  return tags;
}

/** Undefined for a tag whose EPC has no bits: nothing tells it from any other such tag. */
function tagOf(report: LlrpParameter): TagReading | undefined {
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
        if (typeof fields.rssi_dbm === 'number') tag.rssi_cdbm = fields.rssi_dbm * 100;
        break;
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
