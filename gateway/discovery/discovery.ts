/**
 * Finds devices that the settings do not have, and offers them. It never claims one: nothing here opens a port, writes a
 * setting or lets anybody in, and nothing is searched unless a person asks. Brokers tell of strangers by themselves.
 */
import { announced } from '../../devices/announced/announced.ts';
import type { Driver } from '../../devices/driver.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Site } from '../stock/site.ts';
import type { HidListing } from '../transport/hid-bus.ts';
import type { Introduced } from '../transport/introduction.ts';
import type { SeenPort } from '../transport/serial-ports.ts';
import type { Strangers } from '../transport/strangers.ts';
import { addressRange, isPrivate, outside } from './address-range.ts';
import { deviceOf } from './adoption.ts';
import type { Found } from './found.ts';
import { type FoundList, foundList } from './found-list.ts';
import { ofAnnouncement, ofHidDevices, ofIntroduction, ofRefusedLogin, ofSerialPort } from './sightings.ts';

/** What looks at the world; given by the wiring. */
export interface Looks {
  serial(): Promise<readonly SeenPort[]>;
  /** Rejects with a sentence, e.g. when the library for USB devices is missing. */
  hid(): Promise<readonly HidListing[]>;
  introduce(address: string, port: number, driver: Driver): Promise<Introduced>;
  /** All addresses of a host's name. Rejects when there is none. */
  resolve(name: string): Promise<readonly string[]>;
}

export type Search =
  | { readonly what: 'serial' | 'hid' }
  /** Readers that can be asked what they are, at an address or in a small network of one's own. */
  | { readonly what: 'network'; readonly address: string; readonly port?: number };

export type SearchOutcome =
  /** `says`: what was looked at and what came of it, one sentence. */
  | { readonly ok: true; readonly found: number; readonly says: string }
  | { readonly ok: false; readonly field: 'what' | 'address'; readonly rule: string };

export interface OfferedDevice extends Found {
  /** The device of the settings that it is already. */
  readonly device?: string;
}

export interface DiscoveryParts {
  readonly drivers: readonly Driver[];
  readonly looks: Looks;
  readonly clock: Clock;
  readonly counters: Counters;
  site(): Site;
}

export class Discovery implements Strangers {
  readonly #parts: DiscoveryParts;
  readonly #list: FoundList;
  readonly #running = new Set<Search['what']>();

  constructor(parts: DiscoveryParts) {
    this.#parts = parts;
    this.#list = foundList(parts);
  }

  list(): readonly OfferedDevice[] {
    return this.#list.list().map((found) => this.#offered(found));
  }

  find(id: string): OfferedDevice | undefined {
    const found = this.#list.find(id);
    return found === undefined ? undefined : this.#offered(found);
  }

  /** It is in the settings now; what is plugged in stays listed as such, who knocked is let in. */
  taken(id: string): void {
    if (id.startsWith('mqtt:login:')) this.#list.forget(id);
  }

  login(login: Parameters<Strangers['login']>[0]): void {
    const sighting = ofRefusedLogin(login, this.#parts.drivers);
    this.#parts.counters.add('discovery.logins_heard');
    if (sighting !== undefined) this.#list.note(sighting);
  }

  message(message: Parameters<Strangers['message']>[0]): void {
    const announcement = announced(message.topic, message.payload);
    if (announcement === undefined) return;
    this.#parts.counters.add('discovery.announcements_heard');
    this.#list.note(ofAnnouncement(announcement, message, this.#parts.drivers));
  }

  /** One search of each kind at a time. Never rejects for what is away or in the way: that is the outcome. */
  async search(search: Search): Promise<SearchOutcome> {
    if (this.#running.has(search.what))
      return refused('what', 'is being searched already; wait until that search is over');
    this.#running.add(search.what);
    try {
      switch (search.what) {
        case 'serial':
          return await this.#searchSerial();
        case 'hid':
          return await this.#searchHid();
        case 'network':
          return await this.#searchNetwork(search);
      }
    } finally {
      this.#running.delete(search.what);
    }
  }

  #offered(found: Found): OfferedDevice {
    const site = this.#parts.site();
    const device = deviceOf(site, found)?.id;
    if (device !== undefined) return { ...found, device };
    // On MQTT the id is the name that the device has itself; elsewhere it may be any that is free.
    return found.kind === 'mqtt' ? found : { ...found, suggested_id: freeId(site, found.suggested_id) };
  }

  async #searchSerial(): Promise<SearchOutcome> {
    try {
      const ports = await this.#parts.looks.serial();
      this.#list.replace(
        'serial',
        ports.map((port) => ofSerialPort(port, this.#parts.drivers)),
      );
      const says =
        ports.length === 0 ? 'No serial port is plugged in.' : `${countOf(ports.length, 'serial port')} there.`;
      return { ok: true, found: ports.length, says };
    } catch (thrown) {
      return refused('what', messageOf(thrown));
    }
  }

  async #searchHid(): Promise<SearchOutcome> {
    try {
      const listed = await this.#parts.looks.hid();
      const devices = ofHidDevices(listed, this.#parts.drivers);
      this.#list.replace('hid', devices);
      const others = new Set(listed.map(({ path }) => path)).size - devices.length;
      const rest = others > 0 ? ` ${countOf(others, 'other USB device')} there are no scales or scanners to us.` : '';
      return {
        ok: true,
        found: devices.length,
        says: `${devices.length === 0 ? 'No USB scale or scanner' : countOf(devices.length, 'USB scale or scanner', 'USB scales or scanners')} found.${rest}`,
      };
    } catch (thrown) {
      return refused('what', messageOf(thrown));
    }
  }

  async #searchNetwork({ address, port }: Extract<Search, { what: 'network' }>): Promise<SearchOutcome> {
    const range = addressRange(address);
    if (!range.ok) return refused('address', range.rule);
    const places =
      'name' in range ? await this.#placesOf(range.name) : range.addresses.map((host) => ({ host, at: host }));
    if ('rule' in places) return refused('address', places.rule);
    const askable = this.#parts.drivers.filter(({ inquiry }) => inquiry !== undefined);
    const visits = places.flatMap(({ host, at }) =>
      askable.map((driver) => ({ host, at, driver, port: port ?? driver.inquiry?.port ?? 0 })),
    );
    const strange = visits.filter(({ host, at, port }) => !this.#isOurs([host, at], port));
    const tally = { found: 0, owned: 0, others: 0 };
    let last = '';
    await inParallel(strange, limits.discovery_connects_max, async (visit) => {
      const introduction = await this.#parts.looks.introduce(visit.at, visit.port, visit.driver);
      if (introduction.kind === 'absent') last = introduction.says;
      else if (introduction.kind === 'stranger') {
        tally.others += 1;
        last = introduction.says;
      } else {
        const sighting = ofIntroduction(visit, introduction, visit.driver);
        if (sighting !== undefined) this.#list.note(sighting);
        tally.found += 1;
        if (introduction.kind === 'owned') tally.owned += 1;
      }
    });
    const says = networkWords({ ...tally, asked: strange.length, ours: visits.length - strange.length, last });
    return { ok: true, found: tally.found, says };
  }

  /** A name is asked under the address it was checked by, so that it cannot lead elsewhere in between. */
  async #placesOf(name: string): Promise<readonly { host: string; at: string }[] | { readonly rule: string }> {
    try {
      const [at] = await this.#parts.looks.resolve(name);
      if (at === undefined) return { rule: `is a name that has no address: ${name}` };
      return isPrivate(at) ? [{ host: name, at }] : { rule: outside(`${name} (${at})`) };
    } catch {
      return { rule: `is a name that nobody knows: ${name}. Check it, or use the address` };
    }
  }

  /** Readers serve one client: one that the gateway is connected to, or tries to be, is not asked beside that. */
  #isOurs(names: readonly string[], port: number): boolean {
    return this.#parts
      .site()
      .connections.some(({ wire }) => wire.kind === 'tcp' && names.includes(wire.host) && wire.port === port);
  }
}

function freeId({ devices, connections }: Site, wanted: string): string {
  const taken = new Set([...devices, ...connections].map(({ id }) => id));
  let id = wanted;
  for (let number = 2; taken.has(id); number += 1) id = `${wanted.slice(0, 60)}-${number}`;
  return id;
}

function refused(field: 'what' | 'address', rule: string): SearchOutcome {
  return { ok: false, field, rule };
}

function networkWords(
  tally: Readonly<Record<'found' | 'owned' | 'others' | 'asked' | 'ours', number>> & { readonly last: string },
): string {
  const { found, owned, others, asked, ours, last } = tally;
  if (asked === 1 && found === 0) return last;
  const parts = [`${countOf(asked, 'address', 'addresses')} asked, ${countOf(found, 'reader')} found.`];
  if (owned > 0) parts.push(`Owned by another application: ${owned}.`);
  if (others > 0) parts.push(`Something else answered: ${others}.`);
  if (ours > 0) parts.push(`In the settings already and left alone: ${ours}.`);
  return parts.join(' ');
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Each once, so many at a time. */
async function inParallel<Item>(
  items: readonly Item[],
  at_once: number,
  each: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const work = async () => {
    for (let next = left.next(); next.done !== true; next = left.next()) await each(next.value);
  };
  await Promise.all(Array.from({ length: Math.min(at_once, items.length) }, work));
}
