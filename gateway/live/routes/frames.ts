import { z } from 'zod';
import { maySeeRow } from '../kept-rows.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, no, nothing, ok, route, wholeNumber } from '../route.ts';

const explanation = z.strictObject({
  device: z.string(),
  at_ms: z.int(),
  topic: z.string().exactOptional(),
  hex: z.string().meta({ description: 'The bytes as they came' }),
  text: z.string().exactOptional().meta({ description: 'The same, where they are printable' }),
  readings: z.array(z.unknown()).readonly().meta({ description: 'What they mean' }),
  says: z.string().exactOptional().meta({ description: 'The same in a few words' }),
  fault: z.string().exactOptional().meta({ description: 'Why they mean nothing' }),
});

/** A frame of the journal down to its bytes. */
export type Explanation = z.infer<typeof explanation>;

/** With what the row is, where it is an event. */
export type Explained = Explanation & { readonly row_is?: string };

/** Undefined when the journal does not hold the frame (any more). */
export type Explain = (n: number) => Explained | undefined;

const params = z.strictObject({
  n: wholeNumber(0, Number.MAX_SAFE_INTEGER).meta({ description: "The gateway's arrival number" }),
});

export function frameRoutes(explain: Explain): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/frames/{n}',
      id: 'getFrame',
      says: 'One frame of the journal: its bytes and what they mean',
      needs: 'see-stock',
      params,
      query: nothing,
      result: explanation,
      problems: { 404: 'The journal does not hold this frame, or no longer, or it is not for who asks' },
      answer({ params: { n }, visit }) {
        const found = explain(n);
        if (found === undefined || !maySeeRow(visit, found.row_is ?? ''))
          return no(notFound(`The journal holds no frame ${n} that you may see, or no longer.`));
        const { row_is: _, ...shown } = found;
        return ok(shown);
      },
    }),
  ];
}
