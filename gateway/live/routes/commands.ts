import { z } from 'zod';
import type { Right } from '../../access/rights.ts';
import { parseTime } from '../../base/site-time.ts';
import type { AssociationDraft } from '../../stock/association.ts';
import { unknown_tag } from '../../stock/question.ts';
import type { WorkCommand } from '../../work/act.ts';
import { rightMissing } from '../gate.ts';
import { saidOfLot } from '../lot-schemas.ts';
import { massSaid } from '../mass-schemas.ts';
import type { DeviceOrder } from '../messages.ts';
import { badRequest, notPossible } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';

const reason = z.string().min(1).max(200);
const quantity_max = 1_000_000_000;

const lotDraft = z
  .strictObject({
    ...saidOfLot,
    quantity: z.int().min(1).max(quantity_max).exactOptional().meta({ description: 'All that are left when absent' }),
  })
  .meta({ description: 'Pieces of an item that is tracked, by lot or by serial, and what is known of them' });
const unit = z
  .string()
  .min(1)
  .max(200)
  .exactOptional()
  .meta({ description: 'One of the units of the item that `quantity` is in; its smallest one when absent' });
const lots = z.array(lotDraft).min(1).max(1_000).exactOptional();

const command = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('move'),
    item: idText,
    quantity: z.int().min(1).max(quantity_max),
    from: idText,
    to: idText.meta({
      description:
        '`scrap` (also as `from`) and `supplier` need `scrap-goods`, too, and `count-difference`, on either side, `approve-counts`, `owner-change` `change-owners`',
    }),
    unit,
    lots,
    mass_mg: massSaid.exactOptional(),
    reason,
    at: z.string().min(1).max(40).exactOptional().meta({
      description:
        'When it happened, where that was before now: 2026-11-23T14:02:11Z, 2026-11-23 14:02 on the clock of the site, or milliseconds since 1970',
    }),
  }),
  z.strictObject({
    kind: z.literal('count'),
    item: idText,
    location: idText,
    quantity: z.int().min(0).max(quantity_max),
    unit,
    lots,
    mass_mg: massSaid.exactOptional(),
    reason,
  }),
  z
    .strictObject({ kind: z.literal('lot'), item: idText, lot: lotDraft, reason })
    .meta({ description: 'What is known of a lot, also before any of it was seen' }),
  z.strictObject({
    kind: z.literal('settle'),
    question: idText,
    answer: z.string().min(1).max(200),
    item: idText.exactOptional().meta({
      description:
        'What a tag or a code is: what waits for the answer is booked. Of a tag it needs `associate-tags`, too',
    }),
    passed: z
      .enum(['in', 'out', 'neither'])
      .exactOptional()
      .meta({ description: 'Which way a tag at a portal went: it is booked so, unless it was seen at a place since' }),
  }),
  z.strictObject({ kind: z.literal('reverse'), movement: idText, reason }),
]);

/** What a person may tell the gateway; it goes through intake like a frame and is journaled. */
export type PersonCommand =
  | Exclude<z.infer<typeof command>, { kind: 'move' }>
  | (Omit<Extract<z.infer<typeof command>, { kind: 'move' }>, 'at'> & { readonly at_ms?: number })
  | WorkCommand
  | {
      readonly kind: 'close-period';
      readonly until_ms: number;
      readonly head_seq: number;
      readonly value: string;
      readonly currency: string;
      readonly reason: string;
    }
  | { readonly kind: 'associate'; readonly associations: readonly AssociationDraft[]; readonly reason: string }
  | {
      readonly kind: 'walk-begin';
      readonly location: string;
      readonly epcs: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'walk-look' | 'walk-end'; readonly reason: string }
  | { readonly kind: 'walk-drop'; readonly location: string; readonly reason: string }
  | { readonly kind: 'dissociate'; readonly epcs: readonly string[]; readonly reason: string }
  | { readonly kind: 'tell'; readonly device: string; readonly command: DeviceOrder; readonly reason: string };

export type CommandResult =
  /** `n` is its row in the journal, `notes` what the person should know, `documents` those that a command of work changed. */
  | {
      readonly ok: true;
      readonly n?: number;
      readonly notes?: readonly string[];
      readonly documents?: readonly string[];
      readonly is_repeat?: true;
    }
  | { readonly ok: false; readonly code: string; readonly says: string; readonly field?: string };

export type CarryOut = (person: string, command: PersonCommand) => Promise<CommandResult>;

export function commandRoutes(carryOut: CarryOut, zone: () => string): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/commands',
      id: 'postCommand',
      says: 'Move stock, count a level, settle a question, reverse a movement, say what is known of a lot; answered when it is durable',
      // What a tag is, is also said by answering what it is, and what is scrapped or adjusted by moving it: see below.
      needs: {
        kinds: { move: 'move-stock', count: 'count', settle: 'settle-questions', reverse: 'correct', lot: 'keep-lots' },
      },
      params: nothing,
      query: nothing,
      body: command,
      result: z.strictObject({ done: z.literal(true) }),
      problems: {
        403: 'Another page of the browser asks',
        413: 'The body is too large',
        415: 'The body is not application/json',
        422: 'Understood, but not possible; nothing changed',
      },
      async answer({ body, by, visit: { caller } }) {
        const lacking = alsoNeeds(body).filter((right) => caller?.rights.has(right) !== true);
        if (lacking.length > 0) return no(rightMissing(caller, lacking));
        const timed = withTime(body, zone());
        if (!timed.ok) return no(badRequest([{ in: 'body', field: 'at', rule: timed.says }]));
        const outcome = await carryOut(by, timed.command);
        if (outcome.ok) return ok({ done: true as const });
        return no(notPossible(outcome));
      },
    }),
  ];
}

/** Rights beside that of the kind: nobody does by a command what they may not do in its own place. */
function alsoNeeds(body: z.infer<typeof command>): readonly Right[] {
  if (body.kind === 'settle')
    return body.item !== undefined && body.question.startsWith(unknown_tag) ? ['associate-tags'] : [];
  if (body.kind !== 'move') return [];
  const { from, to } = body;
  return [
    ...(from === 'scrap' || to === 'scrap' || to === 'supplier' ? (['scrap-goods'] as const) : []),
    ...(from === 'owner-change' || to === 'owner-change' ? (['change-owners'] as const) : []),
    ...(from === 'count-difference' || to === 'count-difference' ? (['approve-counts'] as const) : []),
  ];
}

/** When a movement happened, read on the clock of the site. */
function withTime(
  body: z.infer<typeof command>,
  zone: string,
): { readonly ok: true; readonly command: PersonCommand } | { readonly ok: false; readonly says: string } {
  if (body.kind !== 'move' || body.at === undefined) return { ok: true, command: body };
  const { at, ...told } = body;
  const parsed = parseTime(at, zone);
  return parsed.ok ? { ok: true, command: { ...told, at_ms: parsed.at_ms } } : parsed;
}
