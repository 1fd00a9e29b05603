/** The shapes of documents in the API's answers, and what all commands of work have in common. */
import { z } from 'zod';
import { limits } from '../base/limits.ts';
import type { StoredDocumentEvent } from '../ledger/documents.ts';
import type { Document, DocumentKind } from '../work/document.ts';
import type { Hold } from '../work/hold.ts';
import type { OwnerChange } from '../work/owner-change.ts';
import type { PurchaseOrder } from '../work/purchase-order.ts';
import type { PutAway } from '../work/put-away.ts';
import type { Receipt } from '../work/receipt.ts';
import type { Reservation } from '../work/reservation.ts';
import type { Shipment } from '../work/shipment.ts';
import type { Transfer } from '../work/transfer.ts';
import { countSheet } from './count-schemas.ts';
import { documentHead as head } from './document-head.ts';
import { returned, scrapped } from './goods-note-schemas.ts';
import { importDocument } from './import-schemas.ts';
import { cardSignal } from './kanban-schemas.ts';
import { forecastOverride } from './override-schemas.ts';
import { productionOrder } from './production-schemas.ts';
import { idText } from './route.ts';
import { at_ms, components } from './schemas.ts';
import { handlingUnit } from './unit-schemas.ts';

const text = z.string();
const whole = z.int();
const pieces = whole.min(0);

export const day = z.iso.date().meta({ description: 'A local day such as 2026-12-25' });
export const money = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be digits with at most one point and six digits behind it, such as "12.34"')
  .meta({ description: "Decimal text in the site's currency" });
export const quantity = whole.min(1).max(1_000_000_000_000);
export const version = whole.min(1).meta({ description: 'Of the document as it was seen; a stale one is refused' });
export const reason = z.string().max(200).meta({ description: 'Why, for the record' });
export const reference = z.string().min(1).max(100).meta({ description: 'What others call it' });
export const line_number = whole.min(1).max(limits.document_lines_max);
export const key = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 characters without blanks')
  .exactOptional()
  .meta({ description: 'Made by the client, anew for each command: what is sent again under it books once' });
export const numberParams = z.strictObject({ id: idText.meta({ description: 'The number of the document, `PO-12`' }) });

export const documentKinds = [
  'purchase-order',
  'receipt',
  'put-away',
  'shipment',
  'transfer',
  'return',
  'scrap',
  'owner-change',
  'hold',
  'count',
  'reservation',
  'handling-unit',
  'import',
  'production-order',
  'card-signal',
  'forecast-override',
] as const satisfies readonly DocumentKind[];

export const purchaseOrder: z.ZodType<PurchaseOrder> = z
  .strictObject({
    kind: z.literal('purchase-order'),
    ...head,
    state: z.enum(['open', 'partial', 'complete', 'received', 'short', 'cancelled']),
    party: text.meta({ description: 'The supplier' }),
    location: text.exactOptional(),
    ordered_ms: at_ms,
    over_permille: whole,
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        quantity: whole,
        unit_cost: text.exactOptional(),
        is_consigned: z.boolean().exactOptional().meta({ description: "It stays the supplier's until it is used" }),
        due_day: text.exactOptional(),
        received: pieces.meta({ description: 'Taken in, sound or damaged' }),
        damaged: pieces,
        refused: pieces.meta({ description: 'Sent back at the door' }),
        is_cut: z.literal(true).exactOptional().meta({ description: 'Nothing more of it is awaited' }),
        first_ms: at_ms.exactOptional(),
        last_ms: at_ms.exactOptional(),
        mean_ms: at_ms.exactOptional().meta({ description: 'When it came, weighted by quantity' }),
      }),
    ),
  })
  .register(components, { id: 'PurchaseOrder', description: 'What was ordered, and how much of it has come' });

export const receipt: z.ZodType<Receipt> = z
  .strictObject({
    kind: z.literal('receipt'),
    ...head,
    state: z.enum(['expected', 'open', 'waiting', 'closed', 'cancelled']),
    party: text.exactOptional(),
    location: text,
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text.exactOptional(),
        code: text.exactOptional(),
        quantity: pieces.meta({ description: 'Expected' }),
        order_line: whole.exactOptional(),
        unit_cost: text.exactOptional(),
        sound: pieces,
        damaged: pieces,
        damaged_to: z.enum(['quarantine', 'scrap']).exactOptional(),
        refused: pieces,
      }),
    ),
    differences: z
      .array(
        z.strictObject({
          line: whole,
          item: text.exactOptional(),
          code: text.exactOptional(),
          what: z.enum(['short', 'over', 'damaged', 'refused', 'unknown', 'unasked']),
          quantity: whole,
        }),
      )
      .exactOptional(),
    put_away: text.exactOptional(),
  })
  .register(components, { id: 'Receipt', description: 'One delivery: what was expected and what came' });

export const putAway: z.ZodType<PutAway> = z
  .strictObject({
    kind: z.literal('put-away'),
    ...head,
    state: z.enum(['open', 'begun', 'done', 'stopped']),
    party: text.exactOptional(),
    location: text.meta({ description: 'Where the goods stand' }),
    lines: z.array(
      z.strictObject({ line: whole, item: text, quantity: whole, to: text.exactOptional(), done: pieces }),
    ),
  })
  .register(components, { id: 'PutAway', description: 'Goods on the way to their places' });

export const hold: z.ZodType<Hold> = z
  .strictObject({
    kind: z.literal('hold'),
    ...head,
    state: z.enum(['quarantine', 'blocked', 'released']),
    party: text.exactOptional(),
    location: text.exactOptional(),
    reason: text,
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        quantity: pieces.meta({ description: '0: all there is' }),
        lot: text.exactOptional(),
        location: text.exactOptional(),
      }),
    ),
  })
  .register(components, { id: 'Hold', description: 'Stock that may not be used until it is released' });

export const shipment: z.ZodType<Shipment> = z
  .strictObject({
    kind: z.literal('shipment'),
    ...head,
    state: z.enum(['open', 'picking', 'packed', 'shipped', 'short', 'cancelled']),
    party: text.meta({ description: 'The customer' }),
    location: text.meta({ description: 'Where it is gathered' }),
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        quantity: whole,
        picked: pieces.meta({ description: 'Gathered, what has been shipped since included' }),
        shipped: pieces,
      }),
    ),
  })
  .register(components, { id: 'Shipment', description: 'What a customer is to get' });

export const reservation: z.ZodType<Reservation> = z
  .strictObject({
    kind: z.literal('reservation'),
    ...head,
    state: z.enum(['open', 'used', 'released']),
    party: text.meta({ description: 'Whom it is for' }),
    location: text.exactOptional(),
    lines: z.array(z.strictObject({ line: whole, item: text, quantity: whole })),
  })
  .register(components, { id: 'Reservation', description: 'Stock that is promised to somebody' });

export const transfer: z.ZodType<Transfer> = z
  .strictObject({
    kind: z.literal('transfer'),
    ...head,
    state: z.enum(['open', 'sent', 'done', 'short', 'cancelled']),
    party: text.exactOptional(),
    location: text.meta({ description: 'Where from' }),
    to: text,
    via: text.meta({ description: 'Where it is meanwhile' }),
    lines: z.array(
      z.strictObject({ line: whole, item: text, quantity: whole, sent: pieces, arrived: pieces, lost: pieces }),
    ),
  })
  .register(components, { id: 'Transfer', description: 'Goods on the way between two places of the site' });

export const ownerChange: z.ZodType<OwnerChange> = z
  .strictObject({
    kind: z.literal('owner-change'),
    ...head,
    state: z.literal('changed'),
    party: text.exactOptional(),
    location: text.exactOptional(),
    from_owner: text.exactOptional().meta({ description: 'Whose it was; ours when absent' }),
    to_owner: text.exactOptional().meta({ description: 'Whose it is; ours when absent' }),
    lines: z.array(
      z.strictObject({ line: whole, item: text, location: text, quantity: whole, unit_cost: text.exactOptional() }),
    ),
  })
  .register(components, { id: 'OwnerChange', description: 'Stock that became ours or somebody else’s where it lies' });

export const document: z.ZodType<Document> = z.union([
  purchaseOrder,
  receipt,
  putAway,
  shipment,
  transfer,
  returned,
  scrapped,
  ownerChange,
  hold,
  countSheet,
  reservation,
  handlingUnit,
  importDocument,
  productionOrder,
  cardSignal,
  forecastOverride,
]);

export const documentEvent: z.ZodType<StoredDocumentEvent> = z
  .strictObject({
    number: whole,
    document: text,
    kind: z.enum(documentKinds),
    n: whole.meta({ description: 'Its row in the journal' }),
    version: whole,
    state: text,
    what: text,
    reason: text,
    detail: z.record(text, z.unknown()),
    at_ms,
    by: text,
  })
  .register(components, { id: 'DocumentEvent', description: 'One change of a document' });

/** What a command of work led to. */
export const worked = z.strictObject({
  document: document.meta({ description: 'The one the command was about, as it now is' }),
  documents: z.array(document).meta({ description: 'All that it changed, as they now are' }),
  notes: z.array(text).readonly(),
  is_repeat: z.literal(true).exactOptional().meta({ description: 'It had come before under the same key' }),
});

export const workProblems = {
  403: 'Another page of the browser asks',
  404: 'There is no such open document',
  409: 'The document has changed since it was seen, or the key was used for another command',
  413: 'The body is too large',
  415: 'The body has another type than it may have',
  422: 'Understood, but not possible; nothing changed',
};
