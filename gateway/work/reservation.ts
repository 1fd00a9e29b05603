/** Stock that is promised to somebody: it stays where it is, and is no longer promised to others. */
import { limits } from '../base/limits.ts';
import { localDayText } from '../base/site-time.ts';
import { quantity_max } from '../stock/movement.ts';
import { numbered, refuseItems, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { promisableOn, standOf } from './promise.ts';
import { day, list, object, type Shape, text, whole, words, yes_or_no } from './shape.ts';
import type { Ending } from './shipment.ts';

export interface ReservationLine extends DocumentLine {
  readonly item: string;
}

/** `used`: a shipment took its place. */
export interface Reservation extends DocumentHead<'reservation', 'open' | 'used' | 'released', ReservationLine> {
  /** Whom it is for. */
  readonly party: string;
}

export interface ReservationDraft {
  readonly customer: string;
  readonly reference?: string;
  /** When it is needed; now when absent. */
  readonly due_day?: string;
  readonly lines: readonly { readonly item: string; readonly quantity: number }[];
  /** Promised though it is not there and not due by then. */
  readonly is_backorder?: boolean;
  readonly reason?: string;
}

const name = text(256);

export const reservationDraft: Shape<ReservationDraft> = object(
  {
    customer: name,
    lines: list(object({ item: name, quantity: whole(1, quantity_max) }, {}), 1, limits.document_lines_max),
  },
  { reference: text(100), due_day: day, is_backorder: yes_or_no, reason: words(200) },
);

/** Never more than can be promised for the day, unless that is said. */
export function reserve(desk: Desk, draft: ReservationDraft): WorkRefusal | undefined {
  const { customer, reference, due_day, lines, is_backorder = false, reason = '' } = draft;
  const today = localDayText(desk.at_ms, desk.index.site.time_zone);
  const refused = refuseItems(desk, lines, 'lines');
  if (refused !== undefined) return refused;
  if (due_day !== undefined && due_day < today) return refusal('due_day', `is over: today is ${today}`);
  const left = new Map<string, number>();
  for (const [i, { item, quantity }] of is_backorder ? [] : lines.entries()) {
    const stand = () => standOf(item, desk.levelsOf(item), desk.allOpen(), { index: desk.index, today });
    const free = left.get(item) ?? promisableOn(stand(), today, due_day);
    if (quantity > free)
      return refusal(
        `lines.${i}.quantity`,
        `only ${free} of ${item} can be promised for ${due_day ?? 'now'}: say is_backorder to promise it all the same`,
      );
    left.set(item, free - quantity);
  }
  const given = numbered(desk, 'reservation');
  if ('rule' in given) return given;
  desk.put(
    {
      kind: 'reservation',
      id: given.id,
      state: 'open',
      party: customer,
      lines: lines.map((each, i) => ({ line: i + 1, ...each })),
      ...(reference === undefined ? {} : { reference }),
      ...(due_day === undefined ? {} : { due_day }),
    },
    { what: 'reserved', reason, detail: is_backorder ? { is_backorder } : {} },
  );
  return undefined;
}

export function release(desk: Desk, { reason, ...asked }: Ending): WorkRefusal | undefined {
  const found = seen(desk, 'reservation', asked);
  if (!found.ok) return found.refused;
  desk.put({ ...found.document, state: 'released', closing: reason }, { what: 'released' });
  return undefined;
}

/** A shipment takes the place of the reservation that it fulfils. */
export function useReservation(desk: Desk, id: string, shipment: string): WorkRefusal | undefined {
  const found = seen(desk, 'reservation', { id });
  if (!found.ok) return { ...found.refused, field: 'reservation' };
  desk.put(
    { ...found.document, state: 'used', closing: `shipped with ${shipment}` },
    { what: 'used', detail: { shipment } },
  );
  return undefined;
}
