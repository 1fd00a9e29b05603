/** Tallygate's own: `tallygate/<device>/status`, retained, `online` or `offline` (docs/mqtt.md). */
import { type Announcement, type Convention, isId } from './announcement.ts';

const status_bytes_max = 16;

export const nativeStatus: Convention = {
  filters: ['tallygate/+/status'],
  recognise(topic, payload): Announcement | undefined {
    const [, device = ''] = topic.split('/');
    if (payload.length > status_bytes_max || !isId(device)) return undefined;
    const said = new TextDecoder().decode(payload);
    if (said !== 'online' && said !== 'offline') return undefined;
    return { by: 'Tallygate status', suggested_id: device, name: device, drivers: ['native'], facts: [`is ${said}`] };
  },
};
