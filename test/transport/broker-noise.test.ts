import fc from 'fast-check';
import { expect, it } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { brokerLink } from '../../gateway/transport/broker.ts';
import { connectPacket, publishPacket, rawLogin, rawMqtt, subscribePacket } from './raw-mqtt.ts';
import { TestIntake } from './test-intake.ts';

it('noise at the broker harms nobody but its sender, and leaves no connection behind', async () => {
  const intake = new TestIntake();
  const device = { device: 'shelf', connection: 'shelf', filters: ['t/#'], ignored: [], commands: [] };
  const neighbour = { device: 'other', connection: 'other', filters: ['o/#'], ignored: [], commands: [] };
  const broker = brokerLink({
    host: '127.0.0.1',
    port: 0,
    devices: [device, neighbour],
    authenticate: () => true,
    intake,
    clock: systemClock,
    log: silentLog,
    counters: countersOf(),
  });
  await broker.start();
  const other = await rawLogin(broker.port, { id: 'other' });
  const good = [connectPacket(), publishPacket('t/x', 'fine', { qos: 2 }), subscribePacket(2, 't/#')];
  const whole = fc.constantFrom(...good).map((bytes) => Uint8Array.from(bytes));
  const bent = fc.tuple(whole, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => bytes.with(at % bytes.length, value));
  const pieces = fc.array(fc.oneof(whole, bent, fc.uint8Array({ maxLength: 40 })), { maxLength: 6 });
  let id = 0;
  await fc.assert(
    fc.asyncProperty(pieces, fc.boolean(), async (bytes, login) => {
      const noisy = login ? await rawLogin(broker.port) : await rawMqtt(broker.port);
      noisy.send(...bytes);
      noisy.socket.end();
      await noisy.untilClosed();
      id += 1;
      other.send(publishPacket('o/x', String(id), { id }));
      await other.until(`PUBACK ${id}`);
    }),
    { numRuns: 150 },
  );
  other.socket.destroy();
  await intake.until(({ notes }) => notes.at(-1)?.device === 'other' && notes.at(-1)?.event === 'disconnected');
  expect(broker.states().map(({ connection, state }) => `${connection} ${state}`)).toEqual([
    expect.stringMatching(/^shelf (waiting|refused)$/),
    'other waiting',
  ]);
  await broker.stop();
});
