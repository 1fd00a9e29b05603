/** What a scanned code is at this site. The order of looking: command, location, item; anything else is unknown. */
import type { CodeMeaning, ScanReading } from '../../devices/reading.ts';
import { piecesOfGtin } from '../stock/item-packs.ts';
import { card_code_prefix, parseCardCode } from '../stock/kanban.ts';
import type { Item, Location } from '../stock/site.ts';
import { itemByCode, itemByGtin, location_code_prefix, locationByCode, type SiteIndex } from '../stock/site-index.ts';
import { codeText } from './wording.ts';

export type Token =
  | { readonly kind: 'command'; readonly name: string; readonly args: readonly string[] }
  | { readonly kind: 'location'; readonly location: Location }
  | {
      readonly kind: 'item';
      readonly item: Item;
      /** Packs or pieces that the code itself states (AI 37, or 30); 1 when it states none. */
      readonly count: number;
      /** Pieces of each: what a pack of that GTIN holds, 1 for the piece itself. */
      readonly pieces_each: number;
      /** There is only one such piece. */
      readonly serial?: string;
      /** There is only one such handling unit. */
      readonly sscc?: string;
    }
  /** A handling unit, by a code that says nothing of what is in it. */
  | { readonly kind: 'unit'; readonly sscc: string }
  /** The card of a container that goes round in a kanban loop. */
  | { readonly kind: 'card'; readonly loop: string; readonly card: number }
  /** Printed to see what a scanner makes of it; `says` is what it made of it. */
  | { readonly kind: 'test'; readonly ok: boolean; readonly says: string }
  /** Stands for several items; nobody may guess which. */
  | { readonly kind: 'ambiguous'; readonly items: readonly Item[] }
  /** Part of a code that we print: the scanner read it badly or cut it short. Never goods. */
  | { readonly kind: 'broken'; readonly says: string }
  /** `quantity`: pieces that wait for somebody to say what it is; none of what is surely no goods. */
  | { readonly kind: 'unknown'; readonly quantity: number; readonly says: string };

const test_prefix = 'TG-TEST.';
const printed_prefix = 'TG-';
const command_prefix = 'TG-CMD.';
/** A keyboard wedge swallows what is typed first. */
const beheaded_commands = ['G-CMD.', '-CMD.', 'CMD.'] as const;
/** Of a code cut short so much is left at least, or it may be anything. */
const told_min = printed_prefix.length;

export function tokenOf(index: SiteIndex, { code, meaning }: ScanReading): Token {
  if (meaning?.kind === 'test') return meaning;
  if (code.startsWith(test_prefix)) return { kind: 'test', ok: true, says: `test code read as ${codeText(code)}` };
  if (meaning?.kind === 'command') return meaning;
  const card = parseCardCode(code);
  if (card !== undefined) return { kind: 'card', ...card };
  const location = locationOf(index, code, meaning);
  if (location !== undefined) return { kind: 'location', location };
  if (meaning?.kind === 'location') return { ...unknown('names no location of this site'), quantity: 0 };
  if (meaning?.kind === 'gs1' && meaning.gtins.length > 0) return byGtin(index, code, meaning);
  const item = itemByCode(index, code);
  if (item !== undefined) return { kind: 'item', item, count: 1, pieces_each: 1 };
  if (meaning?.kind === 'gs1' && meaning.sscc !== undefined) return { kind: 'unit', sscc: meaning.sscc };
  const broken = brokenPrint(code);
  if (broken !== undefined) return broken;
  if (meaning?.kind === 'invalid') return unknown(`is no valid GS1 code (${meaning.message})`);
  return unknown(meaning?.kind === 'gs1' ? 'names no item' : 'is nothing of this site');
}

/** What is left of a printed code of ours whose beginning or end got lost, or that was typed with Caps Lock; undefined for all else. */
function brokenPrint(code: string): Extract<Token, { kind: 'broken' }> | undefined {
  const capitals = code.trim().toUpperCase();
  if (capitals.length < told_min) return undefined;
  const isCommand = isPartOf(command_prefix, capitals) || beheaded_commands.some((part) => capitals.startsWith(part));
  if (isCommand && capitals !== printed_prefix) {
    return { kind: 'broken', says: `unknown command ${codeText(code)}: it was read badly, scan it again` };
  }
  if (![location_code_prefix, card_code_prefix, test_prefix].some((prefix) => isPartOf(prefix, capitals)))
    return undefined;
  return { kind: 'broken', says: `${codeText(code)} is only part of a printed code, scan it again` };
}

function isPartOf(prefix: string, capitals: string): boolean {
  return capitals.startsWith(prefix) || prefix.startsWith(capitals);
}

function byGtin(index: SiteIndex, code: string, meaning: Extract<CodeMeaning, { kind: 'gs1' }>): Token {
  const items = new Map<Item, string>();
  for (const gtin of meaning.gtins) {
    const item = itemByGtin(index, gtin);
    if (item !== undefined && !items.has(item)) items.set(item, gtin);
  }
  const [first] = items.keys();
  const count = meaning.quantity ?? 1;
  if (items.size > 1) return { kind: 'ambiguous', items: [...items.keys()] };
  const item = first ?? itemByCode(index, code);
  if (item === undefined) return { ...unknown('has a GTIN that is no item of this site'), quantity: count };
  // AI 30 counts the pieces in the pack that is scanned, as it varies; AI 37 how many packs of that GTIN there are.
  const isCounted = meaning.quantity !== undefined && meaning.ais.some(({ ai }) => ai === '30');
  return {
    kind: 'item',
    item,
    count,
    pieces_each: isCounted ? 1 : piecesOfGtin(item, items.get(item) ?? ''),
    ...(meaning.serial === undefined ? {} : { serial: meaning.serial }),
    ...(meaning.sscc === undefined ? {} : { sscc: meaning.sscc }),
  };
}

function locationOf(index: SiteIndex, code: string, meaning: CodeMeaning | undefined): Location | undefined {
  const found = locationByCode(index, code);
  if (found !== undefined || meaning?.kind !== 'location') return found;
  return locationByCode(index, meaning.code) ?? locationByCode(index, location_code_prefix + meaning.code);
}

function unknown(says: string): Extract<Token, { kind: 'unknown' }> {
  return { kind: 'unknown', quantity: 1, says };
}
