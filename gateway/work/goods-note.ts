/** Work that is done the moment it is said: goods that come back, go back to the supplier, or are scrapped. It is written down as a document that is closed at once. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { carry, numbered, refuseItems, refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { list, money, object, oneOf, type Shape, text, whole } from './shape.ts';

export interface ReturnLine extends DocumentLine {
  readonly item: string;
  /** What it is fit for, of what a customer brought. */
  readonly condition?: 'stock' | 'quarantine' | 'scrap';
  readonly from: string;
  readonly to: string;
  readonly unit_cost?: string;
}

/** `from-customer`: it came back; `to-supplier`: it went back. */
export interface Return extends DocumentHead<'return', 'from-customer' | 'to-supplier', ReturnLine> {
  readonly party: string;
  /** What it was shipped or ordered with. */
  readonly of?: string;
}

export interface ScrapLine extends DocumentLine {
  readonly item: string;
}

export interface Scrap extends DocumentHead<'scrap', 'scrapped', ScrapLine> {
  readonly location: string;
}

export interface CustomerReturn {
  readonly customer: string;
  /** The shipment it went out with, where that is known. */
  readonly of?: string;
  readonly reference?: string;
  /** Where goods are taken in that are fit for stock; `work.receiving` when absent. */
  readonly location?: string;
  readonly lines: readonly {
    readonly item: string;
    readonly quantity: number;
    readonly condition: 'stock' | 'quarantine' | 'scrap';
    /** What they weigh together, of an item with catch weight. */
    readonly mass_mg?: number;
  }[];
  readonly reason: string;
}

export interface SupplierReturn {
  readonly supplier: string;
  /** The order it came with, where that is known. */
  readonly of?: string;
  readonly reference?: string;
  readonly lines: readonly {
    readonly item: string;
    readonly quantity: number;
    readonly from: string;
    readonly unit_cost?: string;
    readonly mass_mg?: number;
  }[];
  readonly reason: string;
}

export interface Scrapping {
  readonly location: string;
  readonly lines: readonly { readonly item: string; readonly quantity: number; readonly mass_mg?: number }[];
  readonly reason: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const many = limits.document_lines_max;
const head = { of: name, reference: text(100) };

export const customerReturn: Shape<CustomerReturn> = object(
  {
    customer: name,
    lines: list(
      object({ item: name, quantity, condition: oneOf('stock', 'quarantine', 'scrap') }, { mass_mg: massCame }),
      1,
      many,
    ),
    reason: text(200),
  },
  { ...head, location: name },
);
export const supplierReturn: Shape<SupplierReturn> = object(
  {
    supplier: name,
    lines: list(object({ item: name, quantity, from: name }, { unit_cost: money, mass_mg: massCame }), 1, many),
    reason: text(200),
  },
  head,
);
export const scrapping: Shape<Scrapping> = object(
  { location: name, lines: list(object({ item: name, quantity }, { mass_mg: massCame }), 1, many), reason: text(200) },
  {},
);

function refuseMasses(
  desk: Desk,
  lines: readonly { readonly item: string; readonly quantity: number; readonly mass_mg?: number }[],
): WorkRefusal | undefined {
  for (const [i, { item, quantity: pieces, mass_mg }] of lines.entries()) {
    const refused = refuseMassCame(desk, { mass_mg, item, quantity: pieces }, `lines.${i}.`);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** What is not fit for stock goes to quarantine, or through the stock to scrap. */
export function returnFromCustomer(desk: Desk, given: CustomerReturn): WorkRefusal | undefined {
  const { customer, of, reference, lines, reason } = given;
  const { work } = desk.index.site;
  const into = given.location ?? work?.receiving;
  if (into === undefined)
    return refusal('location', 'is needed, for the settings name no location for receiving (work.receiving)');
  const refused = refusePlace(desk, into, 'location') ?? refuseItems(desk, lines, 'lines') ?? refuseMasses(desk, lines);
  if (refused !== undefined) return refused;
  const made = numbered(desk, 'return');
  if ('rule' in made) return made;
  const { id } = made;
  const noted: ReturnLine[] = [];
  for (const [i, { item, quantity: pieces, condition, mass_mg }] of lines.entries()) {
    if (condition === 'quarantine' && work?.quarantine === undefined)
      return refusal(
        `lines.${i}.condition`,
        'cannot be quarantine, for the settings name no location for it (work.quarantine)',
      );
    const to = condition === 'quarantine' && work?.quarantine !== undefined ? work.quarantine : into;
    const part = { document: id, line: i + 1, party: customer, reason };
    carry(desk, {
      kind: 'returned',
      item,
      quantity: pieces,
      from: 'customer',
      to,
      says: `came back from ${customer},`,
      work: part,
      mass_mg,
    });
    const scrapped = { item, quantity: pieces, from: to, to: 'scrap', says: 'scrapped', work: part, mass_mg };
    if (condition === 'scrap') carry(desk, { kind: 'scrapped', ...scrapped });
    noted.push({
      line: i + 1,
      item,
      quantity: pieces,
      condition,
      from: 'customer',
      to: condition === 'scrap' ? 'scrap' : to,
    });
  }
  desk.put(
    {
      kind: 'return',
      id,
      state: 'from-customer',
      party: customer,
      location: into,
      lines: noted,
      ...(of === undefined ? {} : { of }),
      ...(reference === undefined ? {} : { reference }),
      closing: reason,
    },
    { what: 'returned' },
  );
  return undefined;
}

export function returnToSupplier(desk: Desk, given: SupplierReturn): WorkRefusal | undefined {
  const { supplier, of, reference, lines, reason } = given;
  if (!(desk.index.site.suppliers ?? []).some((each) => each.id === supplier))
    return refusal('supplier', `there is no supplier ${supplier} in the settings`);
  const refused = refuseItems(desk, lines, 'lines') ?? refuseMasses(desk, lines);
  if (refused !== undefined) return refused;
  const made = numbered(desk, 'return');
  if ('rule' in made) return made;
  const { id } = made;
  const noted: ReturnLine[] = [];
  for (const [i, { item, quantity: pieces, from, unit_cost, mass_mg }] of lines.entries()) {
    const wrong = refusePlace(desk, from, `lines.${i}.from`);
    if (wrong !== undefined) return wrong;
    const cost = unit_cost === undefined ? {} : { unit_cost };
    const work = {
      document: id,
      line: i + 1,
      party: supplier,
      ...(of === undefined ? {} : { order: of }),
      ...cost,
      reason,
    };
    carry(desk, {
      kind: 'returned',
      item,
      quantity: pieces,
      from,
      to: 'supplier',
      says: `sent back to ${supplier}`,
      work,
      mass_mg,
    });
    noted.push({ line: i + 1, item, quantity: pieces, from, to: 'supplier', ...cost });
  }
  desk.put(
    {
      kind: 'return',
      id,
      state: 'to-supplier',
      party: supplier,
      lines: noted,
      ...(of === undefined ? {} : { of }),
      ...(reference === undefined ? {} : { reference }),
      closing: reason,
    },
    { what: 'sent back' },
  );
  return undefined;
}

export function scrap(desk: Desk, { location, lines, reason }: Scrapping): WorkRefusal | undefined {
  const refused =
    refusePlace(desk, location, 'location') ?? refuseItems(desk, lines, 'lines') ?? refuseMasses(desk, lines);
  if (refused !== undefined) return refused;
  const made = numbered(desk, 'scrap');
  if ('rule' in made) return made;
  const { id } = made;
  for (const [i, { item, quantity: pieces, mass_mg }] of lines.entries()) {
    const work = { document: id, line: i + 1, reason };
    const scrapped = { item, quantity: pieces, from: location, to: 'scrap', says: 'scrapped', work, mass_mg };
    carry(desk, { kind: 'scrapped', ...scrapped });
  }
  desk.put(
    {
      kind: 'scrap',
      id,
      state: 'scrapped',
      location,
      lines: lines.map(({ item, quantity: pieces }, i) => ({ line: i + 1, item, quantity: pieces })),
      closing: reason,
    },
    { what: 'scrapped' },
  );
  return undefined;
}
