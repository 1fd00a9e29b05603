/** What lies on a plate that is weighed for the first time. */
import { levelOf } from '../stock/levels.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { bookCount } from './booking.ts';
import { compositionsText } from './compositions.ts';
import { fitPieces, lean_of_contents } from './confidence.ts';
import { fusionRule } from './fusion-memory.ts';
import type { MassModel } from './likelihood.ts';
import type { FirstRest } from './observation.ts';
import { contentsQuestion, raise } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Turn } from './turn.ts';
import { restEvidence } from './weight-channel.ts';
import { gramsText, probabilityText } from './wording.ts';

/** By so much of itself the mass of several items together may be off what the ledger has. */
const mixed_off = 0.04;

/** With the empty mass known, what lies there is a count. */
export function countContents(turn: Turn, first: FirstRest, item: string, mass: MassModel): void {
  const { empty_mg, location, rest } = first;
  if (empty_mg === undefined) return;
  const net_mg = rest.mass_mg - empty_mg;
  const fit = fitPieces(
    net_mg,
    { unit_mg: mass.mean_mg, piece_sd_mg: mass.piece_sd_mg, measured_sd_mg: rest.sd_mg, lean: lean_of_contents },
    0,
  );
  const says = `${gramsText(net_mg)} above the empty ${gramsText(empty_mg)} = ${fit.pieces} × ${gramsText(
    mass.mean_mg,
  )} (${itemName(turn.index, item)}), p ${probabilityText(fit.permille)}`;
  const name = locationName(turn.index, location);
  const evidence = [restEvidence(first, rest)];
  if (fit.unexplained_permille < 500) {
    const rule = ruleText(fusionRule);
    const count = { location, item, counted: fit.pieces, at_ms: first.at_ms, confidence_permille: fit.permille };
    const level = levelOf(turn.books.levels, item, location);
    const why = `${name}: ${says}${level === 0 ? '' : `; the level was ${level}`}`;
    bookCount(turn, { id: `${rest.ref.id}/${fusionRule.name}`, ...count, rule, why, evidence });
  }
  if (isCountSure(turn, fit.permille)) return;
  raise(turn, {
    id: contentsQuestion(first),
    kind: 'weight-unresolved',
    device: first.device,
    location,
    item,
    question: `${name} holds ${says}. How many are there?`,
    evidence,
  });
}

/** A count stands until the next one, so less is taken for granted than of a change. */
const count_sure_permille = 900;

export function isCountSure(turn: Turn, permille: number): boolean {
  return permille >= Math.max(count_sure_permille, turn.index.site.rules.weight.confidence_min_permille);
}

/** Several items may lie there: what the ledger has of them would weigh something else, and nobody but a person can say what there is. */
export function askContents(turn: Turn, first: FirstRest, masses: ReadonlyMap<string, MassModel>): void {
  const { empty_mg, location, rest } = first;
  if (empty_mg === undefined) return;
  const net_mg = rest.mass_mg - empty_mg;
  const means = [...masses.values()].map(({ mean_mg }) => mean_mg);
  const known = [...masses].map(([item, { mean_mg }]) => levelOf(turn.books.levels, item, location) * mean_mg);
  const off_mg = Math.abs(net_mg - known.reduce((sum, each) => sum + each, 0));
  if (off_mg <= Math.max(Math.min(...means) / 2, mixed_off * Math.abs(net_mg))) return;
  const levels = [...masses.keys()].map(
    (item) => `${levelOf(turn.books.levels, item, location)} × ${itemName(turn.index, item)}`,
  );
  const composed = [...masses].map(([item, { mean_mg }]) => ({ name: itemName(turn.index, item), unit_mg: mean_mg }));
  const could = compositionsText(net_mg, mixed_off * Math.abs(net_mg), composed);
  raise(turn, {
    id: contentsQuestion(first),
    kind: 'weight-unresolved',
    device: first.device,
    location,
    question: `${locationName(turn.index, location)} holds ${gramsText(net_mg)} above the empty ${gramsText(empty_mg)}; the ledger has ${levels.join(' and ')}.${could} How many of each are there?`,
    evidence: [restEvidence(first, rest)],
  });
}
