/** What stands at a portal: tags stuck to its frame, and loads that wait in it. */
import { describe, expect, test } from 'vitest';
import { ShopFloor, start_ms } from './shop-floor.ts';

const gate = { device: 'gate' };

describe('a tag stuck to the door frame', () => {
  // How loud either side hears it depends on the channel, and a reader stays on a channel for two seconds, or less.
  const channels = [
    [-58, -71],
    [undefined, -57],
    [-62, -60],
    [-57, undefined],
    [-70, -58],
  ] as const;

  test.each([400, 2_000])('moves nothing, with a channel of %i ms', (channel_ms) => {
    expect(heard(channel_ms).booked()).toEqual([]);
  });

  test('with a channel of four seconds, it is not taken to go in and out for ever', () => {
    expect(heard(4_000).booked().length).toBeLessThanOrEqual(3);
  });

  function heard(channel_ms: number): ShopFloor {
    const floor = new ShopFloor();
    for (let passed_ms = 0; passed_ms < 180_000; passed_ms += 200) {
      const [outside, inside] = channels[Math.floor(passed_ms / channel_ms) % channels.length] ?? [];
      if (outside !== undefined) floor.read('30342CAC0C0303C000000001', 1, outside, gate);
      if (inside !== undefined) floor.read('30342CAC0C0303C000000001', 2, inside, gate);
      floor.wait(200);
    }
    return floor.wait(20_000);
  }
});

test('the foremost pieces of a load that waits in the gate crossed when the load did', () => {
  const floor = new ShopFloor();
  const crossed_s = 16;
  const ends_s = 21;
  for (let passed_ms = 0; passed_ms < ends_s * 1_000; passed_ms += 200) {
    const s = passed_ms / 1_000;
    for (let tag = 0; tag < 12; tag += 1) {
      const epc = `30342CAC0C0303C0000000${10 + tag}`;
      const isForemost = tag < 3;
      const beyond = s >= crossed_s;
      // Waiting from 8 s on, the foremost ones sound as if they were through, but not much.
      const through = beyond || (isForemost && s >= 8 && s < 10);
      const even = isForemost && s >= 8 && !beyond && !through;
      floor.read(epc, 1, even ? -60 : beyond ? -69 : through ? -63 : -54, gate);
      floor.read(epc, 2, even ? -58 : beyond ? -54 : through ? -55 : -69, gate);
    }
    floor.wait(200);
  }
  floor.wait(20_000);
  expect(floor.movements).toHaveLength(12);
  for (const { at_ms } of floor.movements) {
    expect(Math.abs(at_ms - start_ms - crossed_s * 1_000)).toBeLessThan(3_000);
  }
});
