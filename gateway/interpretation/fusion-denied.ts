/**
 * Tags that contradict a scan. A person read the code of what they hold, and the weight agrees: that is booked, and the tags' word is put to
 * a person beside it, whichever of them came first. Where the weight denies the scan, the weight is booked or asked about as ever.
 */
import { itemName, locationName } from '../stock/site-index.ts';
import { isSure, type Judgement, judge, type SenseParts } from './fusion-judge.ts';
import { type DecidedLine, fusionRule, type HeldScan, type SubEvent } from './fusion-memory.ts';
import { linesText, restsOf } from './fusion-words.ts';
import { isOpen, raise } from './questions.ts';
import type { Turn } from './turn.ts';
import { probabilityText } from './wording.ts';

/** What the tags say instead of a scan. */
export interface Denied {
  readonly scan: HeldScan;
  readonly by: Judgement;
}

/** As `judge`; where the tags alone speak against a scan, what scan and weight say, and what the tags say instead. */
export function judgeWithScans(
  turn: Turn,
  parts: SenseParts,
  event: SubEvent,
  isFinal: boolean,
  booked: readonly DecidedLine[] = [],
): { readonly judgement: Judgement; readonly denied: Denied | undefined } {
  const judgement = judge(turn, parts, event, isFinal, booked);
  const scan = deniedScan(judgement);
  if (!isFinal || (scan === undefined && (judgement.scans.length === 0 || isSure(turn, judgement))))
    return { judgement, denied: undefined };
  const { verdict } = judge(turn, parts, event, isFinal, booked, 'without tags');
  const deaf = { ...judgement, verdict };
  if (!isSure(turn, deaf) || !isScanned(deaf)) return { judgement, denied: undefined };
  return { judgement: deaf, denied: scan === undefined ? undefined : { scan, by: judgement } };
}

/** The scan that the likeliest explanation leaves out. */
export function deniedScan({ verdict, scans, locations }: Judgement): HeldScan | undefined {
  const best = verdict.ranked[0]?.lines ?? [];
  return scans.find(
    ({ item, ends }) =>
      !best.some((line) => line.item === item && ends.some(({ location }) => location === locations[line.block])),
  );
}

/** All of it was scanned, each in its number. */
function isScanned({ verdict, candidates }: Judgement): boolean {
  const best = verdict.ranked[0]?.lines ?? [];
  return best.every(
    (line) =>
      candidates.find(({ item, block }) => item === line.item && block === line.block)?.scanned === line.quantity,
  );
}

/** One question a change, however often tags contradict its scan. */
export function askDenied(turn: Turn, { scan, by }: Denied): void {
  const { event, verdict } = by;
  const [best] = verdict.ranked;
  const [end] = scan.ends;
  const id = `scan-unresolved/${scan.ref.id}/${fusionRule.name}-tags`;
  if (best === undefined || end === undefined || isOpen(turn, id)) return;
  raise(turn, {
    id,
    kind: 'scan-unresolved',
    device: scan.device,
    location: end.location,
    item: scan.item,
    question: `${scan.who} scanned ${scan.quantity} × ${itemName(turn.index, scan.item)} (${scan.kind}) at ${locationName(turn.index, end.location)}, and the tags there say ${linesText(turn, best.lines)} (p ${probabilityText(best.permille)}); what was scanned is booked. Which is right?`,
    evidence: [...scan.evidence, ...restsOf(event.plates)],
  });
}
