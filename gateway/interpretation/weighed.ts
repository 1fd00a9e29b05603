/** What the one plate of a place says lies there now: for counts. The same model counts what lies on a plate that is first seen. */
import { plannedItems } from '../stock/site-index.ts';
import type { Weighed } from '../stock/sweep.ts';
import { fitPieces, lean_of_contents } from './confidence.ts';
import type { Memory } from './memory.ts';
import { isOpen } from './questions.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';
import { emptyOf, restEvidence } from './weight-channel.ts';
import { isCountSure } from './weight-contents.ts';
import { tareQuestion } from './weight-pieces.ts';
import { probabilityText } from './wording.ts';

type Parts = Pick<Memory, 'scales' | 'fusion' | 'lives'>;

/**
 * Sure enough, or why not. It takes one plate of one item, whose empty mass is known, at rest, watched without a gap, with nothing
 * undecided about it; and a fit that is as sure as a count has to be, with what is not known of the mass of a piece in it.
 */
export function weighedAt(turn: Turn, { scales, fusion, lives }: Parts, location: string): Weighed {
  const [plate, ...plates] = turn.index.senses.get(location)?.channels ?? [];
  const channel = plate === undefined ? undefined : scales.devices.get(plate.device)?.get(plate.channel);
  if (plate === undefined || channel === undefined) return no('no scale weighs it');
  const [item, ...others] = plannedItems(turn.index, location);
  if (plates.length > 0 || channel.group.channels.length > 1) return no('it lies on several plates');
  if (item === undefined || others.length > 0) return no('the scale weighs several items, or none that is named');
  const mass = massOf(fusion.masses, turn.index.items.get(item));
  if (mass === undefined) return no('nobody knows what a piece weighs');
  if ([...(turn.books.levels.get(location) ?? [])].some(([other, level]) => other !== item && level !== 0))
    return no('something else lies there, too');
  const { state } = channel;
  const empty_mg = emptyOf(channel);
  if (empty_mg === undefined) return no('nobody knows what the scale shows when it is empty');
  const { current } = state;
  const isHeard = lives.get(plate.device)?.listening_since_ms !== undefined;
  if (current === undefined || state.gap || state.restarted || !isHeard) return no('the scale is not heard');
  const isMoving = fusion.pending.some((each) => each.plates.some((of) => of.location === location));
  if (state.away || state.pending !== undefined || state.jump !== undefined || isMoving)
    return no('the scale is not at rest');
  if (isOpen(turn, tareQuestion(plate))) return no('its tare is in question');
  const net_mg = current.mass_mg - empty_mg;
  const unknown_mg = (Math.max(0, net_mg) / mass.mean_mg) * mass.mean_sd_mg;
  const fit = fitPieces(
    net_mg,
    {
      unit_mg: mass.mean_mg,
      piece_sd_mg: mass.piece_sd_mg,
      measured_sd_mg: Math.hypot(current.sd_mg, unknown_mg),
      lean: lean_of_contents,
    },
    0,
  );
  if (fit.unexplained_permille >= 500 || !isCountSure(turn, fit.permille))
    return no(`the scale is not sure enough, p ${probabilityText(fit.permille)}`);
  const evidence = restEvidence(plate, current);
  return { ok: true, item, pieces: fit.pieces, permille: fit.permille, at_ms: evidence.at_ms, evidence };
}

function no(says: string): Weighed {
  return { ok: false, says };
}
