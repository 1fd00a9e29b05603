/** What a sub-event most likely was, with all that is known of its places at the moment; and what may still be expected to be said of it. */
import { levelOf } from '../stock/levels.ts';
import { plannedItems } from '../stock/site-index.ts';
import { arrangementAt, fitOf } from './arrangement.ts';
import { hearsSince } from './device-life.ts';
import { blocksOf, isOwnPlate, isPutAt } from './fusion-event.ts';
import {
  type Decided,
  type DecidedLine,
  type HeldScan,
  put_back_ms,
  type SubEvent,
  type Witness,
} from './fusion-memory.ts';
import { type Silent, silentBy, silentTags } from './fusion-silent.ts';
import { isPartlyFelt } from './fusion-unfelt.ts';
import { isHeardAfter, returnedTags, witnessesOf } from './fusion-witness.ts';
import { type Verdict, weigh } from './hypotheses.ts';
import type { Candidate } from './likelihood.ts';
import type { Memory } from './memory.ts';
import { leanShare } from './plate-lean.ts';
import { scannedOf, scansOf } from './scan-near.ts';
import type { TagWord } from './tag-word.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';

/** What the meaning of an observation is found with. */
export type SenseParts = Pick<Memory, 'fusion' | 'scales' | 'tags' | 'lives' | 'scanners'>;

export interface Judgement {
  readonly event: SubEvent;
  readonly locations: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly verdict: Verdict;
  /** Tags that may have moved with it. */
  readonly witnesses: readonly Witness[];
  /** Tags that lay there and are not heard since. */
  readonly silent: readonly Silent[];
  /** Scans that may be about it. */
  readonly scans: readonly HeldScan[];
}

/** What is not planned but in the ledger, named by a tag or a scan, or lately taken elsewhere. */
const prior_of_stock = 0.3;
const prior_of_named = 0.2;
const prior_of_carried = 0.02;
/** And however many items are carried about, no more than this for all of them together. */
const prior_of_all_carried = 0.06;
/** What was taken from here a moment ago is likelier to come than what was not. */
const put_back_factor = 4;
/** Who fills something up does so by several handfuls: what came a moment ago is likelier to come than what did not. */
const filled_factor = 4;
const filling_ms = 20_000;
/** What is left is so small a part of what went. */
const few_left = 0.5;
const candidates_max = 12;
/** Chance of the silence of a tag that its own rule calls gone, where nobody knows more; and at most. */
const gone_chance = 0.02;
const gone_max = 0.3;
/** Chance that the tag of what was taken is heard on after the plates are at rest again. */
const in_hand_chance = 0.03;
/** A silence less likely than this names its tag. */
export const silent_max = 0.1;
const margin_min_permille = 300;

/** What was booked for an event, or since it happened: the levels are those of before. */
type Before = Pick<DecidedLine, 'item' | 'location' | 'quantity'>;

/**
 * Judges a sub-event with the evidence of now. `isFinal`: nothing more is waited for. `booked`: what was booked for it already, or since.
 * `how`: as if no tag had been heard of; or long after it happened, when what tags do and what lies there by now says nothing of it any more.
 */
export function judge(
  turn: Turn,
  parts: SenseParts,
  event: SubEvent,
  isFinal: boolean,
  booked: readonly Before[] = [],
  how?: 'without tags' | 'long after',
): Judgement {
  const { blocks, locations } = blocksOf(event);
  const putAt = locations.filter((location) => isPutAt(event, location));
  const isLate = how === 'long after';
  const told = isLate ? [] : witnessesOf(turn, parts.fusion, event, locations);
  const witnesses = isLate ? told : [...told, ...returnedTags(turn, parts, event, putAt, told)];
  const takenAt = locations.filter((location) => !putAt.includes(location));
  const silent = isLate ? [] : silentTags(turn, parts, event, takenAt);
  const scans = scansOf(turn, parts, event, locations);
  const candidates: Candidate[] = [];
  for (const [block, location] of locations.entries()) {
    // Where each item lies stays as it is: late it is told by the levels and the weights of now.
    const arrangement = arrangementAt(turn, parts, isLate ? { ...event, plates: [] } : event, location, (item) =>
      Math.max(0, levelBefore(turn, isLate ? [] : booked, item, location)),
    );
    const isPut = putAt.includes(location);
    const said = { witnesses, silent, isFinal, event };
    for (const [item, prior] of itemsAt(turn, parts, { event, location, witnesses, scans })) {
      const mass = massOf(parts.fusion.masses, turn.index.items.get(item));
      if (mass === undefined) continue;
      const level = Math.max(0, levelBefore(turn, booked, item, location));
      candidates.push({
        item,
        block,
        mass,
        level,
        is_alone: event.group === event.plates[0]?.channel,
        // What stands among others leans as things on shelves do.
        lean: isOwnPlate(turn, event, location) ? leanShare(parts.fusion.leans.get(location)) : 1,
        prior,
        most: prior > prior_of_carried ? undefined : carried(parts, event, item),
        arrangement: fitOf(arrangement, event, location, item),
        tags: how === undefined ? tagWordOf(turn, parts, { ...said, location, item, level, isPut }) : undefined,
        scanned: scannedOf(scans, location, item),
        ...(isLate ? {} : leftOf(turn, event, location)),
      });
    }
  }
  candidates.sort((a, b) => b.prior - a.prior || a.block - b.block || (a.item < b.item ? -1 : 1));
  const kept = candidates.slice(0, candidates_max);
  const isPart = locations.some((location) => isPartlyFelt(turn, parts, location));
  const verdict = weigh(blocks, kept, parts.fusion.habit, isPart ? 'partly felt' : undefined);
  return { event, locations, candidates: kept, verdict, witnesses, silent, scans };
}

/** A few pieces left of many are told by themselves, so that with the ledger they tell how many went; more of them are off as those are. */
function leftOf(turn: Turn, event: SubEvent, location: string): Pick<Candidate, 'left'> {
  const [plate] = event.plates;
  if (plate === undefined || event.plates.length > 1 || !isOwnPlate(turn, event, location)) return {};
  if (plate.empty_mg === undefined || plate.zero_sd_mg === undefined || event.unwatched) return {};
  const stock = [...(turn.books.levels.get(location) ?? [])].filter(([, level]) => level !== 0);
  if (plannedItems(turn.index, location).length > 1 || stock.length > 1) return {};
  const net_mg = plate.after.mass_mg - plate.empty_mg;
  if (plate.delta_mg >= 0 || net_mg > few_left * -plate.delta_mg) return {};
  return { left: { net_mg, sd_mg: Math.hypot(plate.zero_sd_mg, plate.after.sd_mg) } };
}

function levelBefore(turn: Turn, booked: readonly Before[], item: string, location: string): number {
  const level = levelOf(turn.books.levels, item, location);
  return booked.reduce(
    (sum, line) => (line.item === item && line.location === location ? sum - line.quantity : sum),
    level,
  );
}

/** The likeliest explanation is likely enough, and far enough ahead of the next one. */
export function isSure(turn: Turn, { verdict }: Judgement): boolean {
  const [best] = verdict.ranked;
  if (best === undefined || best.lines.length === 0) return false;
  return (
    best.permille >= turn.index.site.rules.weight.confidence_min_permille &&
    verdict.margin_permille >= margin_min_permille
  );
}

/** Pieces that the tags speak of, of one item at one place and in one direction. */
export function tagged(witnesses: readonly Witness[], location: string, item: string, quantity: number): number {
  const change = quantity < 0 ? 'gone' : 'came';
  return witnesses.reduce(
    (sum, each) =>
      each.location === location && each.item === item && each.change === change ? sum + each.quantity : sum,
    0,
  );
}

interface Around {
  readonly event: SubEvent;
  readonly location: string;
  readonly witnesses: readonly Witness[];
  readonly scans: readonly HeldScan[];
}

function itemsAt(
  turn: Turn,
  { fusion }: SenseParts,
  { event, location, witnesses, scans }: Around,
): Map<string, number> {
  const items = new Map<string, number>();
  const add = (item: string, prior: number): void => {
    items.set(item, Math.max(prior, items.get(item) ?? 0));
  };
  for (const item of plannedItems(turn.index, location)) add(item, 1);
  for (const [item, level] of turn.books.levels.get(location) ?? []) if (level > 0) add(item, prior_of_stock);
  for (const witness of witnesses) if (witness.location === location) add(witness.item, prior_of_named);
  for (const { item, ends } of scans) if (ends.some((end) => end.location === location)) add(item, prior_of_named);
  const taken = new Set<string>();
  const elsewhere = new Set<string>();
  if (isPutAt(event, location)) {
    for (const { item, at_ms, quantity, location: from } of fusion.takes) {
      if (quantity <= 0 || at_ms > event.at_ms || event.at_ms - at_ms > put_back_ms) continue;
      (from === location ? taken : elsewhere).add(item);
    }
  }
  for (const item of elsewhere) add(item, Math.min(prior_of_carried, prior_of_all_carried / elsewhere.size));
  for (const item of taken) items.set(item, (items.get(item) ?? 1) * put_back_factor);
  for (const item of filledAround(fusion.decided, event, location))
    if (!taken.has(item)) items.set(item, (items.get(item) ?? 1) * filled_factor);
  return items;
}

/** Items of which something was put down there a moment before or after. */
function filledAround(decided: readonly Decided[], event: SubEvent, location: string): Set<string> {
  const filled = new Set<string>();
  if (!isPutAt(event, location) || event.unwatched) return filled;
  for (const { event: other, lines } of decided) {
    if (other === event || other.unwatched || Math.abs(other.at_ms - event.at_ms) > filling_ms) continue;
    for (const line of lines) if (line.location === location && line.quantity > 0) filled.add(line.item);
  }
  return filled;
}

/** Pieces taken anywhere lately before it. */
function carried({ fusion }: SenseParts, event: SubEvent, item: string): number {
  const takes = fusion.takes.filter(
    ({ item: taken, at_ms }) => taken === item && at_ms <= event.at_ms && event.at_ms - at_ms <= put_back_ms,
  );
  return takes.reduce((sum, { quantity }) => sum + quantity, 0);
}

interface Said extends Pick<Judgement, 'witnesses' | 'silent' | 'event'> {
  readonly location: string;
  readonly item: string;
  /** Pieces there before it, by the ledger. */
  readonly level: number;
  readonly isFinal: boolean;
  readonly isPut: boolean;
}

function tagWordOf(
  turn: Turn,
  parts: SenseParts,
  { witnesses, silent, location, item, level: lain, isFinal, isPut, event }: Said,
): TagWord | undefined {
  const known = knownThere(parts, location, item);
  const gone = tagged(witnesses, location, item, -1);
  const came = tagged(witnesses, location, item, 1);
  if (known + gone + came === 0 && !(isPut && parts.fusion.tagged.has(item))) return undefined;
  if (!parts.fusion.tagged.has(item) || !isHeard(turn, parts, location)) return undefined;
  const level = Math.max(1, lain);
  // What comes with a tag comes from where such pieces have tags; what comes without any may never have had one.
  const known_share = isPut ? (came > 0 ? 1 : 0.5) : Math.min(1, (known + gone) / level);
  const silences = silent.flatMap(({ witness, chance }) =>
    witness.location === location && witness.item === item
      ? Array.from({ length: witness.quantity }, () => chance)
      : [],
  );
  for (const witness of isPut ? [] : witnesses) {
    if (witness.change !== 'gone' || witness.location !== location || witness.item !== item) continue;
    const tag = parts.tags.by_epc.get(witness.epc);
    const since = tag === undefined ? undefined : silentBy(turn, parts, tag, event);
    const chance = Math.min(gone_max, since ?? gone_chance);
    const told = isHeardAfter(witness, event) ? Math.min(1, chance / in_hand_chance) : chance;
    silences.push(...Array.from({ length: witness.quantity }, () => told));
  }
  silences.sort((a, b) => a - b);
  const untagged = Math.max(0, level - known - gone);
  const heard = Math.max(0, known + (isPut ? 0 : gone) - silences.length);
  return { gone, came, known_share, is_final: isFinal, silences, untagged, heard };
}

/** Pieces of an item whose tags the ledger has there. */
export function knownThere({ tags }: SenseParts, location: string, item: string): number {
  let sum = 0;
  for (const epc of tags.by_place.get(location) ?? []) {
    const tag = tags.by_epc.get(epc);
    if (tag?.item === item) sum += tag.quantity;
  }
  return sum;
}

/** A reader listens there. */
export function isHeard({ index }: Turn, { lives }: SenseParts, location: string): boolean {
  const antennas = index.senses.get(location)?.antennas ?? [];
  return antennas.some(({ device, antenna }) => hearsSince(lives.get(device), antenna) !== undefined);
}
