/**
 * Sparkplug B births (Sparkplug 3.0, 4): `spBv1.0/<group>/NBIRTH/<edge>` of a node and `spBv1.0/<group>/DBIRTH/<edge>/<device>`
 * of what hangs on it. The topic alone says who is there; what it measures is for its driver.
 */
import { type Announcement, type Convention, idOf, shown } from './announcement.ts';

export const sparkplugBirth: Convention = {
  filters: ['spBv1.0/+/NBIRTH/+', 'spBv1.0/+/DBIRTH/+/+'],
  recognise(topic, payload): Announcement | undefined {
    const [, group = '', birth, edge = '', device] = topic.split('/');
    const isDevice = birth === 'DBIRTH';
    if (payload.length === 0 || edge === '' || (isDevice ? device === undefined : birth !== 'NBIRTH')) return undefined;
    const own = isDevice ? (device ?? '') : edge;
    const suggested_id = idOf(own);
    if (suggested_id === undefined) return undefined;
    const path = isDevice ? `${edge}/${own}` : edge;
    return {
      by: 'Sparkplug birth',
      suggested_id,
      name: shown(own) ?? suggested_id,
      drivers: ['sparkplug'],
      topics: (isDevice ? ['DBIRTH', 'DDATA', 'DDEATH'] : ['NBIRTH', 'NDATA', 'NDEATH']).map(
        (kind) => `spBv1.0/${group}/${kind}/${path}`,
      ),
      facts: [`group ${shown(group) ?? ''}`, isDevice ? `node ${shown(edge) ?? ''}` : 'a node'],
    };
  },
};
