/** What a driver leaves out of a frame it understands is counted, and a checkpoint goes on from what frames before it said. */
import { expect, test } from 'vitest';
import { Deriver } from '../../gateway/intake/deriver.ts';
import { siteOfJson, surroundings } from '../../gateway/main.ts';
import { bytes, capabilities, frameOf, tlv } from '../devices/rfid/llrp-talk.ts';

const settings = {
  name: 'Reader',
  time_zone: 'UTC',
  currency: 'EUR',
  locations: [{ id: 'R1', kind: 'shelf' }],
  connections: [{ id: 'reader', wire: { kind: 'tcp', host: 'reader', port: 5084 } }],
  devices: [{ id: 'reader', driver: 'llrp', antennas: [{ antenna: 1, role: 'shelf', location: 'R1' }] }],
};
const row = { retained: false, qos: 0 } as const;
const epc = '8d 3005fb63ac1f3841ec880467';

test('parts of LLRP frames that no table knows are counted', () => {
  expect(siteOfJson(settings)).toBeDefined();
  const deriver = new Deriver(surroundings);
  deriver.take({ ...row, n: 1, at_ms: 0, kind: 'event', event: 'settings', detail: JSON.stringify(settings) });
  const frame = frameOf('043d', '03fe 0005 ff', tlv('00f0', epc, '03ff 000c 00003fda 00000001'));
  for (const n of [2, 3]) deriver.take({ ...row, n, at_ms: n, kind: 'frame', device: 'reader', data: bytes(frame) });
  expect(deriver.counters()['parts of frames passed over']).toBe(4);
});

test('a checkpoint remembers the hop table that a reader has told', () => {
  const first = new Deriver(surroundings);
  first.take({ ...row, n: 1, at_ms: 0, kind: 'event', event: 'settings', detail: JSON.stringify(settings) });
  first.take({ ...row, n: 2, at_ms: 1, kind: 'frame', device: 'reader', data: bytes(capabilities()) });
  const saved = first.checkpoint();
  expect(JSON.parse(saved).followed).toEqual([
    [
      'reader',
      { driver: 'llrp', saved: { tables: [{ table: 3, frequencies_khz: [904_030, 926_250, 901_110] }], used: 3 } },
    ],
  ]);
  expect(new Deriver(surroundings, saved).checkpoint()).toBe(saved);
});
