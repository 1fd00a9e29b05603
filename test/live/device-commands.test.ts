import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import type { TellingOutcome } from '../../gateway/ledger/commit.ts';
import { type Answered, ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import { HandClock } from './hand-clock.ts';

let gateway: TestGateway;
const clock = new HandClock();
let n = 0;
/** What the device says to the next command; undefined: nothing. */
let outcome: TellingOutcome | undefined;

beforeAll(async () => {
  gateway = await startTestGateway({
    clock,
    answer(command) {
      if (command.kind !== 'tell') return Promise.resolve({ ok: true });
      n += 1;
      const { device, reason, command: order } = command;
      const given = { kind: 'given', n, at_ms: n, device, by: 'local', reason, command: { ...order } } as const;
      const { state, ledger } = gateway;
      state.applyCommit(ledger.commit({ at_ms: n, tellings: [given] }));
      const told = outcome;
      const at = n;
      if (told !== undefined) {
        setImmediate(() =>
          state.applyCommit(
            ledger.commit({ at_ms: at, tellings: [{ kind: 'told', n: at, at_ms: at, outcome: told }] }),
          ),
        );
      }
      return Promise.resolve({ ok: true, n });
    },
  });
});

afterAll(() => gateway.stop());

function tell(device: string, command: unknown, reason = 'new bin'): Promise<Answered> {
  return ask(gateway.live.port, `/api/v1/devices/${device}/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ command, reason }),
  });
}

describe('telling a device', () => {
  test.each([
    ['done', { ok: true, says: 'TA 412.0 g' }],
    ['refused', { ok: false, says: 'not at rest' }],
    ['unknown', { ok: true, says: 'published', is_unsure: true }],
    ['unknown', { ok: false, says: 'the connection ended', is_unsure: true }],
  ] as const)('answers %s with what the device said', async (expected, told) => {
    outcome = told;
    const answer = await tell('scale-a1', { kind: 'tare', channel: '2' });
    expect([answer.status, answer.body]).toEqual([200, { outcome: expected, says: told.says, n }]);
  });

  test('answers after a time also when the device does not, and what it says later is listed', async () => {
    outcome = undefined;
    const asked = tell('scale-a1', { kind: 'zero' });
    const before = n;
    while (n === before) await new Promise((then) => setImmediate(then));
    await new Promise((then) => setImmediate(then));
    clock.pass(limits.device_command_answer_ms_max);
    expect((await asked).body).toEqual({ outcome: 'unknown', says: 'Sent; the device has not answered yet.', n });
    gateway.state.applyCommit(
      gateway.ledger.commit({
        at_ms: 9,
        tellings: [{ kind: 'told', n, at_ms: 9, outcome: { ok: true, says: 'zeroed' } }],
      }),
    );
    const { body } = await ask(gateway.live.port, '/api/v1/devices/scale-a1/commands?limit=1');
    expect(body).toEqual({
      commands: [
        {
          n,
          at_ms: n,
          device: 'scale-a1',
          by: 'local',
          reason: 'new bin',
          command: { kind: 'zero' },
          outcome: { ok: true, says: 'zeroed' },
        },
      ],
      next: String(n),
    });
  });

  test.each([
    ['nobody', { kind: 'tare' }, 404, 'not-found', 'There is no device nobody.'],
    [
      'scale-a1',
      { kind: 'beep', tone: 'ok' },
      422,
      'not-told',
      'Scale A1 cannot be told to beep: the driver mt-sics can be told tare, zero.',
    ],
    [
      'gun-1',
      { kind: 'light', on: true },
      422,
      'not-told',
      'Hand scanner cannot be told to light: the driver serial-scanner can be told nothing.',
    ],
    ['scale-a1', { kind: 'tare', channel: '7' }, 422, 'unknown-channel', 'Scale A1 has no channel 7 in the settings.'],
  ])('%s %j: %i', async (device, command, status, code, detail) => {
    const before = gateway.commands.length;
    const answer = await tell(device, command);
    expect([answer.status, answer.body]).toMatchObject([status, { code, detail }]);
    expect(gateway.commands).toHaveLength(before);
  });

  test.each([
    [{ kind: 'feedback', tone: 'ok', says: 'x', at_ms: 1 }],
    [{ kind: 'explode' }],
    [{ kind: 'light' }],
    [{ kind: 'tare', channel: '' }],
    [{ kind: 'antenna-power', antenna: 1, power_cdbm: 1.5 }],
  ])('does not understand %j', async (command) => {
    expect((await tell('scale-a1', command)).status).toBe(400);
    expect((await tell('scale-a1', { kind: 'tare' }, '')).status).toBe(400);
  });

  test('shows with the device what it can be told', async () => {
    const { body } = await ask(gateway.live.port, '/api/v1/devices');
    expect(body).toMatchObject({ devices: [{ commands: ['tare', 'zero'] }, { commands: [] }] });
    expect((await ask(gateway.live.port, '/api/v1/devices/nobody/commands')).status).toBe(404);
  });
});
