/** Simulated Zebra readers speak the drivers' own tables. */
import { expect, test } from 'vitest';
import { type Driver, understand, understandNext } from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import { zebraIot } from '../../devices/rfid/zebra-iot.ts';
import { zebraSled } from '../../devices/rfid/zebra-sled.ts';
import type { MqttMessage } from '../../simulators/impinj-reader.ts';
import { seedOf } from '../../simulators/seed.ts';
import {
  type ZebraMode,
  zebraReader,
  zebraSledMessage,
  zebraSledStatusMessage,
} from '../../simulators/zebra-reader.ts';

const tag = { epc: '3034257BF7194E4000001A85', antenna: 2, rssi_cdbm: -5_460, at_ms: 1_774_682_413_028, count: 3 };

function readingsOf(driver: Driver, message: MqttMessage | undefined): readonly Reading[] {
  if (message === undefined) throw new Error('no message');
  const understood = understand(driver, message.payload, { retained: false });
  if (!understood.ok) throw new Error(understood.fault.rule);
  return understood.value;
}

test.each([
  ['SIMPLE', {}],
  ['CUSTOM', {}],
  ['PORTAL', {}],
  ['DIRECTIONALITY', {}],
  ['CONVEYOR', { antenna: 2 }],
  ['INVENTORY', { antenna: 2, rssi_cdbm: -5_500, count: 3 }],
] satisfies readonly (readonly [ZebraMode, object])[])(
  'in %s mode a tag event has what the mode gives',
  (mode, has) => {
    const reader = zebraReader({ device: 'dock-1', mode, seed: seedOf(1) });
    const [reading] = readingsOf(zebraIot, reader.tags([tag]));
    const { meaning: _, ...bare } = { meaning: undefined, ...reading };
    expect(bare).toEqual({ kind: 'tag', epc: tag.epc, count: 1, seq: 1, device_at_ms: tag.at_ms, ...has });
  },
);

test('events lost on the way are told as lost, all of them and no more, through a restart of the reader', () => {
  const reader = zebraReader({ device: 'dock-1', mode: 'CUSTOM', lost_permille: 300, seed: seedOf(7) });
  const follower = zebraIot.follower?.();
  const numbers: number[] = [];
  const lost: string[] = [];
  let at_ms = tag.at_ms;
  function publish(messages: number): void {
    for (let at = 0; at < messages; at += 1) {
      at_ms += 100;
      const message = reader.tags([{ ...tag, at_ms }]);
      if (message === undefined) continue;
      const understood = understandNext(zebraIot, follower, message.payload, { retained: false });
      for (const reading of understood.ok ? understood.value.readings : []) {
        if (reading.kind === 'tag' && reading.seq !== undefined) numbers.push(reading.seq);
        if (reading.kind === 'condition') lost.push(`${reading.condition}: ${reading.says}`);
      }
    }
  }
  publish(100);
  const last = Math.max(...numbers);
  const missing = last - Math.min(...numbers) + 1 - numbers.length;
  expect(missing).toBeGreaterThan(10);
  reader.restart();
  at_ms += 60_000;
  publish(1);
  expect(lost.every((says) => says.startsWith('data-lost: '))).toBe(true);
  expect(lost.at(-1)).toMatch(new RegExp(` ${missing} so far\\.$`));
});

test('inputs are told as they change', () => {
  const reader = zebraReader({ device: 'dock-1', mode: 'PORTAL', seed: seedOf(1) });
  expect(readingsOf(zebraIot, reader.input(2, true, tag.at_ms))).toMatchObject([
    { kind: 'condition', condition: 'input-high', channel: '2' },
  ]);
  expect(readingsOf(zebraIot, reader.input(2, false, tag.at_ms))).toMatchObject([{ condition: 'input-low' }]);
});

test('a sign of life tells antennas and whether it reads', () => {
  const reader = zebraReader({ device: 'dock-1', mode: 'CUSTOM', seed: seedOf(1) });
  const message = reader.heartbeat(tag.at_ms, { 1: true, 2: false }, true);
  expect(message.topic).toBe('zebra/dock-1/events');
  expect(readingsOf(zebraIot, message)).toMatchObject([
    { condition: 'antenna-connected', channel: '1' },
    { condition: 'antenna-disconnected', channel: '2' },
    { condition: 'online' },
  ]);
});

test('a sled tells tags and bar codes together, and its coming and going', () => {
  const scans = [{ code: '9506000134352', symbology: 'EAN13' }];
  const readings = readingsOf(zebraSled, zebraSledMessage('sled-1', { tags: [tag], scans, at_ms: tag.at_ms }));
  expect(readings).toMatchObject([
    { kind: 'tag', epc: tag.epc, count: 3, rssi_cdbm: -5_500, device_at_ms: tag.at_ms },
    { kind: 'scan', code: '9506000134352', device_at_ms: tag.at_ms },
  ]);
  expect(readingsOf(zebraSled, zebraSledStatusMessage('sled-1', true))).toMatchObject([{ condition: 'online' }]);
  expect(readingsOf(zebraSled, zebraSledStatusMessage('sled-1', false))).toMatchObject([{ condition: 'offline' }]);
});
