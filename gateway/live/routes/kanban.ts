/** Kanban loops: where every card is, whether the loop has the right number of them, and what people say of a card. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { CardAct } from '../../work/card-acts.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { type CardLeft, cardLeft, cardSignal, type LoopTold, loopTold } from '../kanban-schemas.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route, wholeNumber } from '../route.ts';
import { key, reason, worked, workProblems } from '../work-schemas.ts';
import { keyed } from './purchase-orders.ts';

export interface Kanban {
  /** Of all; or of one, undefined where there is none of that id. */
  tell(id?: string): Promise<readonly LoopTold[] | undefined>;
  /** Cards that are out, and whose loops have left the settings. */
  left(): readonly CardLeft[];
}

const params = z.strictObject({
  loop: idText.meta({ description: 'As in the settings' }),
  card: wholeNumber(1, limits.kanban_cards_max),
});
const why = reason.min(1);

export function kanbanRoutes(kanban: Kanban, work: WorkSources): AnyRoute[] {
  const tells = { method: 'get', needs: 'see-stock', query: nothing } as const;
  const changes = { method: 'post', params, query: nothing, result: worked, problems: workProblems } as const;
  const act = (by: string, given: string | undefined, asked: CardAct) =>
    doWork(work, { by, ...keyed(given), about_kind: 'card-signal', in_path: ['loop', 'card'], act: asked });
  return [
    route({
      ...tells,
      path: '/kanban',
      id: 'listKanban',
      says: 'Kanban loops: where each card is, and whether there are as many as demand asks for',
      params: nothing,
      result: z.strictObject({
        loops: z.array(loopTold).readonly(),
        left: z.array(cardLeft).readonly().meta({
          description: 'Cards that are out, and whose loops have left the settings: they are filled or withdrawn',
        }),
      }),
      problems: {},
      answer: async () => ok({ loops: (await kanban.tell()) ?? [], left: kanban.left() }),
    }),
    route({
      ...tells,
      path: '/kanban/{loop}',
      id: 'getKanban',
      says: 'One kanban loop, and its last signals',
      params: z.strictObject({ loop: idText.meta({ description: 'As in the settings' }) }),
      result: z.strictObject({
        ...loopTold.shape,
        last: z.array(cardSignal).readonly().meta({ description: 'Closed signals, the newest first' }),
      }),
      problems: { 404: 'There is no such loop' },
      async answer({ params: { loop: id } }) {
        const [loop] = (await kanban.tell(id)) ?? [];
        if (loop === undefined) return no(notFound(`There is no kanban loop ${id}.`));
        const asked = { kinds: ['card-signal'], open: false, reference: id } as const;
        const closed = work.documents.documents({ ...asked, limit: limits.kanban_measured_max });
        const last = closed.flatMap(({ document }) => (document.kind === 'card-signal' ? [document] : []));
        return ok({ ...loop, last });
      },
    }),
    route({
      ...changes,
      path: '/kanban/{loop}/cards/{card}/signal',
      id: 'signalCard',
      says: 'The container of a card is empty; a card that is out is not signalled again',
      needs: 'signal-cards',
      body: z.strictObject({ key, reason: reason.exactOptional() }),
      answer: ({ params: named, body: { key: given, ...said }, by }) =>
        act(by, given, { act: 'signal-card', empty: { ...named, ...said, told_by: 'person' } }),
    }),
    route({
      ...changes,
      path: '/kanban/{loop}/cards/{card}/fill',
      id: 'fillCard',
      says: 'The container of a card stands full in its bin; what was to fill it and has not begun to is given up',
      needs: 'signal-cards',
      body: z.strictObject({ key, reason: reason.exactOptional() }),
      answer: ({ params: named, body: { key: given, ...said }, by }) =>
        act(by, given, { act: 'fill-card', said: { ...named, ...said } }),
    }),
    route({
      ...changes,
      path: '/kanban/{loop}/cards/{card}/order',
      id: 'orderCard',
      says: 'Order what fills a container that was signalled, where the loop leaves that to people or its order was ended',
      needs: 'order-goods',
      body: z.strictObject({ key, reason: reason.exactOptional() }),
      answer: ({ params: named, body: { key: given, ...said }, by }) =>
        act(by, given, { act: 'order-card', said: { ...named, ...said } }),
    }),
    route({
      ...changes,
      path: '/kanban/{loop}/cards/{card}/withdraw',
      id: 'withdrawCard',
      says: 'Take a signal back, with what it opened to fill the container, while nothing of that has come or begun',
      needs: 'withdraw-cards',
      body: z.strictObject({ key, reason: why }),
      answer: ({ params: named, body: { key: given, reason: because }, by }) =>
        act(by, given, { act: 'withdraw-card', withdrawal: { ...named, reason: because } }),
    }),
  ];
}
