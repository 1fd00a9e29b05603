/**
 * What the weight of a plate means. Its changes go to `fusion.ts`; here is what is said at once: what lies there when it is first
 * seen, what a count says of it, and what a tare may have hidden.
 */
import { levelOf } from '../stock/levels.ts';
import { itemName, locationName, plannedItems } from '../stock/site-index.ts';
import { onPlatesChange } from './fusion.ts';
import { settleCounted, settleDoubts } from './fusion-doubt.ts';
import type { SenseParts } from './fusion-judge.ts';
import { type Credit, fusionRule } from './fusion-memory.ts';
import { isWeighed } from './fusion-scan.ts';
import { leanOfContents } from './likelihood.ts';
import type { FirstRest, TareDoubt, WeightChange } from './observation.ts';
import { contentsQuestion, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Turn } from './turn.ts';
import { learnCount, massOf } from './unit-mass.ts';
import { noteCounted } from './weight-back.ts';
import { type Channel, emptyOf, onCounted, restEvidence } from './weight-channel.ts';
import { askContents, countContents } from './weight-contents.ts';
import { gramsText } from './wording.ts';

/** A count of fewer tells less than their picks. */
const contents_min = 8;

/** What the meaning of a weight is found with. */
export type WeightParts = SenseParts;

/**
 * Where the plate alone weighs one item of known mass, what lies there is counted, and where it weighs several it is asked, unless the
 * ledger has it; else later changes count from it.
 */
export function onFirstRest(turn: Turn, parts: WeightParts, first: FirstRest): void {
  const [item, ...others] = plannedItems(turn.index, first.location);
  const plates = turn.index.senses.get(first.location)?.channels.length ?? 0;
  const mass = item === undefined ? undefined : massOf(parts.fusion.masses, turn.index.items.get(item));
  if (item === undefined || plates !== 1 || mass === undefined) return;
  if (others.length === 0) {
    countContents(turn, first, item, mass);
    return;
  }
  const masses = new Map([[item, mass]]);
  for (const other of others) {
    const known = massOf(parts.fusion.masses, turn.index.items.get(other));
    if (known === undefined) return;
    masses.set(other, known);
  }
  askContents(turn, first, masses);
}

export function onWeightChange(turn: Turn, parts: WeightParts, change: WeightChange): void {
  onPlatesChange(turn, parts, change);
}

/** A person or a scanner counted here: the weight of now stands for that count, and what was doubtful is settled where that tells it. */
export function onRecount(turn: Turn, parts: WeightParts): void {
  forgetCredits(turn, parts);
  const changed = new Set(turn.counts.filter((each) => each.counted !== each.before).map(({ location }) => location));
  for (const location of new Set(turn.counted.map((counted) => counted.location))) {
    const items = turn.counted.flatMap((each) => (each.location === location ? [each.item] : []));
    if (changed.has(location)) settleDoubts(turn, parts, location);
    else settleCounted(turn, parts, location, items);
    const plates = turn.index.senses.get(location)?.channels ?? [];
    const isAsBefore = !changed.has(location);
    for (const plate of plates) {
      const channel = parts.scales.devices.get(plate.device)?.get(plate.channel);
      if (channel !== undefined) noteCounted(channel.state.watch, isAsBefore);
      if (channel !== undefined && plates.length === 1) learnContents(turn, parts, channel);
      const contents_mg = contentsOf(turn, parts, location);
      if (channel !== undefined && plates.length === 1 && contents_mg !== undefined) onCounted(channel, contents_mg);
      settle(turn, contentsQuestion(plate), 'counted', ruleText(fusionRule));
      settle(turn, tareQuestion(plate), 'counted', ruleText(fusionRule));
    }
  }
}

/** What was booked while no scale answered lies in a count that was made since one does: what the weight shows from now on is none of it. */
function forgetCredits(turn: Turn, parts: WeightParts): void {
  const { fusion } = parts;
  const isIn = (credit: Credit): boolean =>
    credit.awaits === 'weight' &&
    turn.counted.some(({ location, item }) => location === credit.location && item === credit.item) &&
    isWeighed(turn, parts, credit.location, credit.item) &&
    !fusion.pending.some(({ plates }) => plates.some(({ location }) => location === credit.location));
  fusion.credits = fusion.credits.filter((credit) => !isIn(credit));
}

/** All that stands on a plate of its own, counted and weighed, tells what a piece weighs; where its empty mass is known and nothing moves. */
function learnContents(turn: Turn, { fusion }: WeightParts, channel: Channel): void {
  const { state, plan, group } = channel;
  const { location, current, away, gap } = state;
  const empty_mg = emptyOf(channel);
  const stock = [...(turn.books.levels.get(location) ?? [])].filter(([, level]) => level !== 0);
  const [[name, pieces] = ['', 0], ...others] = stock;
  const item = turn.index.items.get(name);
  if (item === undefined || others.length > 0 || pieces < contents_min) return;
  if (current === undefined || empty_mg === undefined || away || gap || group.channels.length > 1) return;
  if (fusion.pending.some(({ plates }) => plates.some((plate) => plate.location === location))) return;
  const mass_mg = current.mass_mg - empty_mg;
  if (mass_mg <= 0) return;
  const sd = Math.hypot(leanOfContents(pieces), plan.band_mg / mass_mg);
  learnCount(fusion.masses, item, { location, piece_mg: mass_mg / pieces, pieces, sd });
}

/** Nobody can tell what a tare hid: the level stays, and a person is asked. */
export function onTareDoubt(turn: Turn, parts: WeightParts, doubt: TareDoubt): void {
  const { before, after, location } = doubt;
  const items = plannedItems(turn.index, location).filter(
    (item) => massOf(parts.fusion.masses, turn.index.items.get(item)) !== undefined,
  );
  const [item] = items;
  if (item === undefined) return;
  const where = locationName(turn.index, location);
  const levels = items.map((each) => levelOf(turn.books.levels, each, location));
  const names = items.map((each) => itemName(turn.index, each));
  const stays = levels.length === 1 ? `The level stays ${levels[0]}` : `The levels stay ${levels.join(', ')}`;
  raise(turn, {
    id: tareQuestion(doubt),
    kind: 'weight-unresolved',
    device: doubt.device,
    location,
    ...(items.length === 1 ? { item } : {}),
    question: `${where} ${doubt.what}: ${gramsText(before.mass_mg)} before, ${gramsText(after.mass_mg)} now. ${stays}; how many ${names.join(', ')} are there?`,
    evidence:
      before === after ? [restEvidence(doubt, after)] : [restEvidence(doubt, before), restEvidence(doubt, after)],
  });
  if (doubt.is_anew) settleDoubts(turn, parts, location);
}

/** What lies at a location by the ledger; undefined when something there has no mass. */
function contentsOf(turn: Turn, { fusion }: WeightParts, location: string): number | undefined {
  let sum_mg = 0;
  for (const [item, level] of turn.books.levels.get(location) ?? []) {
    const mass = massOf(fusion.masses, turn.index.items.get(item));
    if (mass === undefined) return undefined;
    sum_mg += level * mass.mean_mg;
  }
  return sum_mg;
}

/** The question about what a tare may have hidden. */
export function tareQuestion({ device, channel }: { readonly device: string; readonly channel: string }): string {
  return `weight-unresolved/${device}/${channel}/tare`;
}
