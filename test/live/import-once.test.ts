/** Goal: a file books once, whoever sends it and however many send it at the same time, also when thousands of files came since. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importRoutes } from '../../gateway/live/routes/imports.ts';
import { opening_ms, type WorkHouse, workHouse } from '../work/work-house.ts';

let house: WorkHouse;
beforeEach(() => {
  house = workHouse();
});
afterEach(() => house.clear());

function imports() {
  const { documents } = house.reader;
  let asked_last = 0;
  const [route] = importRoutes({
    state: { site: house.site },
    clock: {
      now_ms: () => house.at_ms,
      monotonic_ms: () => house.at_ms,
      after: () => () => undefined,
    },
    documents: {
      document: (id) => documents.document(id),
      stamps: (filter) => documents.stamps(filter),
      documents(filter) {
        const found = documents.documents(filter);
        if (filter.content !== undefined) asked_last = found.length;
        return found;
      },
      documentPage: (filter, bytes_max) => documents.documentPage(filter, bytes_max),
      documentEvents: (id, after, limit) => documents.documentEvents(id, after, limit),
      eventPage: (id, after, limit, bytes_max) => documents.eventPage(id, after, limit, bytes_max),
    },
    async carryOut(by, command) {
      if (command.kind !== 'work') throw new Error(command.kind);
      // It is durable a while after it was asked for.
      await Promise.resolve();
      return house.give(command, by);
    },
    tryImport: () => Promise.resolve(undefined),
  });
  if (route === undefined) throw new Error('there is no route');
  const send = (by: string, quantity: number, more: object = {}) =>
    route.answer({
      params: {},
      query: { file: 'a.csv', ...more },
      body: { rows: [{ row: 1, kind: 'receipt', item: 'nut', quantity, to: 'N1', at_ms: opening_ms }] },
      by,
      visit: { arrival: { address: '', secure: true }, caller: undefined, asking: { address: '', agent: '' } },
      gone: new AbortController().signal,
    });
  return { send, asked: () => asked_last };
}

test('two people who send one file at the same time book it once', async () => {
  const { send } = imports();
  const answers = await Promise.all([send('person:anna', 5), send('person:ben', 5)]);
  expect(answers).toMatchObject([
    { ok: true, body: { documents: ['IM-1'] } },
    { ok: true, body: { documents: ['IM-1'], is_repeat: true } },
  ]);
  expect(house.level('nut', 'N1')).toBe(5);
  expect(await send('person:ben', 5, { dry_run: 'true' })).toMatchObject({
    body: { dry_run: true, documents: ['IM-1'], is_repeat: true },
  });
});

test('a file is found again by what stands in it, and no other one is read for it', async () => {
  const { send, asked } = imports();
  for (let quantity = 1; quantity <= 5; quantity += 1) await send('person:anna', quantity);
  expect(await send('person:ben', 1)).toMatchObject({ body: { documents: ['IM-1'], is_repeat: true } });
  expect([asked(), house.level('nut', 'N1')]).toEqual([1, 15]);
});
