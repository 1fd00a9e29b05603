/** What a load-cell node says that announces itself by Home Assistant discovery: abbreviated config, JSON state, availability. */
import { every } from './clock.ts';
import type { BrokerNode, Liveness, MqttNode } from './mqtt-node.ts';
import type { WeightMessage } from './weight-messages.ts';
import type { WeightWireParts } from './weight-wires.ts';

export interface AnnouncedScale {
  readonly node: string;
  /** The object id: the gateway's channel. */
  readonly object: string;
  readonly unit: 'g' | 'kg';
}

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

export function announcement({ node, object, unit }: AnnouncedScale): WeightMessage {
  const config = {
    '~': node,
    name: object,
    uniq_id: `${node}-${object}`,
    stat_t: '~/state',
    avty_t: '~/availability',
    dev_cla: 'weight',
    unit_of_meas: unit,
    val_tpl: `{{ value_json.${object} }}`,
    dev: { ids: node, mdl: 'Load-cell node' },
  };
  return { topic: `homeassistant/sensor/${node}/${object}/config`, payload: bytes(config), retain: true };
}

/** Grams with one decimal, kilograms with four; all scales of the node in one message would be as right. */
export function announcedState({ node, object, unit }: AnnouncedScale, mass_mg: number): WeightMessage {
  const value = unit === 'g' ? Math.round(mass_mg / 100) / 10 : Math.round(mass_mg / 100) / 10_000;
  return { topic: `${node}/state`, payload: bytes({ [object]: value, uptime: 7 }), retain: true };
}

export function announcedAvailability(node: string, online: boolean): WeightMessage {
  const payload = new TextEncoder().encode(online ? 'online' : 'offline');
  return { topic: `${node}/availability`, payload, retain: true };
}

export function announcedLiveness(node: string): Liveness {
  const { topic, payload } = announcedAvailability(node, true);
  return { topic, online: payload, offline: announcedAvailability(node, false).payload };
}

const state_ms = 1_000;

/** A node that announces each of its channels at every login, and then says once a second what lies on them. */
export function announcedWire(
  { world, plates, clock }: WeightWireParts,
  device: string,
  { node, atLogin }: { readonly node: MqttNode; readonly atLogin: BrokerNode['atLogin'] },
): () => void {
  const channels = plates.on(world, device);
  const say = ({ topic, payload, retain }: WeightMessage) => node.publish(topic, payload, retain);
  const forget = atLogin(() => {
    for (const { channel } of channels) say(announcement({ node: device, object: channel, unit: 'g' }));
  });
  const end = every(clock, state_ms, () => {
    for (const { channel, cell } of channels) {
      say(announcedState({ node: device, object: channel, unit: 'g' }, cell.massAt(clock.now_ms())));
    }
  });
  return () => {
    end();
    forget();
  };
}
