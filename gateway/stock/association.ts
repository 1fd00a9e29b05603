/** What a person says a tag stands for, where its own bits do not say it: pieces of an item, or a handling unit. */

import { isSscc } from './sscc.ts';

/** What a tag carries. */
export type TagContents =
  | {
      readonly item: string;
      /** Pieces the one tag stands for. */
      readonly quantity: number;
      readonly lot?: string;
      /** Local day, `2027-05-31`. */
      readonly expiry?: string;
    }
  /** SSCC, 18 digits: the tag moves the handling unit that has it. */
  | { readonly handling_unit: string };

/** As a person or a file says it, before anything of it was checked. */
export interface AssociationDraft {
  /** Contents of the EPC bank, upper-case hexadecimal, whole 16-bit words. */
  readonly epc: string;
  readonly item?: string;
  /** 1 when absent. */
  readonly quantity?: number;
  readonly lot?: string;
  readonly expiry?: string;
  readonly handling_unit?: string;
}

/** A tag, what it stands for, and who said so, why and when. */
export interface Association {
  readonly epc: string;
  readonly contents: TagContents;
  /** The journal row that made it; with the EPC it names this association among all that the tag ever had. */
  readonly n: number;
  readonly at_ms: number;
  readonly by: string;
  readonly reason: string;
}

/** `made` also ends the one that the tag had before. */
export type AssociationChange =
  | { readonly kind: 'made'; readonly association: Association }
  | {
      readonly kind: 'ended';
      readonly epc: string;
      readonly at_ms: number;
      readonly by: string;
      readonly reason: string;
    };

/** A rule that a row breaks. Rows count from 1; columns are the members of `AssociationDraft`. */
export interface RowFault {
  readonly row: number;
  readonly column: keyof AssociationDraft;
  readonly rule: string;
}

const epc_form = /^[0-9A-F]{4,124}$/;
const lot_form = /^[\x21-\x7e]{1,32}$/;
const day_form = /^(\d{4})-(\d{2})-(\d{2})$/;
export const tag_quantity_max = 1_000_000;

/** Every rule that every row breaks, in order of the rows; empty when all may be. A tag may stand in one row only. */
export function faultsOf(drafts: readonly AssociationDraft[], hasItem: (id: string) => boolean): RowFault[] {
  const faults: RowFault[] = [];
  const rows = new Map<string, number>();
  for (const [at, draft] of drafts.entries()) {
    const row = at + 1;
    const add = (column: RowFault['column'], rule: string | undefined) => {
      if (rule !== undefined) faults.push({ row, column, rule });
    };
    const first = rows.get(draft.epc);
    if (first === undefined) rows.set(draft.epc, row);
    add('epc', first === undefined ? epcFault(draft.epc) : `is the tag of row ${first} too`);
    if (draft.handling_unit === undefined) addItemFaults(draft, hasItem, add);
    else addUnitFaults(draft, draft.handling_unit, add);
  }
  return faults;
}

/** What a draft without faults says of its tag. */
export function contentsOf({ item = '', quantity = 1, lot, expiry, handling_unit }: AssociationDraft): TagContents {
  if (handling_unit !== undefined) return { handling_unit };
  return { item, quantity, ...(lot === undefined ? {} : { lot }), ...(expiry === undefined ? {} : { expiry }) };
}

export function epcFault(epc: string): string | undefined {
  if (!epc_form.test(epc)) return 'must be the hexadecimal digits of a tag, 4 to 124 of them, in capitals';
  return epc.length % 4 === 0 ? undefined : 'must be whole 16-bit words: a multiple of four hexadecimal digits';
}

type Add = (column: RowFault['column'], rule: string | undefined) => void;

function addItemFaults(draft: AssociationDraft, hasItem: (id: string) => boolean, add: Add): void {
  const { item, quantity = 1, lot, expiry } = draft;
  if (item === undefined) add('item', 'is required where there is no handling unit');
  else if (!hasItem(item)) add('item', `there is no item "${item.slice(0, 80)}"`);
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > tag_quantity_max) {
    add('quantity', `must be a whole number from 1 to ${tag_quantity_max}`);
  }
  if (lot !== undefined && !lot_form.test(lot)) add('lot', 'must be 1 to 32 printable characters without spaces');
  if (expiry !== undefined && !isDay(expiry)) add('expiry', 'must be a day such as 2027-05-31');
}

function addUnitFaults(draft: AssociationDraft, handling_unit: string, add: Add): void {
  if (!isSscc(handling_unit)) add('handling_unit', 'must be the 18 digits of an SSCC with its check digit');
  for (const column of ['item', 'quantity', 'lot', 'expiry'] as const) {
    if (draft[column] !== undefined) add(column, 'cannot stand beside a handling unit');
  }
}

function isDay(text: string): boolean {
  const [, year, month, day] = day_form.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number(year) >= 2_000 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
