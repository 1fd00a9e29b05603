import { z } from 'zod';
import { type AnyRoute, no, nothing, ok, route } from '../route.ts';
import { at_ms, evidence } from '../schemas.ts';

const whole = z.int();
const text = z.string();

const movement = z.strictObject({
  id: text,
  kind: text.meta({ description: 'As of a movement in the ledger' }),
  item: text,
  quantity: whole,
  from: text,
  to: text,
  at_ms,
  arrived_ms: at_ms,
  confidence_permille: whole,
  rule: text,
  settings_revision: whole,
  why: text,
  evidence: z.array(evidence).readonly(),
  reverses: text.exactOptional(),
});
const question = z.strictObject({
  id: text,
  kind: text,
  at_ms,
  device: text.exactOptional(),
  location: text.exactOptional(),
  item: text.exactOptional(),
  question: text,
  evidence: z.array(evidence).readonly(),
  times: whole,
});

const difference = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('only-live'), live: movement }),
  z.strictObject({ kind: z.literal('only-shadow'), shadow: movement }),
  z.strictObject({ kind: z.literal('changed'), live: movement, shadow: movement }),
  z.strictObject({ kind: z.literal('question-only-live'), live: question }),
  z.strictObject({ kind: z.literal('question-only-shadow'), shadow: question }),
]);

const counts = z.strictObject({
  movements_live: whole,
  movements_shadow: whole,
  same: whole,
  changed: whole,
  only_live: whole,
  only_shadow: whole,
  questions_live: whole,
  questions_shadow: whole,
  questions_only_live: whole,
  questions_only_shadow: whole,
});

const view = z.strictObject({
  state: z.enum(['off', 'running', 'stopped']),
  says: text.meta({ description: 'Why it has stopped' }),
  can_go_back: z.boolean().meta({ description: 'The rules that hold are those of the last switch' }),
  tried: text.exactOptional().meta({ description: 'The rules as they were given, JSON' }),
  started_ms: at_ms.exactOptional(),
  from_ms: at_ms.exactOptional().meta({ description: 'Of the first row of the journal that both have derived' }),
  until_ms: at_ms.exactOptional(),
  rows: whole.exactOptional(),
  behind_rows: whole.exactOptional().meta({ description: 'Committed rows that it has not derived yet' }),
  counts: counts.exactOptional(),
  differences: z
    .array(z.strictObject({ number: whole, difference }))
    .readonly()
    .exactOptional()
    .meta({ description: 'Newest first' }),
  waiting: z
    .array(difference)
    .readonly()
    .exactOptional()
    .meta({ description: 'What one side has told and the other still may, newest first' }),
  differences_dropped: whole.exactOptional().meta({ description: 'Older ones that are no longer kept' }),
  levels: z
    .array(z.strictObject({ item: text, location: text, live: whole, shadow: whole }))
    .readonly()
    .exactOptional()
    .meta({ description: 'What was gained or lost since it began, where both differ' }),
  levels_beyond: whole.exactOptional(),
});

export type ShadowView = z.infer<typeof view>;

export type ShadowDone =
  | { readonly ok: true; readonly view: ShadowView }
  | { readonly ok: false; readonly code: string; readonly says: string };

/** Rules that are tried beside the ones that hold. */
export interface Shadows {
  read(): Promise<ShadowView>;
  start(person: string, tried: Readonly<Record<string, unknown>>): Promise<ShadowDone>;
  stop(): Promise<ShadowDone>;
  switchTo(person: string): Promise<ShadowDone>;
  goBack(person: string): Promise<ShadowDone>;
}

const rules = z
  .record(z.string().max(100), z.unknown())
  .meta({ description: 'As `rules` in the settings; what it leaves out is as the settings have it' });

export function shadowRoutes(shadows: Shadows): AnyRoute[] {
  const common = {
    method: 'post',
    params: nothing,
    query: nothing,
    result: view,
    problems: { 422: 'Not possible; nothing changed' },
  } as const;
  const answer = (done: ShadowDone) =>
    done.ok ? ok(done.view) : no({ status: 422, title: 'Not possible', code: done.code, detail: done.says });
  return [
    route({
      method: 'get',
      path: '/shadow',
      id: 'getShadow',
      says: 'Rules that run beside the ones that hold, and what they would have booked otherwise',
      needs: 'see-devices',
      params: nothing,
      query: nothing,
      result: view,
      problems: {},
      answer: async () => ok(await shadows.read()),
    }),
    route({
      ...common,
      path: '/shadow/start',
      id: 'startShadow',
      says: 'Try other rules on the live data, from the latest checkpoint on; what was tried before ends',
      needs: 'run-shadow-rules',
      body: z.strictObject({ rules }),
      answer: async ({ body, by }) => answer(await shadows.start(by, body.rules)),
    }),
    route({
      ...common,
      path: '/shadow/stop',
      id: 'stopShadow',
      says: 'End the trial; what it found stays readable until the next one',
      needs: 'run-shadow-rules',
      body: nothing,
      answer: async () => answer(await shadows.stop()),
    }),
    route({
      ...common,
      path: '/shadow/switch',
      id: 'switchRules',
      says: 'Write the rules that were tried into the settings: they hold from now on',
      needs: 'change-settings',
      body: nothing,
      answer: async ({ by }) => answer(await shadows.switchTo(by)),
    }),
    route({
      ...common,
      path: '/shadow/back',
      id: 'switchRulesBack',
      says: 'Write the rules from before the last switch into the settings again, while nobody has changed them since',
      needs: 'change-settings',
      body: nothing,
      answer: async ({ by }) => answer(await shadows.goBack(by)),
    }),
  ];
}
