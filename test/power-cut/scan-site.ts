/** The smallest site in which every scan is one piece: a scanner over MQTT, one item, one bin. */
import { siteOfJson } from '../../gateway/main.ts';

export const scanSiteJson = {
  name: 'Scan site',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [{ id: 'bolt', name: 'Bolt', gtins: ['9521141000014'] }],
  locations: [{ id: 'D1', name: 'D1', kind: 'bin' }],
  connections: [{ id: 'scanner', wire: { kind: 'mqtt' } }],
  devices: [{ id: 'scanner', driver: 'native', connection: 'scanner', scanner: {} }],
  rules: { scan: { duplicate_ms: 0 } },
};

const parsed = siteOfJson(scanSiteJson);
if (parsed === undefined) throw new Error('the scan site is not valid');
export const scanSite = parsed;
