/**
 * Tasmota's discovery (since 9.3): `tasmota/discovery/<MAC>/config`, retained JSON with short keys: `t` topic, `ft` full
 * topic with `%prefix%` and `%topic%`, `tp` the three prefixes, `dn` device name, `md` module, `sw` version, `ip` address.
 */
import { json } from '../codec/json.ts';
import { list, object, optional, text } from '../codec/json-shapes.ts';
import { type Announcement, announcement_bytes_max, type Convention, idOf, isId, shown } from './announcement.ts';

const words = { max: 200, pattern: /^\P{Cc}*$/u, rule: 'must be text without control characters' };

const config = json(
  object('What a Tasmota device tells of itself', {
    t: text('Its topic', { max: 100 }),
    ft: optional(text('How its topics are put together', { max: 200 })),
    tp: optional(list('Prefixes of commands, results and telemetry', text('A prefix', { max: 40 }), { max: 3 })),
    dn: optional(text('What people call it', words)),
    md: optional(text('Which module it is', words)),
    sw: optional(text('Version', words)),
    ip: optional(text('Its address', { max: 45 })),
  }),
  announcement_bytes_max,
);

const usual = '%prefix%/%topic%/';
const telemetry = 'tele';

export const tasmotaDiscovery: Convention = {
  filters: ['tasmota/discovery/+/config'],
  recognise(_, payload): Announcement | undefined {
    const decoded = config.decode(payload);
    if (!decoded.ok) return undefined;
    const { t, ft = usual, tp, dn, md, sw, ip } = decoded.value;
    const suggested_id = idOf(t);
    if (suggested_id === undefined) return undefined;
    const prefix = tp?.[2] ?? telemetry;
    const isUsual = ft === usual && prefix === telemetry && isId(t);
    const base = ft.replace('%prefix%', prefix).replace('%topic%', t);
    const root = base.endsWith('/') ? base : `${base}/`;
    return {
      by: 'Tasmota discovery',
      suggested_id,
      name: shown(dn) ?? t,
      drivers: ['tasmota'],
      ...(isUsual ? {} : { topics: ['SENSOR', 'LWT', 'INFO3'].map((last) => root + last) }),
      facts: [shown(md), sw === undefined ? undefined : `Tasmota ${shown(sw)}`, ip].filter(
        (fact) => fact !== undefined,
      ),
    };
  },
};
