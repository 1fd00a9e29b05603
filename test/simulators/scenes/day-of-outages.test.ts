/** Goal: a day of outages holds each kind of outage, whatever its seed. */
import { expect, test } from 'vitest';
import { dayOfOutages } from '../../../simulators/scenes/day-of-outages.ts';
import type { SceneLine, TrueEvent } from '../../../simulators/scenes/scene.ts';

/** Message type of an LLRP reader event notification, as the first two bytes have it. */
const reader_event = 0x043f;

test.each([1, 2])('a day of outages has all of them (seed %i)', (seed) => {
  const truth: TrueEvent[] = [];
  const scene = dayOfOutages.sceneOf(seed, 0.05);
  const lines: SceneLine[] = [...scene.play((event) => truth.push(event))];

  const started = lines.filter((line) => line.kind === 'event' && line.event === 'started');
  expect(started, 'the gateway is started, stopped and started').toHaveLength(2);

  const events = lines.filter(
    (line) =>
      line.kind === 'frame' &&
      line.device === 'door-2' &&
      (line.data[0] ?? 0) * 256 + (line.data[1] ?? 0) === reader_event,
  );
  expect(events.length, 'an antenna is unplugged and plugged in again').toBe(2);

  const cuts = new Map<string, number>();
  for (const line of lines) {
    if (line.kind === 'event' && line.event === 'disconnected' && line.device !== undefined) {
      cuts.set(line.device, (cuts.get(line.device) ?? 0) + 1);
    }
  }
  expect(cuts.has('door-1'), 'a door over the broker is cut off').toBe(true);
  expect([...cuts.keys()].filter((device) => device.startsWith('node-')).length).toBeGreaterThan(0);

  const boots = new Set(lines.flatMap((line) => powerUpOf(line)));
  const longest_ms = Math.max(...[...scalesOf(scene.site)].map((device) => longestSilence(lines, device)));
  expect(boots.size).toBeGreaterThan(0);
  expect(longest_ms, 'a scale is dead for long').toBeGreaterThanOrEqual(360_000);

  expect(truth.filter(({ place }) => place === 'portal').length).toBeGreaterThan(20);
});

function powerUpOf(line: SceneLine): string[] {
  if (line.kind !== 'frame') return [];
  return [...new TextDecoder().decode(line.data).matchAll(/"boot":"(\w{1,16})"/g)].map(([, boot = '']) => boot);
}

function scalesOf(site: object): Set<string> {
  const { devices }: { devices: { id: string; channels?: object[] }[] } = JSON.parse(JSON.stringify(site));
  return new Set(devices.filter(({ channels }) => (channels ?? []).length > 0).map(({ id }) => id));
}

/** Between being gone and being back. */
function longestSilence(lines: readonly SceneLine[], device: string): number {
  let longest_ms = 0;
  let gone_ms: number | undefined;
  for (const line of lines) {
    if (line.kind !== 'event' || line.device !== device) continue;
    if (line.event === 'disconnected') gone_ms = line.at_ms;
    else if (gone_ms !== undefined) {
      longest_ms = Math.max(longest_ms, line.at_ms - gone_ms);
      gone_ms = undefined;
    }
  }
  return longest_ms;
}
