/** The same site as it would be with fewer senses: what is left out is neither in its settings nor heard. */
import type { Site } from '../../gateway/stock/site.ts';
import { type SiteIndex, siteIndexOf } from '../../gateway/stock/site-index.ts';

/** `all`: the product as it is. The others leave readings of the same capture out; scans go with each of them. */
export const sensings = ['all', 'rfid', 'weight', 'scans'] as const;
export type Sensing = (typeof sensings)[number];

export function siteWith(site: Site, sensing: Sensing): Site {
  if (sensing === 'all') return site;
  return {
    ...site,
    devices: site.devices.map(({ portal, ...device }) => ({
      ...device,
      channels: sensing === 'weight' ? device.channels : [],
      antennas: sensing === 'rfid' ? device.antennas : [],
      // A door without antennas is none.
      ...(portal === undefined || sensing !== 'rfid' ? {} : { portal }),
    })),
  };
}

/** Devices whose frames are left out: they have nothing to say on such a site. */
export function unheardWith(site: Site, sensing: Sensing): ReadonlySet<string> {
  if (sensing === 'all') return new Set();
  const kept = siteWith(site, sensing).devices;
  const silent = kept.filter(
    ({ channels, antennas }, at) =>
      channels.length + antennas.length === 0 &&
      (site.devices[at]?.channels.length ?? 0) + (site.devices[at]?.antennas.length ?? 0) > 0,
  );
  return new Set(silent.map(({ id }) => id));
}

/** Which senses the site has at all, and where a scale and an antenna watch the same place. */
export interface SensesOfSite {
  readonly has_rfid: boolean;
  readonly has_weight: boolean;
  readonly has_scans: boolean;
  /** Places that both watch. */
  readonly shared: ReadonlySet<string>;
  /** Places that a scale watches. */
  readonly weighed: ReadonlySet<string>;
  /** Places that a scale or an antenna watches. */
  readonly watched: ReadonlySet<string>;
}

export function sensesOfSite(site: Site, index: SiteIndex = siteIndexOf(site)): SensesOfSite {
  const places = [...index.senses];
  return {
    has_rfid: site.devices.some(({ antennas }) => antennas.length > 0),
    has_weight: site.devices.some(({ channels }) => channels.length > 0),
    has_scans: site.devices.some(({ scanner }) => scanner !== undefined),
    shared: new Set(places.filter(([, by]) => by.channels.length > 0 && by.antennas.length > 0).map(([id]) => id)),
    watched: new Set(index.senses.keys()),
    weighed: new Set(places.filter(([, by]) => by.channels.length > 0).map(([id]) => id)),
  };
}
