/**
 * Other rules beside the ones that hold, over the rows of a capture: which movements would differ. Both derive from the same rows;
 * nothing of the shadow is ever booked.
 */
import type { JournalRow } from '../ledger/reader.ts';
import { applyMovement, type Levels, levelOf, listLevels } from '../stock/levels.ts';
import type { Rules, Site } from '../stock/site.ts';
import { Deriver, type Surroundings } from './deriver.ts';
import { readCapture } from './replay.ts';
import { type Difference, type ShadowCounts, ShadowDifferences } from './shadow-differences.ts';

export interface LevelDifference {
  readonly item: string;
  readonly location: string;
  readonly live: number;
  readonly shadow: number;
}

export interface ShadowListener {
  difference(difference: Difference): void;
  /** For standard error, never among the results. */
  note(says: string): void;
}

export type ShadowEnd =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly counts: ShadowCounts;
      readonly levels: readonly LevelDifference[];
    }
  | { readonly ok: false; readonly says: string };

/** `rules` hold throughout in the shadow, whatever the settings of the capture say; all else is as the settings say. */
export async function shadowCapture(
  lines: AsyncIterable<string>,
  site: Site,
  rules: Rules,
  around: Surroundings,
  listener: ShadowListener,
): Promise<ShadowEnd> {
  const differences = new ShadowDifferences((each) => listener.difference(each));
  const live = { side: 'live', deriver: new Deriver(around), levels: newLevels() } as const;
  const shadow = { side: 'shadow', deriver: new Deriver(around), levels: newLevels() } as const;

  function compare(now_ms: number): void {
    for (const { side, deriver, levels } of [live, shadow]) {
      const { movements, questions } = deriver.takeDerived();
      for (const movement of movements) {
        applyMovement(levels, movement);
        differences.movement(side, movement, now_ms);
      }
      for (const change of questions) differences.question(side, change, now_ms);
    }
    differences.passed(now_ms);
  }

  const read = await readCapture(lines, site, around, {
    row(row) {
      live.deriver.take(row);
      shadow.deriver.take(withRules(row, rules));
      compare(row.at_ms);
    },
    note: (says) => listener.note(says),
  });
  if (!read.ok) return read;
  if (!read.is_ended) for (const { deriver } of [live, shadow]) deriver.endWaits(read.last_at_ms);
  compare(read.last_at_ms);
  differences.end();
  const levels = levelDifferences(live.levels, shadow.levels);
  return { ok: true, rows: read.rows, counts: differences.counts, levels };
}

/** Settings with other rules; any other row as it is. */
export function withRules(row: JournalRow, rules: Rules): JournalRow {
  if (row.kind !== 'event' || row.event !== 'settings') return row;
  const site: object = JSON.parse(row.detail ?? 'null');
  return { ...row, detail: JSON.stringify({ ...site, rules }) };
}

export function levelDifferences(live: Levels, shadow: Levels): LevelDifference[] {
  const keys = new Map<string, { readonly item: string; readonly location: string }>();
  for (const levels of [live, shadow]) {
    for (const { item, location } of listLevels(levels)) keys.set(`${location}\u0000${item}`, { item, location });
  }
  return [...keys]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { item, location }]) => ({
      item,
      location,
      live: levelOf(live, item, location),
      shadow: levelOf(shadow, item, location),
    }))
    .filter((each) => each.live !== each.shadow);
}

function newLevels(): Levels {
  return new Map();
}
