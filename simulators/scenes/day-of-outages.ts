/** A day of outages: the calm shop, with wires that are cut, a gateway and scales that fail, radio that mixes messages up, and clocks that are wrong and are set. */
import { calmShop } from './calm-shop.ts';
import { type OutageOptions, withOutages } from './outages.ts';
import type { Scenario } from './scene.ts';

const outages: OutageOptions = {
  cut_ms: [8_000, 75_000],
  cuts_per_quarter_hour: 2,
  down_ms: [30_000, 120_000],
  dead_ms: [240_000, 480_000],
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

interface SettingsOfScene {
  readonly connections: readonly { readonly id: string; readonly wire: { readonly kind: string } }[];
  readonly devices: readonly {
    readonly id: string;
    readonly driver: string;
    readonly channels?: readonly { readonly location: string }[];
    readonly scanner?: object;
  }[];
}

export const dayOfOutages: Scenario = {
  name: 'day of outages',
  says: 'the calm shop, with wires cut, the gateway away, scales dead or rebooting, messages lost, doubled and in any order, and clocks wrong by hours that are set meanwhile',
  ranges: {
    ...calmShop.ranges,
    'a wire is cut for, ms': outages.cut_ms,
    'the gateway is away for, ms': outages.down_ms,
    'a scale is without power for, ms': [outages.reboot_ms[0], outages.dead_ms[1]],
    'messages come late by, ms': [0, outages.late_ms],
    'clocks are off by, ms': [-outages.lead_ms, outages.lead_ms],
    'clocks are set by, ms': [-outages.set_ms, outages.set_ms],
  },
  sceneOf(seed, scale) {
    const scene = calmShop.sceneOf(seed, scale);
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
    const hit = { scales: placesOf(true), wired: placesOf(false), guns };
    return withOutages({ ...scene, name: 'day of outages' }, hit, outages);
  },
};

function settingsOf(site: object): SettingsOfScene {
  const settings: SettingsOfScene = JSON.parse(JSON.stringify(site));
  return settings;
}
