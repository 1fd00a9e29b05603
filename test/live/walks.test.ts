import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answered, ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

/** What was measured in one walk. */
const measured = {
  zones: [
    {
      location: 'a1-01',
      by: 'local',
      at_ms: 1_764_000_000_000,
      seconds: 120,
      reads: 412,
      antennas: 3,
      confused: [{ location: 'a1-02', permille: 4 }],
    },
  ],
  zones_beyond: 0,
};

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    inspectWalks: () => Promise.resolve(measured),
    answer: (command) =>
      Promise.resolve(
        command.kind === 'walk-end'
          ? { ok: false, code: 'no-walk', says: 'no walk is going on' }
          : { ok: true, notes: ['walk through A1-01 for two minutes'] },
      ),
  });
});

afterAll(() => gateway.stop());

function post(path: string, body: unknown): Promise<Answered> {
  const headers = { 'content-type': 'application/json' };
  return ask(gateway.live.port, `/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe('the calibration walk over REST', () => {
  test('is begun with a location and the tags in the hand, however they are written', async () => {
    const answer = await post('/walks', { location: 'a1-01', epcs: ['3034 2cac:0c03'] });
    expect([answer.status, answer.body]).toEqual([200, { done: true, says: ['walk through A1-01 for two minutes'] }]);
    expect(gateway.commands.at(-1)).toEqual([
      'local',
      { kind: 'walk-begin', location: 'a1-01', epcs: ['30342CAC0C03'], reason: '' },
    ]);
  });

  test('is told with what was measured, without a word in the journal', async () => {
    const before = gateway.commands.length;
    expect((await ask(gateway.live.port, '/api/v1/walks')).body).toEqual(measured);
    expect(gateway.commands.length).toBe(before);
  });

  test('is looked at and dropped', async () => {
    expect((await post('/walks/look', {})).status).toBe(200);
    expect((await post('/walks/drop', { location: 'a1-01', reason: 'moved the antenna' })).status).toBe(200);
    expect(gateway.commands.at(-1)).toEqual([
      'local',
      { kind: 'walk-drop', location: 'a1-01', reason: 'moved the antenna' },
    ]);
  });

  test('says why it cannot end', async () => {
    const { status, body } = await post('/walks/end', {});
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'no-walk', detail: 'no walk is going on' });
  });

  test('refuses a body without tags, naming the field', async () => {
    const { status, body } = await post('/walks', { location: 'a1-01', epcs: [] });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('epcs');
  });
});
