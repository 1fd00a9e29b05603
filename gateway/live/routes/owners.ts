/** Whose stock it is: it becomes ours, or somebody else's, where it lies. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import { key, money, ownerChange, quantity, reason, reference, worked, workProblems } from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const owner = z.string().min(1).max(100).exactOptional();

export function ownerRoutes(sources: WorkSources): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/owner-changes',
      id: 'listOwnerChanges',
      says: 'What stock became ours or somebody else’s, and why, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ owner_changes: z.array(ownerChange), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(sources.documents, query, 'owner-change');
        return ok({
          owner_changes: found.flatMap(({ document }) => (document.kind === 'owner-change' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      method: 'post',
      path: '/owner-changes',
      id: 'changeOwner',
      says: 'Stock becomes ours or somebody else’s and stays where it lies',
      needs: 'change-owners',
      params: nothing,
      query: nothing,
      body: z.strictObject({
        key,
        from_owner: owner.meta({ description: 'Whose it was; ours when absent' }),
        to_owner: owner.meta({ description: 'Whose it is; ours when absent' }),
        reference: reference.exactOptional(),
        lines: z
          .array(
            z.strictObject({
              item: idText,
              location: idText,
              quantity,
              unit_cost: money.exactOptional().meta({ description: 'What it is taken over at' }),
            }),
          )
          .min(1)
          .max(limits.document_lines_max),
        reason: reason.min(1),
      }),
      result: worked,
      problems: workProblems,
      answer: ({ body: { key: given, ...changing }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'change-owner', changing } }),
    }),
  ];
}
