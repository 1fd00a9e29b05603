/** A day of outages: the calm shop, with wires that are cut, radio that mixes messages up, and clocks that are wrong and are set. */
import { calmShop } from './calm-shop.ts';
import { type OutageOptions, withOutages } from './outages.ts';
import type { Scenario } from './scene.ts';

const outages: OutageOptions = {
  cut_ms: [8_000, 75_000],
  cuts_per_quarter_hour: 2,
  late_ms: 1_800,
  spell_permille: 250,
  lead_ms: 36_000_000,
  set_ms: 3_600_000,
  set_permille: 400,
  twice_permille: 100,
};

interface SettingsOfScene {
  readonly connections: readonly { readonly id: string; readonly wire: { readonly kind: string } }[];
  readonly devices: readonly { readonly id: string; readonly channels?: readonly { readonly location: string }[] }[];
}

export const dayOfOutages: Scenario = {
  name: 'day of outages',
  says: 'the calm shop, with wires cut, messages lost, doubled and in any order, and clocks wrong by hours that are set meanwhile',
  ranges: {
    ...calmShop.ranges,
    'a wire is cut for, ms': outages.cut_ms,
    'messages come late by, ms': [0, outages.late_ms],
    'clocks are off by, ms': [-outages.lead_ms, outages.lead_ms],
    'clocks are set by, ms': [-outages.set_ms, outages.set_ms],
  },
  sceneOf(seed, scale) {
    const scene = calmShop.sceneOf(seed, scale);
    const { connections, devices } = settingsOf(scene.site);
    const overMqtt = new Set(connections.filter(({ wire }) => wire.kind === 'mqtt').map(({ id }) => id));
    const scales = devices.filter(({ id, channels }) => overMqtt.has(id) && (channels ?? []).length > 0);
    const places = new Map(scales.map(({ id, channels = [] }) => [id, channels.map(({ location }) => location)]));
    const shop = { ...scene, name: 'day of outages' };
    return withOutages(shop, [...places.keys()], (device) => places.get(device) ?? [], outages);
  },
};

function settingsOf(site: object): SettingsOfScene {
  const settings: SettingsOfScene = JSON.parse(JSON.stringify(site));
  return settings;
}
