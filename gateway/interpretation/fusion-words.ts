/** How fusion's movements and questions are told. */
import type { Evidence } from '../stock/movement.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { totalOf } from './fusion-event.ts';
import type { PlateShare, SubEvent, Witness } from './fusion-memory.ts';
import type { Line } from './hypotheses.ts';
import type { MassModel } from './likelihood.ts';
import { evidenceOf, type Turn } from './turn.ts';
import { type MassRecord, settingsError } from './unit-mass.ts';
import { restEvidence } from './weight-channel.ts';
import { countText, gramsText, probabilityText, secondsText, stepText } from './wording.ts';

/** Tags that a sentence names, and those that a movement shows as evidence. */
const tags_told = 6;
const tags_shown = 16;

/** The rests before and after, plate for plate. */
export function restsOf(plates: readonly PlateShare[]): Evidence[] {
  return plates.flatMap((plate) => [restEvidence(plate, plate.before), restEvidence(plate, plate.after)]);
}

export function tagEvidence(witnesses: readonly Witness[]): Evidence[] {
  return witnesses
    .slice(0, tags_shown)
    .map(({ ref, epc, change }) =>
      evidenceOf(ref, `tag ${epc} ${change === 'gone' ? 'read for the last time' : 'read'}`),
    );
}

/** `−24 g = 2 × 12 g (Nut M8), p 0.997`; `= 30 ± 0.3 × 12 g` where the number is known no better. */
export function sumText(
  turn: Turn,
  step_mg: number,
  {
    item,
    quantity,
    mass,
    record,
    permille,
    sd,
  }: {
    readonly item: string;
    readonly quantity: number;
    /** Of the quantity, in pieces. */
    readonly sd: number;
    readonly mass: MassModel;
    readonly record: MassRecord | undefined;
    readonly permille: number;
  },
): string {
  const learned =
    record === undefined || Math.abs(mass.mean_mg / record.settings_mg - 1) < settingsError
      ? ''
      : `, unit mass learned from ${sourceText(record)}`;
  return `${stepText(step_mg)} = ${countText(Math.abs(quantity), sd)} × ${gramsText(mass.mean_mg)} (${itemName(turn.index, item)}${learned}), p ${probabilityText(permille)}`;
}

function sourceText({ picks, counts = [] }: MassRecord): string {
  if (picks > 0) return `${picks} picks`;
  return counts.length > 0 ? 'a count' : 'picks that nobody has confirmed';
}

/** `, tags …1A and …2F gone within 1.2 s`; nothing without tags. */
export function tagsText(witnesses: readonly Witness[], at_ms: number): string {
  const [first] = witnesses;
  if (first === undefined) return '';
  const names = witnesses.slice(0, tags_told).map(({ epc }) => (epc.length > 4 ? `…${epc.slice(-4)}` : epc));
  const more = witnesses.length - names.length;
  const last = names.pop() ?? '';
  const list = names.length === 0 ? last : `${names.join(', ')}${more > 0 ? ',' : ' and'} ${last}`;
  const within_ms = Math.max(...witnesses.map((each) => Math.abs(each.at_ms - at_ms)));
  const tags = witnesses.length === 1 ? 'tag' : 'tags';
  return `, ${tags} ${list}${more > 0 ? ` and ${more} more` : ''} ${first.change} within ${secondsText(within_ms)}`;
}

/** What a person is asked about a change that nothing explains well enough. */
export function doubtText(
  turn: Turn,
  event: SubEvent,
  what: string,
  ranked: readonly { readonly text: string; readonly permille: number }[],
): string {
  const [first, second] = ranked;
  const where = [...new Set(event.plates.map(({ location }) => locationName(turn.index, location)))].join(' and ');
  const before_mg = event.plates.reduce((sum, { before }) => sum + before.mass_mg, 0);
  const step_mg = totalOf(event);
  const likeliest =
    first === undefined ? '' : `; the likeliest is ${first.text} (p ${probabilityText(first.permille)})`;
  const next = second === undefined ? '' : `, then ${second.text} (p ${probabilityText(second.permille)})`;
  return `${where} ${what}: ${gramsText(before_mg)} before, ${gramsText(before_mg + step_mg)} now, ${stepText(step_mg)}${likeliest}${next}. What happened?`;
}

/** `2 × Nut M8 taken`, `100 ± 2 × Nut M8 filled`, `something else`. `sd`: of the first line's quantity, 0 where it is not told. */
export function linesText(turn: Turn, lines: readonly Line[], sd = 0): string {
  if (lines.length === 0) return 'something else';
  return lines
    .map(
      ({ item, quantity }, at) =>
        `${countText(Math.abs(quantity), at === 0 ? sd : 0)} × ${itemName(turn.index, item)} ${quantity < 0 ? 'taken' : 'filled'}`,
    )
    .join(' and ');
}
