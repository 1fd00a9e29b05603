/** What the passes of a sweep say of one line of a count sheet: its pieces, the tags that are missing or too many, and how sure that is. */
import type { Evidence } from '../stock/movement.ts';
import type { KnownTag, SweptTag } from '../stock/sweep.ts';
import { usualCounting } from '../stock/work-settings.ts';
import type { Looked } from './count-keying.ts';
import type { CountLine, CountTry, SweepLook } from './count-sheet.ts';
import type { SweepReading } from './count-sweep-reading.ts';
import { keyOf } from './counted-lines.ts';
import type { Desk } from './desk.ts';

/** The chance of a scanned code: a tag that was heard is there, but for what was overheard. */
const heard_permille = 990;
const evidence_max = 16;

/** How many tags may still be named. */
export interface Names {
  left: number;
}

export interface LineLook {
  readonly looked: Pick<Looked, 'counted' | 'at_ms'> & { readonly by_device: NonNullable<Looked['by_device']> };
  readonly sweep: SweepLook;
}

type Place = Pick<CountLine, 'item' | 'location'>;

/** What the passes of the round say of an item at a place that was just gone over. Undefined where pieces without tags may lie there. */
export function lookAt(desk: Desk, place: Place, reading: SweepReading, names: Names): LineLook | undefined {
  const key = keyOf(place);
  const [seen, known] = [reading.seen.get(key) ?? [], reading.known.get(key) ?? []];
  if (!reading.tagged.has(place.item)) return undefined;
  const epcs = new Set(seen.map(({ epc }) => epc));
  if (sumOf(seen) + sumOf(known.filter(({ epc }) => !epcs.has(epc))) < desk.levelOf(place.item, place.location))
    return undefined;
  const evidence = newestOf(seen);
  return lookOf(desk, place, { reading, names, seen, known, evidence, at_ms: evidence.at(-1)?.at_ms ?? desk.at_ms });
}

/**
 * A line that an earlier pass of the round has counted, after one over other places: what was overheard, and lies there, is counted there
 * and no longer here. It stays a count of its own time. Undefined where nothing is different.
 */
export function lookAgain(
  desk: Desk,
  line: CountLine,
  then: CountTry,
  reading: SweepReading,
  names: Names,
): LineLook | undefined {
  const key = keyOf(line);
  const seen = reading.seen_then.get(key) ?? [];
  if (sumOf(seen) === then.counted && seen.length === then.sweep?.tags) return undefined;
  const known = (reading.known.get(key) ?? []).filter(({ is_new }) => is_new !== true);
  const { at_ms, evidence = [] } = then;
  return lookOf(desk, line, { reading, names, seen, known, evidence, at_ms });
}

interface Heard {
  readonly reading: SweepReading;
  readonly names: Names;
  readonly seen: readonly SweptTag[];
  readonly known: readonly KnownTag[];
  readonly evidence: readonly Evidence[];
  readonly at_ms: number;
}

function lookOf(desk: Desk, { location }: Place, { reading, names, seen, known, evidence, at_ms }: Heard): LineLook {
  const epcs = new Set(seen.map(({ epc }) => epc));
  // What was heard at another place is missing here, and was not missed.
  const unseen = known.filter(({ epc }) => !epcs.has(epc) && !reading.isPlaced(epc));
  const unexpected = seen.filter(({ thought }) => thought !== location);
  const missed = reading.missedAt(location);
  const { sweep_missed_permille_max: most = usualCounting.sweep_missed_permille_max } =
    desk.index.site.work?.counting ?? {};
  const unseen_tags = named(unseen, names).map(({ epc }) => epc);
  const unexpected_tags = named(unexpected, names).map(({ epc, thought }) =>
    thought === undefined ? { epc } : { epc, thought },
  );
  const sweep: SweepLook = {
    passes: reading.passesOver(location),
    tags: seen.length,
    unseen: unseen.length,
    unseen_tags,
    unexpected: unexpected.length,
    unexpected_tags,
    missed_permille: Math.round(1_000 * missed),
    is_sure: unseen.length === 0 || 1_000 * missed <= most,
  };
  const permille = Math.round(heard_permille * (1 - missed) ** unseen.length);
  return {
    looked: { counted: sumOf(seen), at_ms, by_device: { source: 'rfid-sweep', permille, evidence, sweep } },
    sweep,
  };
}

function newestOf(seen: readonly SweptTag[]) {
  return seen
    .map(({ evidence }) => evidence)
    .sort((a, b) => a.at_ms - b.at_ms || a.n - b.n)
    .slice(-evidence_max);
}

function named<Tag>(tags: readonly Tag[], names: { left: number }): readonly Tag[] {
  const some = tags.slice(0, names.left);
  names.left -= some.length;
  return some;
}

function sumOf(tags: readonly { readonly quantity: number }[]): number {
  return tags.reduce((sum, { quantity }) => sum + quantity, 0);
}
