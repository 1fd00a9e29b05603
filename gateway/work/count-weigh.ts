/** Counting by weight: what the scale of a place says lies there fills its line, where it is sure enough; else somebody counts by hand. */
import { limits } from '../base/limits.ts';
import { refuseCounter, withLook } from './count-keying.ts';
import { type CountLine, type CountSheet, sheetAt } from './count-sheet.ts';
import { isDue } from './count-sweep.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf, withLine } from './document.ts';
import { list, object, type Shape, text, whole, words } from './shape.ts';

export interface CountWeighing {
  readonly id: string;
  /** All that are due and that a scale weighs when absent. */
  readonly lines?: readonly number[];
  /** Only at this place. */
  readonly location?: string;
  readonly reason?: string;
}

export const countWeighing: Shape<CountWeighing> = object(
  { id: text(256) },
  {
    lines: list(whole(1, limits.document_lines_max), 1, limits.document_lines_max),
    location: text(256),
    reason: words(200),
  },
);

/** What a scale has said in an earlier round it would only say again. */
const weighed_before = 'the scale has said so before: count it by hand';

export function weighCount(desk: Desk, { id, lines, location, reason = '' }: CountWeighing): WorkRefusal | undefined {
  const found = sheetAt(desk, id, undefined);
  if (found.kind !== 'count') return found;
  const barred = refuseCounter(desk, found);
  if (barred !== undefined) return barred;
  const strange = lines?.findIndex((number) => lineOf(found.lines, number) === undefined) ?? -1;
  if (strange >= 0) return refusal(`lines.${strange}`, `${id} has no line ${lines?.[strange]}`);
  const asked = found.lines.filter(
    (each) =>
      isDue(found, each) &&
      (lines === undefined ? desk.index.senses.get(each.location)?.channels.length : lines.includes(each.line)) &&
      (location === undefined || each.location === location),
  );
  if (asked.length === 0)
    return refusal(lines === undefined ? 'id' : 'lines', 'has no line to be counted that a scale weighs');
  let next: CountSheet = found;
  const filled: number[] = [];
  const byHand: { readonly line: number; readonly says: string }[] = [];
  for (const line of asked) {
    const { round } = found;
    const known = line.tries.find((each) => each.round === round);
    if (known !== undefined && known.source !== 'weight') continue;
    const looked = withWeight(desk, next, line);
    if ('says' in looked) {
      byHand.push({ line: line.line, says: looked.says });
      next = { ...next, lines: withLine(next.lines, { ...line, by_hand: looked.says }) };
    } else {
      filled.push(line.line);
      next = looked.sheet;
    }
  }
  desk.notes.push(
    `${filled.length} ${filled.length === 1 ? 'line' : 'lines'} counted by weight.`,
    ...byHand.slice(0, 20).map(({ line, says }) => `Line ${line} is to be counted by hand: ${says}.`),
    ...(byHand.length > 20 ? [`And ${byHand.length - 20} more.`] : []),
  );
  const state = next.state === 'open' && filled.length > 0 ? 'counting' : next.state;
  desk.put({ ...next, state }, { what: 'weighed', reason, detail: { round: found.round, lines: filled } });
  return undefined;
}

function withWeight(
  desk: Desk,
  sheet: CountSheet,
  { line, item, location, tries }: CountLine,
): { readonly sheet: CountSheet } | { readonly says: string } {
  if (tries.some(({ round, source }) => round < sheet.round && source === 'weight')) return { says: weighed_before };
  const weighed = desk.senses.weighed(location);
  if (!weighed.ok) return weighed;
  if (weighed.item !== item) return { says: 'the scale weighs something else' };
  const { pieces, permille, evidence } = weighed;
  const by_device = { source: 'weight', permille, evidence: [evidence] } as const;
  const looked = withLook(desk, sheet, { line, counted: pieces, by_device }, '');
  return 'rule' in looked ? { says: `${looked.field} ${looked.rule}`.trim() } : looked;
}
