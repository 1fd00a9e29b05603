/** The site as its people describe it: items, locations, connections, devices and rules. Plain data, checked in `site/`. */

import type { AlertSettings } from './alert-settings.ts';
import type { Bill } from './bill.ts';
import type { CapacitySettings } from './capacity.ts';
import type { CatchWeightSettings } from './catch-weight/catch-weight.ts';
import type { TrackingSettings } from './lots/tracking-settings.ts';
import type { OwnedSettings } from './owner.ts';
import type { ItemPolicy, PlanningSettings, Supplier } from './planning-policy.ts';
import type { MetricSettings, ModbusSettings } from './registers.ts';
import type { ItemValuationSettings, ValuationSettings } from './valuation/valuation-settings.ts';
import type { WorkSettings } from './work-settings.ts';

/** What the smallest unit of an item is called; quantities are whole numbers of it. */
export interface Item extends TrackingSettings, OwnedSettings {
  readonly id: string;
  readonly name: string;
  /** GTIN-8/12/13/14 as printed; matched as GTIN-14. */
  readonly gtins: readonly string[];
  /** Of its GTINs those that name a pack, with the pieces in it. */
  readonly packs?: readonly { readonly gtin: string; readonly pieces: number }[];
  /** Other codes that stand for the item (own SKU labels), matched exactly. */
  readonly codes: readonly string[];
  readonly unit: string;
  /** Mass of one unit, whole milligrams; needed where the item lies on a load cell. */
  readonly unit_mass_mg?: number;
  /** Standard deviation of one unit's mass; 1 % of the mass when absent. */
  readonly unit_mass_sd_mg?: number;
  /** Its pieces do not weigh the same: their real mass is kept beside their number. Needs `unit_mass_mg`, the nominal one. */
  readonly catch_weight?: CatchWeightSettings;
  readonly unit_volume_mm3?: number;
  /** What places must be for to hold it: `cold`, `hazardous`; any when absent. */
  readonly storage_class?: string;
  /** How it is replenished. */
  readonly policy?: ItemPolicy;
  readonly valuation?: ItemValuationSettings;
}

/**
 * `outside` locations (supplier, customer, …) may hold any quantity, also negative: stock comes from and goes to them. At a `wip` location
 * lies work in process: what was issued to production, and is ours.
 */
export type LocationKind = 'site' | 'zone' | 'shelf' | 'bin' | 'wip' | 'transit' | 'outside';

export interface Location extends OwnedSettings {
  readonly id: string;
  readonly name: string;
  readonly kind: LocationKind;
  /** The location this one is part of. */
  readonly in?: string;
  /** Printed codes besides `TG-LOC.<id>`, matched exactly. */
  readonly codes: readonly string[];
  /** Single-item bins name their item. */
  readonly item?: string;
  /** What may lie on a shelf that holds several items: its planogram. Instead of `item`. */
  readonly items?: readonly string[];
  /** Where stock goes that is seen to leave, and comes from that is seen to appear; inherited down the tree, `transit` at the root. */
  readonly taken_to?: string;
  readonly filled_from?: string;
  /** What a full location holds, for the map's bar. */
  readonly full?: number;
  /** Below this the level is shown as low. */
  readonly low?: number;
  readonly capacity?: CapacitySettings;
}

export interface MqttWire {
  readonly kind: 'mqtt';
}
export interface SerialWire {
  readonly kind: 'serial';
  readonly path: string;
  readonly baud: number;
  readonly data_bits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stop_bits: 1 | 2;
}
export interface TcpWire {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsToDevice;
}
/** Empty: a certificate of a known authority, made out to the host. Else what is trusted instead, or besides. */
export interface TlsToDevice {
  readonly ca_file?: string;
  readonly servername?: string;
  readonly fingerprint_sha256?: string;
}
/** The gateway listens and devices connect to it: one, or several told apart by their addresses. */
export interface TcpServerWire {
  readonly kind: 'tcp-server';
  readonly host: string;
  readonly port: number;
}
/** A credential; devices post what they have to say. */
export interface HttpWire {
  readonly kind: 'http';
}
/** The one USB HID device that fits all that is given, at least one thing. Ids as printed: `0x0922`. */
export interface HidWire {
  readonly kind: 'hid';
  readonly vendor_id?: string;
  readonly product_id?: string;
  readonly usage_page?: string;
  readonly usage?: string;
  readonly serial_number?: string;
  readonly path?: string;
}

/** Events fetched from the device by one HTTP request that it answers line by line. */
export interface HttpStreamWire {
  readonly kind: 'http-stream';
  readonly url: string;
  readonly username?: string;
  readonly password_file?: string;
  readonly ca_file?: string;
  readonly silence_ms: number;
}

/** A serial line where `path` is given, else a TCP server at `host`. */
export interface ModbusWire {
  readonly kind: 'modbus';
  readonly path?: string;
  readonly baud: number;
  readonly data_bits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stop_bits: 1 | 2;
  readonly host?: string;
  readonly port: number;
  readonly framing: 'tcp' | 'rtu';
}

/**
 * A credential, or a port. On MQTT, HTTP and Modbus, and at a port that devices come to, it may carry several devices, elsewhere
 * exactly one.
 */
export interface Connection {
  readonly id: string;
  readonly wire: MqttWire | HttpWire | SerialWire | TcpWire | TcpServerWire | HidWire | HttpStreamWire | ModbusWire;
}

export interface ChannelPlace {
  readonly channel: string;
  readonly location: string;
  /** The mass shown when the location is empty; with it the first stable weight is a count, without it only changes count. */
  readonly empty_mass_mg?: number;
  /** Plates of one device with the same group share a lean, and an item may lie across them. Neighbours stand next to each other in the list. */
  readonly group?: string;
}

/**
 * `shelf`: tags here are stock of the antenna's location. `portal-inside`/`portal-outside`: one side of its device's portal.
 * `receiving`: what is read here has come in and is at the location. `exit`: what is read here last has gone to the location.
 * `point-of-sale`: what is read here is sold, to the location.
 */
export type AntennaRole = 'shelf' | 'portal-inside' | 'portal-outside' | 'receiving' | 'exit' | 'point-of-sale';

export interface AntennaPlace {
  readonly antenna: number;
  readonly role: AntennaRole;
  /** Needed for every role but the two sides of a portal. */
  readonly location?: string;
  /** Reads weaker than this are overheard neighbours and do not count. */
  readonly rssi_floor_cdbm?: number;
  /** Transmit power, hundredths of a dBm; as the reader is set when absent. */
  readonly power_cdbm?: number;
}

export interface Portal {
  /** Where stock is after passing inwards. */
  readonly inside: string;
  /** Where stock comes from when it passes inwards, and goes to when it passes outwards. */
  readonly from_outside: string;
  readonly to_outside: string;
}

export interface DeviceSettings {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly driver: string;
  /** MQTT topic filters instead of the driver's own. */
  readonly topics?: readonly string[];
  readonly poll_ms?: number;
  /** Where a radio is used that does not remember it, by a name of its driver. */
  readonly region?: string;
  /** What all its antennas send with; absent leaves it as it is. */
  readonly power_cdbm?: number;
  /** What a scale shows that does not say its unit itself. */
  readonly unit?: 'g' | 'kg' | 'lb' | 'oz';
  readonly modbus?: ModbusSettings;
  readonly metrics?: readonly MetricSettings[];
  readonly channels: readonly ChannelPlace[];
  readonly antennas: readonly AntennaPlace[];
  readonly portal?: Portal;
  readonly scanner?: ScannerSettings;
  /** Of a client at a port that several devices come to: the device that speaks from this address. */
  readonly address?: string;
}

export interface ScannerSettings {
  /** Where it stands: the location of scans that name none. */
  readonly location?: string;
  /** Hears the tag that a person associates by a scan; the device itself when absent. */
  readonly reader?: { readonly device: string; readonly antenna?: number };
  /** What it sends where a code holds FNC1. */
  readonly gs_substitutes?: readonly string[];
  /** How a USB scanner lays out its reports. */
  readonly layout?: 'standard' | 'microscan' | 'no-length';
  /** What it is set to send around every code. */
  readonly prefix?: string;
  readonly suffix?: string;
  /** It ends its codes with a tabulator. */
  readonly ends_with_tab?: boolean;
  /** How it can be told what became of a scan, where its wire says nothing of that itself. */
  readonly answer?: 'text' | 'bell' | 'trigger-report';
}

export interface Rules {
  /** How much later than what it should have come before a reading may arrive and still find its place. 0: order is that of arrival. */
  readonly late_ms: number;
  readonly weight: {
    /** A channel is at rest when its readings stayed together for this long. */
    readonly rest_ms: number;
    /** How far readings at rest are taken to lie apart until the channel's own noise is learned. */
    readonly rest_band_mg: number;
    /** What makes a plate heavier by what a hand may press with counts once it has stood for this long. */
    readonly hand_ms?: number;
    /** Steps below this share of the unit mass are drift, not pieces. Thousandths. */
    readonly step_min_permille: number;
    /** Below this confidence a step becomes a question. Thousandths. */
    readonly confidence_min_permille: number;
  };
  readonly tags: {
    /** Reads within `arrive_within_ms` that make a tag present. */
    readonly arrive_reads: number;
    readonly arrive_within_ms: number;
    /** What is not read at a place for at least this long was carried past or overheard. */
    readonly stay_ms: number;
    /** Unseen for this long, a tag may have left; one that is seldom heard is waited for longer. */
    readonly absent_ms: number;
    /** A place hears its own tags louder than others do, by about this much and half as much again. */
    readonly move_margin_cdb: number;
    /** What was sold and is still heard at a shelf is stock again after this time. */
    readonly sold_grace_ms: number;
    /** What was read at an exit and then nowhere for this long has gone out. */
    readonly exit_grace_ms: number;
    /** Where pieces and cases of one item carry tags: whether only the lowest level counts that was seen. */
    readonly packaging: 'lowest-tagged' | 'every-tag';
  };
  readonly portal: {
    /** A passage is over when the tag was unseen at the portal for this long. */
    readonly quiet_ms: number;
    readonly reads_min: number;
    readonly confidence_min_permille: number;
  };
  readonly scan: {
    /** After this pause a scanner falls back to lookup. */
    readonly idle_ms: number;
    /** The same code again within this time is the scanner's own double; 0 turns the rule off. */
    readonly duplicate_ms: number;
  };
  readonly fusion: {
    /** What weight, tags and scans say within this time of each other at one place may be one event. */
    readonly window_ms: number;
  };
}

export interface Target {
  readonly id: string;
  readonly url: string;
}

/** What stands before the dashboard and speaks TLS to browsers. */
export interface TlsProxy {
  /** Where its requests come from: an IP address. Of others nothing is believed that they say they forward. */
  readonly address: string;
  /** What people call the dashboard. */
  readonly name: string;
}

export interface Network {
  readonly dashboard: { readonly host: string; readonly port: number; readonly tls_proxy?: TlsProxy };
  /** Where devices post besides the dashboard's port; absent: only there. */
  readonly devices_http?: { readonly host: string; readonly port: number };
  readonly broker:
    | { readonly kind: 'embedded'; readonly host: string; readonly port: number }
    | { readonly kind: 'external'; readonly url: string; readonly username?: string; readonly password_file?: string };
}

export interface Journal {
  readonly days: number;
  readonly bytes: number;
}

export interface Site {
  readonly name: string;
  /** IANA name; days and periods are local days. */
  readonly time_zone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Global Location Number, thirteen digits: what GS1 codes of its locations begin with. */
  readonly gln?: string;
  readonly items: readonly Item[];
  readonly locations: readonly Location[];
  readonly connections: readonly Connection[];
  readonly devices: readonly DeviceSettings[];
  readonly rules: Rules;
  readonly network: Network;
  readonly journal: Journal;
  readonly upstream: readonly Target[];
  readonly suppliers?: readonly Supplier[];
  /** As `usualPlanning` when absent. */
  readonly planning?: PlanningSettings;
  /** As `default_policy` when absent. */
  readonly valuation?: ValuationSettings;
  readonly work?: WorkSettings;
  /** What items are made of, one for each that is made. */
  readonly bills?: readonly Bill[];
  readonly alerts?: AlertSettings;
}
