import { expect, test } from 'vitest';
import { ordersFor } from '../../dashboard/device-orders.ts';
import type { DeviceView } from '../../gateway/live/messages.ts';

const all: DeviceView['commands'] = ['tare', 'zero', 'beep', 'light', 'antenna-power', 'announce'];

function offered(...parts: string[]): readonly string[] {
  return ordersFor({ commands: all, serves: parts.map((part) => ({ part, location: 'a1', watches: true })) });
}

test('load cells are offered no antenna, and antennas nothing to weigh', () => {
  expect(offered('channel 1', 'channel 2')).toEqual(['tare', 'zero', 'beep', 'light', 'announce']);
  expect(offered('antenna 1')).toEqual(['beep', 'light', 'antenna-power', 'announce']);
  expect(offered('portal')).toEqual(['beep', 'light', 'antenna-power', 'announce']);
});

test('one that does both is offered both, and so is one of which the settings say nothing', () => {
  expect(offered('channel 1', 'antenna 1')).toEqual(all);
  expect(offered()).toEqual(all);
});
