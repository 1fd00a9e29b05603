/** What the scan of a kanban card means: its container is empty; or, where its goods are in the house, that it is full again. */

import { binOf, cardsOf, loopOf } from '../stock/kanban.ts';
import { itemName, locationName, type SiteIndex } from '../stock/site-index.ts';
import type { Act } from './act.ts';
import { outText } from './card-acts.ts';
import { cardKey, type Work } from './desk.ts';

/** Without an act nothing follows, and it is said why. */
export interface CardScanned {
  readonly says: string;
  readonly act?: Act;
}

export function cardScanned(
  { signals, open }: Pick<Work, 'signals' | 'open'>,
  index: SiteIndex,
  named: { readonly loop: string; readonly card: number },
): CardScanned {
  const signal = open.get(signals.get(cardKey(named)) ?? '');
  if (signal?.kind === 'card-signal') {
    if (signal.state !== 'received') return { says: `card ${outText(signal)}` };
    const said = { ...named, reason: 'card scanned' };
    const bin = locationName(index, signal.location);
    return { says: `card ${named.card} of ${named.loop} is full again in ${bin}`, act: { act: 'fill-card', said } };
  }
  const loop = loopOf(index, named.loop);
  if (loop === undefined || named.card > cardsOf(loop))
    return { says: `there is no card ${named.card} of a kanban loop ${named.loop}` };
  const { item, container_units } = loop;
  const bin = locationName(index, binOf(loop, named.card));
  return {
    says: `card ${named.card} of ${named.loop}: ${container_units} × ${itemName(index, item)} for ${bin} signalled`,
    act: { act: 'signal-card', empty: { ...named, told_by: 'card', reason: 'card scanned' } },
  };
}
