/** What lies on a channel that is weighed for the first time. */
import { levelOf } from '../stock/levels.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { bookCount } from './booking.ts';
import { fitPieces, lean_of_contents } from './confidence.ts';
import { raise } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Turn } from './turn.ts';
import { type Channel, contentsQuestion, type Rest, restEvidence, weightRule } from './weight-channel.ts';
import { emptyOf } from './weight-tare.ts';
import { gramsText, probabilityText } from './wording.ts';

/** The first rest: with the empty mass known, what lies there is a count. */
export function countContents(turn: Turn, channel: Channel, rest: Rest, began_ms: number): void {
  const { state, plan } = channel;
  const empty_mg = emptyOf(channel);
  if (empty_mg === undefined) return;
  const { location, item } = state;
  const net_mg = rest.mass_mg - empty_mg;
  const fit = fitPieces(
    net_mg,
    { unit_mg: plan.unit_mg, piece_sd_mg: plan.piece_sd_mg, measured_sd_mg: rest.sd_mg, lean: lean_of_contents },
    0,
  );
  const says = `${gramsText(net_mg)} above the empty ${gramsText(empty_mg)} = ${fit.pieces} × ${gramsText(
    plan.unit_mg,
  )} (${itemName(turn.index, item)}), p ${probabilityText(fit.permille)}`;
  const name = locationName(turn.index, location);
  const evidence = [restEvidence(state, rest)];
  if (fit.unexplained_permille < 500) {
    const rule = ruleText(weightRule);
    const count = { location, item, counted: fit.pieces, at_ms: began_ms, confidence_permille: fit.permille };
    const level = levelOf(turn.books.levels, item, location);
    const why = `${name}: ${says}${level === 0 ? '' : `; the level was ${level}`}`;
    bookCount(turn, { id: `${rest.ref.id}/${weightRule.name}`, ...count, rule, why, evidence });
  }
  if (fit.permille >= plan.confidence_min_permille) return;
  raise(turn, {
    id: contentsQuestion(state),
    kind: 'weight-unresolved',
    device: state.device,
    location,
    item,
    question: `${name} holds ${says}. How many are there?`,
    evidence,
  });
}
