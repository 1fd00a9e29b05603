/** What a load-cell node says that announces itself by Home Assistant discovery: abbreviated config, JSON state, availability. */
import type { WeightMessage } from './weight-messages.ts';

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
