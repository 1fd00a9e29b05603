import { expect, test } from 'vitest';
import { presetTitles } from '../../devices/scales/modbus-presets.ts';
import { presetNames } from '../../gateway/site/schema-modbus.ts';

test('the presets of the settings are those of the driver', () => {
  expect([...presetNames]).toEqual(Object.keys(presetTitles));
});
