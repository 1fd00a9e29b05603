/**
 * Tags that are read seldom: a reader with many antennas, or one that looks every half minute. Reads that lie too far apart to make a tag
 * present at once do so when they go on and on at one location, about evenly. One carried past, and put down there later, is not
 * read evenly.
 */
import type { Run, Tag, TagReport } from './tag.ts';
import { slice_ms } from './tag.ts';

export interface Seldom {
  readonly location: string;
  readonly first: TagReport;
  loudest: TagReport;
  last_ms: number;
  /** Seconds with a read, less those with one at other locations. */
  count: number;
  reads: number;
  loud: number;
  strength: number;
  /** The longest time between two of them. */
  longest_ms: number;
}

/** Further apart, they tell nothing of each other. */
const patience_ms = 120_000;
/** So many are needed of a tag that is heard clearly and nowhere else, and of another one. */
const clear_min = 4;
const count_min = 8;
const span_min_ms = 12_000;
/** Evenly: the longest gap against the mean. */
const uneven = 2.5;

/** A read of a tag that is nowhere. */
export function noteSeldom(tag: Tag, location: string, report: TagReport): void {
  const now_ms = report.ref.at_ms;
  const { seldom } = tag;
  if (seldom !== undefined && seldom.location !== location && now_ms - seldom.last_ms <= patience_ms) {
    seldom.count -= 1;
    if (seldom.count > 0) return;
  }
  if (seldom === undefined || seldom.location !== location || now_ms - seldom.last_ms > patience_ms) {
    tag.seldom = {
      location,
      first: report,
      loudest: report,
      last_ms: now_ms,
      count: 1,
      reads: report.count,
      ...loudOf(report),
      longest_ms: 0,
    };
    return;
  }
  const { loud, strength } = loudOf(report);
  seldom.reads += report.count;
  seldom.loud += loud;
  seldom.strength += strength;
  if ((report.rssi_cdbm ?? -Infinity) > (seldom.loudest.rssi_cdbm ?? -Infinity)) seldom.loudest = report;
  if (Math.floor(now_ms / slice_ms) <= Math.floor(seldom.last_ms / slice_ms)) return;
  seldom.count += 1;
  seldom.longest_ms = Math.max(seldom.longest_ms, now_ms - seldom.last_ms);
  seldom.last_ms = now_ms;
}

/** All its reads there, when they are enough; `run` is what it has lately. */
export function seldomRun({ seldom, sold_at }: Tag, run: Run, is_clear: boolean): Run | undefined {
  if (seldom === undefined || sold_at !== undefined || seldom.location !== run.location) return undefined;
  if (seldom.count < (is_clear ? clear_min : count_min)) return undefined;
  const span_ms = seldom.last_ms - seldom.first.ref.at_ms;
  const mean_ms = span_ms / (seldom.count - 1);
  if (span_ms < span_min_ms || seldom.longest_ms > uneven * mean_ms) return undefined;
  const { first, loudest, reads, loud, strength } = seldom;
  return { ...run, first, loudest, reads, loud, strength, is_dense: true };
}

function loudOf({ rssi_cdbm, count }: TagReport): { readonly loud: number; readonly strength: number } {
  return rssi_cdbm === undefined ? { loud: 0, strength: 0 } : { loud: count, strength: rssi_cdbm * count };
}
