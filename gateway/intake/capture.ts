/** Captures: the journal as JSON lines, to be kept, sent and replayed. The format is in `docs/captures.md`. */
import { createHash } from 'node:crypto';
import type { ConfiguredUnit } from '../../devices/driver.ts';
import { limits } from '../base/limits.ts';
import type { JournalRow } from '../ledger/reader.ts';
import type { Site } from '../stock/site.ts';

export interface CaptureHeader {
  readonly capture: 1;
  readonly gateway: string;
  /** SHA-256 of the settings' JSON. */
  readonly site: string;
  /** `empty`: the capture begins with an empty ledger, so a replay gives the same levels; else `running`. */
  readonly state: 'empty' | 'running';
  /** Of a capture of one device: the driver that cut its frames, and the unit its scale was said to show. */
  readonly driver?: string;
  readonly unit?: ConfiguredUnit;
  /** Present when the data are what each read of the wire brought, cut nowhere, instead of frames. */
  readonly chunks?: true;
}

/** What stands in `gateway` where no gateway wrote the capture, and in `site` where there were no settings. */
export const no_gateway = 'none';
const units: readonly ConfiguredUnit[] = ['g', 'kg', 'lb', 'oz'];

export type CaptureLine =
  | { readonly ok: true; readonly kind: 'header'; readonly header: CaptureHeader }
  | CaptureRow
  | Refused;

export interface CaptureRow {
  readonly ok: true;
  readonly kind: 'row';
  readonly row: JournalRow;
  /** The line tells an earlier time than the one before it, and is taken at that one's. */
  readonly is_held?: true;
}

/** `rule` without the line, the same for every line that breaks it. Nothing of what follows a `fatal` one can be read. */
export interface Refused {
  readonly ok: false;
  readonly says: string;
  readonly rule: string;
  readonly is_fatal?: true;
}

/** Where several recorders write one file, or a person does, a line may be so much older than the one before it. */
const disorder_ms_max = 10_000;

/** A line may hold whole settings, with every default that their file leaves out. */
const line_characters_max = 4 * limits.settings_bytes_max;

export function siteHash(site: Site): string {
  return createHash('sha256').update(JSON.stringify(site)).digest('hex');
}

export function printHeader(header: CaptureHeader): string {
  return JSON.stringify(header);
}

/** Frames that are clean UTF-8 text are written as text, so that a person can read and edit a capture. */
export function printRow(row: JournalRow): string {
  const at = new Date(row.at_ms).toISOString();
  if (row.kind === 'event') {
    const detail: unknown = JSON.parse(row.detail ?? '{}');
    return JSON.stringify({
      n: row.n,
      at,
      event: row.event,
      ...(row.device === undefined ? {} : { device: row.device }),
      detail,
    });
  }
  const data = Buffer.from(row.data ?? []);
  const text = data.toString('utf8');
  const isText = Buffer.from(text, 'utf8').equals(data);
  return JSON.stringify({
    n: row.n,
    at,
    device: row.device,
    ...(row.topic === undefined ? {} : { topic: row.topic }),
    retain: row.retained,
    qos: row.qos,
    ...(isText ? { text } : { data: data.toString('base64') }),
  });
}

/**
 * Reads one line. A plain frame line without `n` takes the line's number (`line`, from 1). Every refusal names the field.
 * `after` is the row before: arrival numbers grow, and times do not run backwards. A gateway gives arrival times in order; of a
 * plain line an earlier time within `disorder_ms_max` is taken for that of the row before it.
 */
export function parseLine(text: string, line: number, after: JournalRow | undefined): CaptureLine {
  if (text.length > line_characters_max) return refused(line, `is longer than ${line_characters_max} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused(line, not_json);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refused(line, 'is not a JSON object');
  }
  const fields = new Map<string, unknown>(Object.entries(json));
  if (fields.has('capture')) return headerOf(fields, line);
  const n = fields.get('n') ?? line;
  const at_ms = timeOf(fields.get('at'));
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 1)
    return refused(line, 'n must be a whole number above zero');
  if (at_ms === undefined)
    return refused(line, 'at must be an ISO 8601 time with its zone, as 2026-11-23T08:00:00.000Z');
  if (after !== undefined && n <= after.n) return refused(line, 'n does not follow the one before it');
  const isHeld = after !== undefined && at_ms < after.at_ms;
  const isPlain = !fields.has('n');
  if (isHeld && (!isPlain || after.at_ms - at_ms > disorder_ms_max)) return refused(line, 'at runs backwards');
  const time_ms = isHeld ? after.at_ms : at_ms;
  const read = fields.has('event') ? eventOf(fields, n, time_ms, line) : frameOf(fields, n, time_ms, line);
  return isHeld && read.ok ? { ...read, is_held: true } : read;
}

/** The rule of a line that broke off, as the last one of a recorder that was killed. */
export const not_json = 'is not JSON';

function refused(line: number, rule: string): Refused {
  return { ok: false, says: rule.startsWith('is ') ? `line ${line} ${rule}` : `line ${line}: ${rule}`, rule };
}

/** The JSON Schema of a line, for `tallygate schema capture`. */
export function captureJsonSchema(): object {
  const n = { type: 'integer', minimum: 1, description: "the gateway's arrival number; the line's number when absent" };
  const at = { type: 'string', format: 'date-time', description: 'arrival time in ms, never running backwards' };
  const device = { type: 'string' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Tallygate capture, one line',
    oneOf: [
      {
        title: 'header',
        type: 'object',
        required: ['capture', 'gateway', 'site', 'state'],
        properties: {
          capture: { const: 1 },
          gateway: { type: 'string' },
          site: { type: 'string', description: 'SHA-256 of the settings' },
          state: { enum: ['empty', 'running'] },
          driver: { type: 'string', description: 'of a capture of one device: its driver' },
          unit: { enum: units },
          chunks: { const: true, description: 'the data are chunks of the wire, cut nowhere, instead of frames' },
        },
      },
      {
        title: 'frame',
        type: 'object',
        required: ['at', 'device'],
        properties: {
          n,
          at,
          device,
          topic: { type: 'string' },
          retain: { type: 'boolean', default: false },
          qos: { enum: [0, 1, 2], default: 0 },
          data: { type: 'string', contentEncoding: 'base64' },
          text: { type: 'string' },
        },
        oneOf: [{ required: ['data'] }, { required: ['text'] }],
      },
      {
        title: 'event',
        type: 'object',
        required: ['at', 'event'],
        properties: {
          n,
          at,
          device,
          event: {
            enum: ['connected', 'disconnected', 'settings', 'command', 'told', 'adopted', 'started', 'leap', 'end'],
          },
          detail: {},
        },
      },
    ],
  };
}

function headerOf(
  fields: ReadonlyMap<string, unknown>,
  line: number,
): Refused | { readonly ok: true; readonly kind: 'header'; readonly header: CaptureHeader } {
  const gateway = fields.get('gateway');
  const site = fields.get('site');
  const state = fields.get('state');
  if (fields.get('capture') !== 1) return { ...refused(line, 'only capture format 1 is known'), is_fatal: true };
  if (typeof gateway !== 'string' || typeof site !== 'string' || (state !== 'empty' && state !== 'running')) {
    return { ...refused(line, 'a header needs gateway, site and state (empty or running)'), is_fatal: true };
  }
  const driver = fields.get('driver');
  const unit = units.find((each) => each === fields.get('unit'));
  const header: CaptureHeader = {
    capture: 1,
    gateway,
    site,
    state,
    ...(typeof driver === 'string' ? { driver } : {}),
    ...(unit === undefined ? {} : { unit }),
    ...(fields.get('chunks') === true ? { chunks: true } : {}),
  };
  return { ok: true, kind: 'header', header };
}

function eventOf(fields: ReadonlyMap<string, unknown>, n: number, at_ms: number, line: number): Refused | CaptureRow {
  const event = fields.get('event');
  const device = fields.get('device');
  if (typeof event !== 'string') return refused(line, 'event must be text');
  const row = {
    n,
    at_ms,
    kind: 'event',
    retained: false,
    qos: 0,
    event,
    detail: JSON.stringify(fields.get('detail') ?? {}),
  } as const;
  return { ok: true, kind: 'row', row: typeof device === 'string' ? { ...row, device } : row };
}

function frameOf(fields: ReadonlyMap<string, unknown>, n: number, at_ms: number, line: number): Refused | CaptureRow {
  const device = fields.get('device');
  const topic = fields.get('topic');
  const qos = fields.get('qos') ?? 0;
  const text = fields.get('text');
  const base64 = fields.get('data');
  if (typeof device !== 'string' || device === '') return refused(line, 'a frame needs its device');
  if (qos !== 0 && qos !== 1 && qos !== 2) return refused(line, 'qos must be 0, 1 or 2');
  if ((typeof text === 'string') === (typeof base64 === 'string')) {
    return refused(line, 'a frame needs either data (base64) or text');
  }
  if (typeof base64 === 'string' && !isBase64(base64)) return refused(line, 'data is not base64');
  const data = typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(String(base64), 'base64');
  const row = { n, at_ms, kind: 'frame', device, retained: fields.get('retain') === true, qos, data } as const;
  return { ok: true, kind: 'row', row: typeof topic === 'string' ? { ...row, topic } : row };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function timeOf(value: unknown): number | undefined {
  // Without a zone the time would be another one on another machine.
  if (typeof value !== 'string' || value.length > 40 || !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value)) return undefined;
  const at_ms = Date.parse(value);
  return Number.isFinite(at_ms) ? Math.floor(at_ms) : undefined;
}
