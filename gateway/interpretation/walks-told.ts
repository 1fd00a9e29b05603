/** What walks have measured, for people: read from memory, changes nothing. */
import { limits } from '../base/limits.ts';
import type { WalksTold } from '../base/walks-told.ts';
import { slice_ms } from './tag.ts';
import { slices_min, type Walks } from './walk.ts';
import { confusion } from './walk-histogram.ts';

/** Further zones of a site with very many are left out: the ones most alike are told. */
const confused_max = 8;

export function walksTold({ zones, open }: Walks, now_ms: number): WalksTold {
  const newest = [...zones].sort((a, b) => b[1].at_ms - a[1].at_ms).slice(0, limits.walk_zones_shown);
  const measured = newest.map(([location, walked]) => ({
    location,
    by: walked.by,
    at_ms: walked.at_ms,
    seconds: Math.round((walked.slices * slice_ms) / 1_000),
    reads: walked.antennas.reduce((sum, { reads }) => sum + reads, 0),
    antennas: walked.antennas.length,
    confused: newest
      .filter(([other]) => other !== location)
      .map(([other, its]) => ({ location: other, permille: confusion(walked, its) }))
      .sort((a, b) => b.permille - a.permille)
      .slice(0, confused_max),
  }));
  const known = { zones: measured, zones_beyond: zones.size - newest.length };
  if (open === undefined || now_ms - open.begun_ms >= limits.walk_ms_max) return known;
  const { location, by, begun_ms, epcs, ears } = open;
  const told = ears.map(({ device, antenna, reads }) => ({
    device,
    reads,
    ...(antenna === undefined ? {} : { antenna }),
  }));
  const heard_s = Math.max(0, ...ears.map(({ slices }) => slices));
  return {
    ...known,
    open: { location, by, begun_ms, tags: epcs.length, ears: told, heard_s, needed_s: slices_min },
  };
}
