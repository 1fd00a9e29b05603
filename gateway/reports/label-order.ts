/** What a person wants printed, and the labels that are. Every id that is not there is named. */
import { limits } from '../base/limits.ts';
import { cardCodeOf, cardsOf, type KanbanLoop } from '../stock/kanban.ts';
import type { Item, Location, Site } from '../stock/site.ts';
import { glnCodeOf, location_code_prefix } from '../stock/site-index.ts';
import { type Label, type LabelContent, type LabelRefusal, refused, type Symbology } from './label.ts';

export const labelKinds = ['items', 'locations', 'commands', 'units', 'cards'] as const;
export type LabelKind = (typeof labelKinds)[number];

export interface LabelOrder {
  readonly kind: LabelKind;
  /** Items, locations, commands or kanban cards (`<loop>.<card>`) by id, all when empty; for `units` the SSCCs, at least one. */
  readonly ids: readonly string[];
  readonly symbology: Symbology;
  readonly copies: number;
  /** For items with a GTIN. Batch or lot number, AI (10). */
  readonly lot?: string;
  /** `2027-12-31`, AI (17). */
  readonly expiry?: string;
  /** How many pieces the label stands for, AI (30). */
  readonly quantity?: number;
  /** Locations by the site's GLN and their id, AIs (414) and (254), instead of by `TG-LOC.`. */
  readonly gs1?: boolean;
}

export type OrderedLabels =
  | {
      readonly ok: true;
      readonly labels: readonly Label[];
      /** What was left out where all were asked for, and why. */
      readonly notes: readonly string[];
    }
  | LabelRefusal;

export function labelsOf(site: Site, order: LabelOrder): OrderedLabels {
  const ordered = byKind(site, order);
  if (!ordered.ok) return ordered;
  if (ordered.labels.length === 0)
    return refused(ordered.notes[0] ?? 'There is nothing to print: the settings name none.');
  const count = ordered.labels.length * order.copies;
  if (count <= limits.labels_at_once_max) return ordered;
  return refused(
    `These are ${count} labels; at most ${limits.labels_at_once_max} are printed at once. Name some of them.`,
  );
}

function byKind(site: Site, order: LabelOrder): OrderedLabels {
  const stray = strayOptionOf(order);
  if (stray !== undefined) return refused(stray);
  switch (order.kind) {
    case 'items':
      return gathered(
        site.items,
        order,
        'item',
        (item) => itemContent(item, order),
        ({ name, id }) => [name, id],
      );
    case 'locations':
      return gathered(
        site.locations,
        order,
        'location',
        (location) => locationContent(site, location, order),
        ({ name, id }) => [name, id],
      );
    case 'commands':
      return gathered(
        [...commands, ...tasksIn(order.ids)],
        order,
        'command',
        ({ code }) => ({ kind: 'plain', text: code }),
        ({ name, says }) => [name, says],
      );
    case 'units':
      return units(order);
    case 'cards':
      return gathered(
        (site.work?.kanban ?? []).flatMap(cardsIn),
        order,
        'card',
        ({ code }) => ({ kind: 'plain', text: code }),
        ({ name, says }) => [name, says],
      );
  }
}

/** Options that mean nothing for this kind are a misunderstanding, and no label is better than a wrong one. */
function strayOptionOf({ kind, lot, expiry, quantity, gs1 }: LabelOrder): string | undefined {
  const forItems = lot !== undefined || expiry !== undefined || quantity !== undefined;
  if (kind !== 'items' && forItems) return 'Lot, expiry and quantity are for labels of items.';
  return kind !== 'locations' && gs1 === true ? 'The GS1 form is a choice for labels of locations.' : undefined;
}

interface Named {
  readonly id: string;
}

/** The named ones, or all that have something to print. */
function gathered<One extends Named>(
  all: readonly One[],
  { ids, symbology, copies }: LabelOrder,
  noun: string,
  contentOf: (one: One) => LabelContent | LabelRefusal,
  linesOf: (one: One) => readonly [string, ...string[]],
): OrderedLabels {
  const known = new Map(all.map((one) => [one.id, one]));
  const unknown = ids.filter((id) => !known.has(id));
  if (unknown.length > 0) return refused(`There is no ${noun} ${unknown.join(', ')}.`);
  const wanted = ids.length === 0 ? all : [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
  const labels: Label[] = [];
  const notes: string[] = [];
  for (const one of wanted) {
    const content = contentOf(one);
    if ('ok' in content) {
      if (ids.length > 0) return content;
      notes.push(content.says);
      continue;
    }
    const [title, ...lines] = linesOf(one);
    labels.push({ content, symbology, copies, title, lines: lines.filter((line) => line !== title) });
  }
  return { ok: true, labels, notes };
}

function itemContent(item: Item, order: LabelOrder): LabelContent | LabelRefusal {
  const { lot, expiry, quantity } = order;
  const [gtin] = item.gtins;
  if (gtin === undefined) {
    const [own] = item.codes;
    if (own === undefined)
      return refused(`Item ${item.id} has neither a GTIN nor a code; give it one in the settings.`);
    if (lot !== undefined || expiry !== undefined || quantity !== undefined) {
      return refused(`Item ${item.id} has no GTIN, and a lot, an expiry or a quantity is printed beside one.`);
    }
    return { kind: 'plain', text: own };
  }
  if (lot !== undefined && !/^[!"%&'*+,./0-9:;<=>?A-Z_a-z-]{1,20}$/.test(lot)) {
    return refused(`The lot ${lot} is not 1 to 20 of the characters that GS1 allows, brackets aside.`);
  }
  const yymmdd = expiry === undefined ? undefined : yymmddOf(expiry);
  if (expiry !== undefined && yymmdd === undefined)
    return refused(`The expiry ${expiry} is no date such as 2027-12-31.`);
  if (quantity !== undefined && !(Number.isSafeInteger(quantity) && quantity >= 1 && quantity <= 99_999_999)) {
    return refused(`The quantity ${quantity} is not 1 to 99999999.`);
  }
  const parts = [
    `(01)${gtin.padStart(14, '0')}`,
    yymmdd === undefined ? '' : `(17)${yymmdd}`,
    lot === undefined ? '' : `(10)${lot}`,
    quantity === undefined ? '' : `(30)${quantity}`,
  ];
  return { kind: 'gs1', text: parts.join('') };
}

function yymmddOf(iso: string): string | undefined {
  const match = /^\d\d(\d\d)-(\d\d)-(\d\d)$/.exec(iso);
  return match === null ? undefined : match.slice(1).join('');
}

function locationContent(site: Site, { id }: Location, { gs1 }: LabelOrder): LabelContent | LabelRefusal {
  if (gs1 !== true) return { kind: 'plain', text: location_code_prefix + id };
  if (site.gln === undefined) return refused('The settings give the site no gln, which the GS1 form begins with.');
  const text = glnCodeOf(site.gln, id);
  return text === undefined
    ? refused(`The location ${id} has a longer id than the 20 characters of AI (254).`)
    : { kind: 'gs1', text };
}

interface PrintedCommand extends Named {
  readonly code: string;
  readonly name: string;
  readonly says: string;
}

/** What `gateway/interpretation/scan-command.ts` takes, in the order a sheet is read. */
const words: readonly (readonly [string, string, string])[] = [
  ['RECEIVE', 'Receive', 'scan the location, then the items'],
  ['MOVE', 'Move', 'scan the source, the items, the destination'],
  ['PICK', 'Pick', 'scan the location, then the items'],
  ['COUNT', 'Count', 'scan the location, then all items, then Done'],
  ['LOOKUP', 'Look up', 'scans only show'],
  ['TASK.SCRAP', 'Scrap', 'scan the location, then the items'],
  ['TASK.RETURN', 'Return', 'scan the items that a customer brought'],
  ['DAMAGED', 'Damaged', 'the next item of a receipt or return is damaged'],
  ['SWEEP', 'Sweep', 'begins and ends a sweep of a count by the reader'],
  ['WEIGH', 'Weigh', 'counts by the scales, where a count has places with one'],
  ['FINISH', 'Finish', 'closes the receipt, ships what is picked'],
  ['DONE', 'Done', 'ends what is open'],
  ['CANCEL', 'Cancel', 'drops what is open'],
  ['UNDO', 'Undo', 'takes the newest line back'],
];
const quantities = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 24, 25, 30, 48, 50, 100, 144, 250, 500, 1_000];
/** What keyboards of other countries put elsewhere, so that a scanner set to one shows itself. */
const layout_test = 'TG-TEST.AQZWYM0123456789-./:';

const commands: readonly PrintedCommand[] = [
  ...words.map(([id, name, says]) => ({ id, code: `TG-CMD.${id}`, name, says })),
  ...quantities.map((number) => ({
    id: `QTY.${number}`,
    code: `TG-CMD.QTY.${number}`,
    name: `× ${number}`,
    says: number === 0 ? 'after a counted line: none' : 'before an item: multiplies; after a line: sets it',
  })),
  { id: 'TEST', code: layout_test, name: 'Layout test', says: 'shows whether the scanner types what is printed' },
];

/** What begins work on an order, receipt or task, printed with it: `TASK.SH-1`. */
function tasksIn(ids: readonly string[]): readonly PrintedCommand[] {
  return ids
    .filter((id) => /^TASK\.[A-Z]{2}-\d{1,15}$/.test(id))
    .map((id) => ({ id, code: `TG-CMD.${id}`, name: id.slice('TASK.'.length), says: 'scan it to work on it' }));
}

/** One for each container of a loop, `bolts.2`. */
function cardsIn(loop: KanbanLoop): readonly PrintedCommand[] {
  const { id, item, name = id, container_units, from, supplier = from } = loop;
  return Array.from({ length: cardsOf(loop) }, (_, i) => ({
    id: `${id}.${i + 1}`,
    code: cardCodeOf(id, i + 1),
    name: `${name} ${i + 1}`,
    says: `${container_units} × ${item} from ${supplier}`,
  }));
}

/** SSCCs of 18 digits, or of 17 to which the check digit is added. */
function units({ ids, symbology, copies }: LabelOrder): OrderedLabels {
  if (ids.length === 0) return refused('Name the SSCCs to print: 18 digits, or 17 and the check digit is added.');
  const wrong = ids.filter((id) => !/^\d{17,18}$/.test(id));
  if (wrong.length > 0)
    return refused(`${wrong.join(', ')} is no SSCC: it has 18 digits, or 17 and the check digit is added.`);
  const labels = ids.map((id): Label => {
    const sscc = id.length === 18 ? id : `${id}${checkDigitOf(id)}`;
    return { content: { kind: 'gs1', text: `(00)${sscc}` }, symbology, copies, title: 'SSCC', lines: [sscc] };
  });
  return { ok: true, labels, notes: [] };
}

/** Weights 3 and 1 from the right, complement to ten (GS1 General Specifications, section 7.9). */
function checkDigitOf(digits: string): number {
  const sum = [...digits].reduceRight(
    ({ sum, weight }, digit) => ({ sum: sum + Number(digit) * weight, weight: 4 - weight }),
    { sum: 0, weight: 3 },
  ).sum;
  return (10 - (sum % 10)) % 10;
}
