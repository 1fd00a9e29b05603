import { expect, test } from 'vitest';
import { silentLog } from '../../gateway/base/log.ts';
import { firstQuarantined } from '../../gateway/intake/first-quarantined.ts';

function activity(device: string, quarantined: number) {
  return { device, frames: 9, readings: 9, duplicates: 0, quarantined, last_at_ms: 1, last_says: '' };
}

test('the log has the first frame of a device since the start that could not be understood', () => {
  const devices: unknown[] = [];
  const log = { ...silentLog, warn: (what: object) => devices.push(what) };
  const look = firstQuarantined({ devices: [activity('old', 3)] }, log);
  look({ devices: [activity('old', 3), activity('new', 0)] });
  expect(devices).toEqual([]);
  look({ devices: [activity('new', 2)] });
  look({ devices: [activity('new', 5), activity('old', 4)] });
  expect(devices).toEqual([{ device: 'new' }, { device: 'old' }]);
});
