/**
 * What lies on a plate of its own that holds one item and whose empty mass is known: its weight of now is a count by itself, whatever
 * the ledger says. It has a standard deviation of its own: how far the zero may have gone, and that of the unit mass as often as there
 * are pieces. So few pieces are told sharply, and many are not.
 */
import { levelOf } from '../stock/levels.ts';
import { itemName, locationName, plannedItems } from '../stock/site-index.ts';
import { bookCount } from './booking.ts';
import { toPermille } from './confidence.ts';
import { isExplained, settleDoubts } from './fusion-doubt.ts';
import { overlap, totalOf } from './fusion-event.ts';
import type { Judgement, SenseParts } from './fusion-judge.ts';
import { fusionRule, type PlateShare, type SubEvent } from './fusion-memory.ts';
import { leanOfContents, type MassModel } from './likelihood.ts';
import { normalDensity } from './normal.ts';
import { leanShare } from './plate-lean.ts';
import { contentsQuestion, isOpen, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';
import { restEvidence } from './weight-channel.ts';
import { isCountSure } from './weight-contents.ts';
import { countText, gramsText, probabilityText } from './wording.ts';

export interface Contents {
  readonly plate: PlateShare;
  readonly item: string;
  readonly mass: MassModel;
  readonly net_mg: number;
  readonly pieces: number;
  /** Of that number. */
  readonly sd: number;
  readonly permille: number;
}

/** What settles a question must be as good as this. */
const clear = { permille: 980, sd: 0.3 } as const;
/** Bins of one kind differ in mass by this share of it: another one may have come back. */
const bins_differ = 0.01;
/** What lies there is of the lot that is known, or in one case of five of another one. */
const lot = { sd: 0.005, share: 0.2, by: 0.02 };
const around_nearest = 6;
/** Of what is weighed so much is something else, spread evenly over the mass of a piece. */
const something_else = 0.01;

/** Undefined where the plate's weight says nothing of its own about the number. `when`: before or after the change. */
export function contentsOf(
  turn: Turn,
  { fusion }: SenseParts,
  event: SubEvent,
  when: 'before' | 'after' = 'after',
): Contents | undefined {
  const [plate, ...others] = event.plates;
  if (plate === undefined || others.length > 0 || event.group !== plate.channel) return undefined;
  const { location, empty_mg, zero_sd_mg, [when]: rest } = plate;
  if (empty_mg === undefined || zero_sd_mg === undefined || event.doubt !== undefined) return undefined;
  const [item, ...rivals] = plannedItems(turn.index, location);
  const mass = item === undefined ? undefined : massOf(fusion.masses, turn.index.items.get(item));
  if (item === undefined || mass === undefined || rivals.length > 0) return undefined;
  if ((turn.index.senses.get(location)?.channels.length ?? 0) !== 1) return undefined;
  for (const [other, level] of turn.books.levels.get(location) ?? []) {
    if (other !== item && level !== 0) return undefined;
  }
  const net_mg = rest.mass_mg - empty_mg;
  const zero_mg = Math.hypot(zero_sd_mg, rest.sd_mg, event.lifted === true ? bins_differ * empty_mg : 0);
  return { plate, item, mass, net_mg, ...countIn(net_mg, mass, zero_mg, leanShare(fusion.leans.get(location))) };
}

/** The likeliest number of pieces in a mass whose zero is known to `zero_mg`. */
function countIn(
  net_mg: number,
  mass: MassModel,
  zero_mg: number,
  lean: number,
): Pick<Contents, 'pieces' | 'sd' | 'permille'> {
  const deviationOf = (pieces: number): number => {
    const whole_mg = pieces * mass.mean_mg;
    const own_mg = Math.hypot(Math.sqrt(pieces) * mass.piece_sd_mg, pieces * mass.mean_sd_mg);
    return Math.hypot(zero_mg, own_mg, leanOfContents(pieces, lean) * whole_mg, lot.sd * whole_mg);
  };
  const pieces = Math.max(0, Math.round(net_mg / mass.mean_mg));
  let best = 0;
  let sum = something_else / mass.mean_mg;
  for (let each = Math.max(0, pieces - around_nearest); each <= pieces + around_nearest; each += 1) {
    const sd_mg = deviationOf(each);
    const off_mg = net_mg - each * mass.mean_mg;
    const other_mg = Math.hypot(sd_mg, lot.by * each * mass.mean_mg);
    const chance = (1 - lot.share) * normalDensity(off_mg, sd_mg) + lot.share * normalDensity(off_mg, other_mg);
    sum += chance;
    if (each === pieces) best = chance;
  }
  const sd = Math.hypot(deviationOf(pieces), Math.sqrt(lot.share) * lot.by * pieces * mass.mean_mg) / mass.mean_mg;
  return { pieces, sd, permille: toPermille(best / sum) };
}

/**
 * The same judgement as sure as what lies there is: where that was clear before, and as the ledger has it, and is clear now, and the likeliest
 * explanation is what lies between. Undefined elsewhere.
 */
export function sureByContents(
  turn: Turn,
  parts: SenseParts,
  { event, ...judgement }: Judgement,
): Judgement | undefined {
  const [best, ...others] = judgement.verdict.ranked;
  const [line, ...more] = best?.lines ?? [];
  if (best === undefined || line === undefined || more.length > 0) return undefined;
  if (totalOf(event) > 0 && !isExplained(turn, parts, event)) return undefined;
  const before = contentsOf(turn, parts, event, 'before');
  const after = contentsOf(turn, parts, event);
  if (before === undefined || after === undefined || !isClear(before) || !isClear(after)) return undefined;
  const { item, plate, pieces } = before;
  if (pieces !== levelOf(turn.books.levels, item, plate.location)) return undefined;
  if (line.item !== item || line.quantity !== after.pieces - pieces) return undefined;
  const permille = Math.min(before.permille, after.permille);
  return { ...judgement, event, verdict: { ...judgement.verdict, ranked: [{ ...best, permille }, ...others] } };
}

/**
 * After a question about a plate that is still open, contents that are clear make the ledger right again, in the open, and
 * settle the question. `event`: what came about just now, and is decided.
 */
export function anchorContents(turn: Turn, parts: SenseParts, event: SubEvent): void {
  const { fusion } = parts;
  const doubts = fusion.doubts.filter((each) => overlap(each, event));
  const [first] = event.plates;
  if (first === undefined || fusion.pending.some((each) => overlap(each, event))) return;
  const asked = contentsQuestion({ device: event.device, channel: first.channel });
  const contents = contentsOf(turn, parts, event);
  if (contents === undefined || !isClear(contents)) return;
  const isAsked =
    doubts.length > 0 || isOpen(turn, asked) || levelOf(turn.books.levels, contents.item, first.location) < 0;
  if (!isAsked) return;
  // What may be a tool would be counted with the pieces, unless it is too heavy to be there still.
  const mayLie = (doubt: SubEvent): boolean =>
    totalOf(doubt) > 0 && !isExplained(turn, parts, doubt) && contents.net_mg >= totalOf(doubt) / 2;
  if (doubts.some(mayLie)) return;
  bookContents(turn, event, contents);
  settleDoubts(turn, parts, first.location, `what lies there says ${contents.pieces}`);
  settle(turn, asked, `what lies there says ${contents.pieces}`, ruleText(fusionRule));
}

function isClear({ permille, sd }: Contents): boolean {
  return permille >= clear.permille && sd <= clear.sd;
}

/** The bin was lifted off, and one is back: what is in it is counted, as when it was first seen. False where that says nothing. */
export function countBin(turn: Turn, parts: SenseParts, event: SubEvent): boolean {
  const contents = contentsOf(turn, parts, event);
  if (contents === undefined) return false;
  bookContents(turn, event, contents);
  const { plate, item, permille } = contents;
  if (isCountSure(turn, permille)) return true;
  raise(turn, {
    id: contentsQuestion({ device: event.device, channel: plate.channel }),
    kind: 'weight-unresolved',
    device: event.device,
    location: plate.location,
    item,
    question: `${locationName(turn.index, plate.location)} was lifted off and is back with ${contentsText(turn, contents)}. How many are there?`,
    evidence: [restEvidence(plate, plate.after)],
  });
  return true;
}

function bookContents(turn: Turn, event: SubEvent, contents: Contents): void {
  const { plate, item, pieces, permille } = contents;
  const level = levelOf(turn.books.levels, item, plate.location);
  bookCount(turn, {
    id: `${event.key}/${fusionRule.name}-contents`,
    location: plate.location,
    item,
    counted: pieces,
    at_ms: event.settled_ms,
    confidence_permille: permille,
    rule: ruleText(fusionRule),
    why: `${locationName(turn.index, plate.location)}: ${contentsText(turn, contents)}; the level was ${level < 0 ? `\u2212${-level}` : level}`,
    evidence: [restEvidence(plate, plate.after)],
  });
}

/** `615 g above the empty 300 g = 30 ± 0.2 × 20.5 g (Bolt M8), p 0.985`. */
function contentsText(turn: Turn, { plate, item, mass, net_mg, pieces, sd, permille }: Contents): string {
  const above = `${gramsText(net_mg)} above the empty ${gramsText(plate.empty_mg ?? 0)}`;
  return `${above} = ${countText(pieces, sd)} × ${gramsText(mass.mean_mg)} (${itemName(turn.index, item)}), p ${probabilityText(permille)}`;
}
