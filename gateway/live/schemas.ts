/** The shapes of the API's answers, tied by their types to what the rooms behind them hand over. */
import { z } from 'zod';
import type { LinkState } from '../base/link-state.ts';
import type { DeviceActivity, JournalState, StoredMovement, Telling } from '../ledger/commit.ts';
import type { StoredAssociation } from '../ledger/reader.ts';
import { alertKinds } from '../stock/alert-settings.ts';
import type { Level } from '../stock/levels.ts';
import type { Evidence, MovementWork } from '../stock/movement.ts';
import { countSources } from '../stock/sweep.ts';
import type { Alert } from '../work/alert.ts';
import type { Advice } from '../work/device-facts.ts';
import type { StoredQuestion } from '../work/question.ts';
import { massMoved, movementMass } from './mass-schemas.ts';
import type { DeviceThenView, ItemView, LocationView, Serving, SyncState, WireKind } from './messages.ts';

/** Every schema in here becomes a component of the OpenAPI document under its id. */
export const components = z.registry<{ id: string; description?: string }>();

export const at_ms = z.int().meta({ description: 'Milliseconds since 1970' });
const text = z.string();
const whole = z.int();

export const level: z.ZodType<Level> = z
  .strictObject({ item: text, location: text, quantity: whole })
  .register(components, { id: 'Level', description: 'Quantity of an item at a location: the sum of all movements' });

export const evidence: z.ZodType<Evidence> = z
  .strictObject({ n: whole, index: whole, device: text, at_ms, says: text })
  .register(components, { id: 'Evidence', description: 'A reading behind a decision; `n` leads to the frame' });

const movementWork: z.ZodType<MovementWork> = z
  .strictObject({
    document: text,
    line: whole.exactOptional(),
    order: text.exactOptional(),
    order_line: whole.exactOptional(),
    unit: text.exactOptional().meta({ description: 'SSCC of the handling unit that it went in' }),
    party: text.exactOptional(),
    unit_cost: text.exactOptional(),
    reason: text.exactOptional(),
    report: whole.exactOptional().meta({ description: 'Of a production order: which of its reports' }),
    share_permille: whole
      .exactOptional()
      .meta({ description: 'Of a by-product: its share of the value of what was used' }),
    owner: text.exactOptional().meta({ description: 'Whose they are, where the document says it' }),
    is_own: z.literal(true).exactOptional().meta({ description: 'The document says that they are ours' }),
    source: z.enum(countSources).exactOptional().meta({ description: 'What counted it; a person when absent' }),
  })
  .register(components, { id: 'MovementWork', description: 'The document that booked a movement' });

export const movementKind = z.enum([
  'taken',
  'filled',
  'arrived',
  'left',
  'moved',
  'received',
  'shipped',
  'picked',
  'returned',
  'scrapped',
  'consumed',
  'produced',
  'counted',
  'changed-while-offline',
  'manual',
  'reversed',
]);

export const movement: z.ZodType<StoredMovement> = z
  .strictObject({
    seq: whole,
    id: text,
    kind: movementKind,
    item: text,
    quantity: whole.min(1),
    from: text,
    to: text,
    at_ms,
    arrived_ms: at_ms,
    confidence_permille: whole.min(0).max(1000),
    rule: text,
    settings_revision: whole,
    why: text,
    evidence: z.array(evidence),
    reverses: text.exactOptional(),
    lots: z
      .array(
        z.strictObject({
          lot: text,
          serial: text.exactOptional(),
          quantity: whole,
          known: z.enum(['scanned', 'tag', 'stated', 'presumed']),
        }),
      )
      .exactOptional()
      .meta({ description: 'Of an item that is tracked: which pieces, as was known when it was booked' }),
    owners: z
      .array(z.strictObject({ owner: text, quantity: whole, known: z.enum(['stated', 'place', 'presumed']) }))
      .readonly()
      .exactOptional()
      .meta({ description: 'The pieces of it that are not ours, and how that is known; absent where all are' }),
    mass: movementMass.exactOptional(),
    moved: massMoved.exactOptional(),
    work: movementWork.exactOptional().meta({ description: 'Of what work of people booked' }),
  })
  .register(components, { id: 'Movement', description: 'A quantity of an item from a location to a location' });

export const question: z.ZodType<StoredQuestion> = z
  .strictObject({
    id: text,
    kind: z.enum([
      'unknown-tag',
      'unknown-code',
      'unknown-item',
      'weight-unresolved',
      'passage-unresolved',
      'scan-unresolved',
      'negative-level',
      'unit-mass-changed',
      'packaging',
      'too-many',
    ]),
    at_ms,
    device: text.exactOptional(),
    location: text.exactOptional(),
    item: text.exactOptional(),
    question: text,
    evidence: z.array(evidence),
    times: whole,
    state: z.enum(['open', 'settled']),
    settled_ms: at_ms.exactOptional(),
    answer: text.exactOptional(),
    by: text.exactOptional(),
  })
  .register(components, { id: 'Question', description: 'What the system could not decide and asks a person' });

const who = { at_ms, by: text, reason: text };

export const association: z.ZodType<StoredAssociation> = z
  .strictObject({
    epc: text,
    contents: z.union([
      z.strictObject({ item: text, quantity: whole, lot: text.exactOptional(), expiry: text.exactOptional() }),
      z.strictObject({ handling_unit: text.meta({ description: 'SSCC: the tag moves the unit that has it' }) }),
    ]),
    n: whole,
    ...who,
    ended: z.strictObject(who).exactOptional().meta({ description: 'Absent while it holds' }),
  })
  .register(components, { id: 'Association', description: 'What a person said that a tag stands for' });

export const telling: z.ZodType<Telling> = z
  .strictObject({
    n: whole,
    device: text,
    ...who,
    command: z.record(text, z.unknown()),
    outcome: z
      .strictObject({
        ok: z.boolean(),
        says: text,
        is_unsure: z.literal(true).exactOptional().meta({ description: 'Nobody knows whether it was carried out' }),
      })
      .exactOptional()
      .meta({ description: 'Absent while it is not known' }),
  })
  .register(components, { id: 'Telling', description: 'Something a person told a device' });

export const link: z.ZodType<LinkState> = z
  .strictObject({
    connection: text,
    device: text.exactOptional(),
    state: z.enum(['stopped', 'connecting', 'connected', 'waiting', 'refused', 'unavailable']),
    says: text,
    since_ms: at_ms,
    frames: whole,
    bytes: whole,
    noise_bytes: whole,
    connects: whole,
    last_frame_ms: at_ms.exactOptional(),
    last_error: z.strictObject({ at_ms, says: text }).exactOptional(),
  })
  .register(components, { id: 'Link', description: 'The true state of a connection' });

export const activity: z.ZodType<DeviceActivity> = z
  .strictObject({
    device: text,
    frames: whole,
    readings: whole,
    duplicates: whole,
    quarantined: whole,
    last_at_ms: at_ms,
    last_says: text,
    skew_ms: z.number().exactOptional(),
    lost: z.strictObject({ times: whole, last_says: text, last_at_ms: at_ms }).exactOptional(),
  })
  .register(components, { id: 'DeviceActivity', description: 'Totals of a device since the ledger began' });

export const serving: z.ZodType<Serving> = z
  .strictObject({ part: text, location: text, watches: z.boolean() })
  .register(components, { id: 'Serving', description: 'What a part of a device looks after' });

export const wireKind: z.ZodType<WireKind> = z.enum([
  'mqtt',
  'serial',
  'tcp',
  'tcp-server',
  'hid',
  'http',
  'http-stream',
  'modbus',
]);

export const deviceView = z.strictObject({
  id: text,
  name: text,
  driver: text,
  connection: text,
  wire: wireKind,
  serves: z.array(serving).readonly(),
  scans: z.boolean().meta({ description: 'A person scans codes with it and waits for an answer' }),
  commands: z
    .array(z.enum(['tare', 'zero', 'beep', 'light', 'antenna-power', 'announce']))
    .readonly()
    .meta({ description: 'What it can be told' }),
});

export const deviceThen: z.ZodType<DeviceThenView> = z
  .strictObject({
    state: z.enum(['connected', 'disconnected', 'not-watched', 'unknown']).meta({
      description: '`not-watched`: the gateway was not running; `unknown`: the journal does not tell',
    }),
    says: text,
    since_ms: at_ms.exactOptional().meta({ description: 'Of one that was not there' }),
    last: z
      .strictObject({ n: whole, at_ms, says: text })
      .exactOptional()
      .meta({ description: 'Its last frame by then' }),
  })
  .register(components, { id: 'DeviceThen', description: 'A device as it was at a past second, from the journal' });

export const advice: z.ZodType<Advice> = z
  .strictObject({
    code: text.meta({ description: 'Stable, for programs' }),
    tone: z.enum(['bad', 'warn', 'note']),
    says: text.meta({ description: 'What is the case' }),
    next: text.meta({ description: 'What to do next' }),
  })
  .register(components, { id: 'Advice', description: 'One thing a person can do something about' });

export const alert: z.ZodType<Alert> = z
  .strictObject({
    number: whole,
    key: text.meta({ description: 'The kind and what it is about: there is one open alert of it at most' }),
    kind: z.enum(alertKinds),
    state: z.enum(['raised', 'acknowledged', 'cleared']),
    says: text,
    item: text.exactOptional(),
    location: text.exactOptional(),
    device: text.exactOptional(),
    target: text.exactOptional().meta({ description: 'An upstream target' }),
    raised_ms: at_ms,
    times: whole.meta({ description: 'How often it was raised: more than once after silences' }),
    acknowledged: z.strictObject({ at_ms, by: text, why: text }).exactOptional(),
    silenced: z.strictObject({ at_ms, until_ms: at_ms, by: text, why: text }).exactOptional(),
    cleared_ms: at_ms.exactOptional(),
  })
  .register(components, { id: 'Alert', description: 'Something that people are told of' });

export const alertEvent = z.strictObject({
  number: whole,
  kind: z.enum(['raised', 'raised-anew', 'acknowledged', 'silenced', 'cleared']),
  at_ms,
  by: text.exactOptional(),
  why: text.exactOptional(),
});

export const itemView: z.ZodType<ItemView> = z
  .strictObject({ id: text, name: text, unit: text })
  .register(components, { id: 'ItemName' });

export const locationView: z.ZodType<LocationView> = z
  .strictObject({
    id: text,
    name: text,
    kind: z.enum(['site', 'zone', 'shelf', 'bin', 'wip', 'transit', 'outside']),
    in: text.exactOptional(),
    item: text.exactOptional(),
    full: whole.exactOptional(),
    low: whole.exactOptional(),
  })
  .register(components, { id: 'Location' });

export const journal: z.ZodType<JournalState> = z
  .strictObject({
    first_n: whole,
    last_n: whole,
    bytes: whole,
    bytes_max: whole,
    pruned_rows: whole,
    disk_free_bytes: whole,
  })
  .register(components, { id: 'Journal', description: 'What is kept of the frames as they came' });

export const syncState: z.ZodType<SyncState> = z
  .strictObject({
    target: text,
    url: text,
    acked_seq: whole,
    behind: whole,
    state: z.enum(['idle', 'sending', 'waiting', 'refused', 'stopped']),
    says: text,
    since_ms: at_ms,
    last_error: text.exactOptional(),
  })
  .register(components, { id: 'SyncState', description: 'How far one upstream target is' });
