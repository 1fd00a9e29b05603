/**
 * A day of outages: the calm shop and its back gate, with wires that are cut, a broker that is gone, a gateway that is stopped and started,
 * scales without power for a moment or for long, an antenna whose plug is out, radio that mixes messages up, and clocks that are wrong and are set.
 */
import { seedOf } from '../seed.ts';
import { calmShop } from './calm-shop.ts';
import { gateScene } from './dock-gate.ts';
import { dockRanges } from './dock-house.ts';
import { tagRanges } from './dock-load.ts';
import { closing_ms } from './dock-scene.ts';
import { type OutageOptions, withOutages } from './outages.ts';
import type { Scenario } from './scene.ts';
import { sideBySide } from './side-by-side.ts';

const outages: OutageOptions = {
  cut_ms: [8_000, 75_000],
  cuts_per_quarter_hour: 2,
  down_ms: [30_000, 120_000],
  broker_ms: [20_000, 90_000],
  dead_ms: [360_000, 720_000],
  dead_permille: 40,
  reboot_ms: [2_000, 12_000],
  reboot_permille: 250,
  tare_permille: 300,
  late_ms: 1_800,
  spell_permille: 250,
  lead_ms: 36_000_000,
  set_ms: 3_600_000,
  set_permille: 400,
  twice_permille: 100,
};

/** How long the antenna is unplugged. */
const unplugged_ms = [120_000, 420_000] as const;

interface SettingsOfScene {
  readonly connections: readonly { readonly id: string; readonly wire: { readonly kind: string } }[];
  readonly devices: readonly {
    readonly id: string;
    readonly driver: string;
    readonly channels?: readonly { readonly location: string }[];
    readonly scanner?: object;
    readonly antennas?: readonly object[];
  }[];
}

export const dayOfOutages: Scenario = {
  name: 'day of outages',
  says: 'the calm shop and its back gate, with wires cut, the broker gone, the gateway stopped and started, scales dead for long or rebooting, an antenna unplugged, messages lost, doubled and in any order, and clocks wrong by hours that are set meanwhile',
  ranges: {
    ...calmShop.ranges,
    ...dockRanges,
    ...tagRanges,
    'a wire is cut for, ms': outages.cut_ms,
    'the gateway is away for, ms': outages.down_ms,
    'the broker is gone for, ms': outages.broker_ms,
    'an antenna is unplugged for, ms': unplugged_ms,
    'a scale is without power for, ms': [outages.reboot_ms[0], outages.dead_ms[1]],
    'messages come late by, ms': [0, outages.late_ms],
    'clocks are off by, ms': [-outages.lead_ms, outages.lead_ms],
    'clocks are set by, ms': [-outages.set_ms, outages.set_ms],
  },
  sceneOf(seed, scale) {
    const shop = calmShop.sceneOf(seed, scale);
    const { start_ms, end_ms, score_from_ms } = shop;
    const dice = seedOf(seed, 'outages/antenna');
    const from_ms = dice.int(score_from_ms + 60_000, end_ms - 500_000);
    const gate = gateScene({
      name: 'day of outages',
      seed,
      start_ms,
      for_ms: end_ms - start_ms - closing_ms,
      // One of the two that look outside.
      unplugged: { antenna: 3, from_ms, until_ms: from_ms + dice.int(...unplugged_ms) },
    });
    const scene = sideBySide(shop, gate);
    const { connections, devices } = settingsOf(scene.site);
    const overMqtt = new Set(connections.filter(({ wire }) => wire.kind === 'mqtt').map(({ id }) => id));
    const scales = devices.filter(({ channels }) => (channels ?? []).length > 0);
    const placesOf = (are_mqtt: boolean) =>
      new Map(
        scales
          .filter(({ id }) => overMqtt.has(id) === are_mqtt)
          .map(({ id, channels = [] }) => [id, channels.map(({ location }) => location)]),
      );
    const guns = new Map(
      devices
        .filter(({ scanner }) => scanner !== undefined)
        .map(({ id, driver }) => [id, driver === 'native' ? 'native' : 'line-scanner'] as const),
    );
    const readers = new Map(
      devices
        .filter(({ antennas }) => (antennas ?? []).length > 0)
        .map(({ id, driver }) => [id, driver === 'llrp' ? 'llrp' : 'native'] as const),
    );
    // Battery nodes are seldom visited.
    const one_dies = [...placesOf(true).keys()].filter((id) => !id.startsWith('sleeper-'));
    const hit = { scales: placesOf(true), one_dies, wired: placesOf(false), readers, guns };
    return withOutages({ ...scene, name: 'day of outages' }, hit, outages);
  },
};

function settingsOf(site: object): SettingsOfScene {
  const settings: SettingsOfScene = JSON.parse(JSON.stringify(site));
  return settings;
}
