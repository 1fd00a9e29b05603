import { z } from 'zod';
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

/** Undefined when the journal does not hold the frame (any more). */
export type Explain = (n: number) => Explanation | undefined;

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
      problems: { 404: 'The journal does not hold this frame, or no longer' },
      answer({ params: { n } }) {
        const found = explain(n);
        if (found === undefined) return no(notFound(`The journal holds no frame ${n}, or no longer.`));
        return ok(found);
      },
    }),
  ];
}
