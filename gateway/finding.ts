/** Discovery and adoption wired: what looks at the world, what writes the settings, what makes a secret. */
import { lookup } from 'node:dns/promises';
import { drivers } from '../devices/registry.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import type { Log } from './base/log.ts';
import { adopted, fieldOf, otherWire, without } from './discovery/adoption.ts';
import { Discovery, type OfferedDevice } from './discovery/discovery.ts';
import type { Intake } from './intake/intake.ts';
import type { DriverFactsOf } from './live/advice-board.ts';
import type { Finder, FoundDevice } from './live/routes/discovered.ts';
import type { Listener } from './live/routes/listen.ts';
import { portHearing } from './port-hearing.ts';
import type { SiteFile } from './site/site-file.ts';
import type { HidBus } from './transport/hid-bus.ts';
import { introduced } from './transport/introduction.ts';
import { serialPorts } from './transport/serial-ports.ts';

export interface FindingParts {
  readonly siteFile: Pick<SiteFile, 'current' | 'write'>;
  readonly bus: HidBus;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Log;
  adoptedBy: Intake['adopted'];
  hasSecret(connection: string): boolean;
  /** Makes and stores a new secret; shown once. */
  makeSecret(connection: string): string;
}

/** Stops searches that still wait for somebody when the gateway ends. */
export interface Finding {
  readonly discovery: Discovery;
  readonly finder: Finder & Listener;
  stop(): void;
}

export function findingWith(parts: FindingParts): Finding {
  const { siteFile, bus, clock, counters } = parts;
  const abort = new AbortController();
  const { signal } = abort;
  const discovery = new Discovery({
    drivers,
    clock,
    counters,
    site: () => siteFile.current,
    looks: {
      serial: () => serialPorts(),
      hid: () => bus.list(signal),
      introduce: (host, port, driver) => introduced({ host, port, driver, clock, signal }),
      resolve: async (name) => (await lookup(name, { all: true })).map(({ address }) => address),
    },
  });
  const hear = portHearing({ clock, bus, signal });
  const listener: Listener = {
    listen(id, asked) {
      const found = discovery.find(id);
      if (found === undefined) return Promise.resolve(undefined);
      if (found.device === undefined && found.wire.kind === 'serial') return hear(found.wire.path, asked);
      const rule =
        found.device === undefined
          ? 'Only serial ports can be listened at before they are adopted.'
          : `It is in the settings already, as ${found.device}: its page shows what it says.`;
      return Promise.resolve({ ok: false, refusals: [{ field: '', rule }] });
    },
  };
  return { discovery, finder: { ...finderOf(discovery, parts), ...listener }, stop: () => abort.abort() };
}

function finderOf(discovery: Discovery, parts: FindingParts): Finder {
  const { siteFile, log } = parts;
  return {
    list: () => discovery.list().map(shownOf),
    search: (asked) => discovery.search(asked),
    async adopt(person, id, asked) {
      const found = discovery.find(id);
      if (found === undefined) return undefined;
      if (found.device !== undefined) {
        return { ok: false, refusals: [{ field: '', rule: `It is in the settings already, as ${found.device}.` }] };
      }
      const other = otherWire(siteFile.current, found);
      if (other !== undefined) return { ok: false, refusals: [{ field: '', rule: other }] };
      let next = adopted(siteFile.current, found, asked);
      const written = await siteFile.write((current) => {
        next = adopted(current, found, asked);
        return next.site;
      });
      if (!written.ok) return { ok: false, refusals: written.problems.map((problem) => fieldOf(problem, next)) };
      const { connection } = next;
      parts.adoptedBy(person, asked.id, `Adopted with the driver ${asked.driver}, found at ${found.place}.`);
      log.info({ person, device: asked.id, driver: asked.driver, found: found.id }, 'a device was adopted');
      discovery.taken(id);
      const isOpen = siteFile.current.network.broker.kind === 'embedded';
      if (found.wire.kind !== 'mqtt' || !isOpen || parts.hasSecret(connection)) {
        return { ok: true, device: asked.id, connection };
      }
      return { ok: true, device: asked.id, connection, secret: parts.makeSecret(connection) };
    },
    async letGo(person, device) {
      if (without(siteFile.current, device) === undefined) return undefined;
      const written = await siteFile.write((current) => without(current, device) ?? current);
      if (!written.ok) {
        return {
          ok: false,
          refusals: written.problems.map(({ path, rule }) => ({ field: '', rule: `${path} ${rule}` })),
        };
      }
      parts.adoptedBy(person, device, 'Let go: taken out of the settings.');
      log.info({ person, device }, 'a device was let go');
      return { ok: true };
    },
  };
}

/** What a screen is told: which wire, and not how it is set. */
export function shownOf({ wire, alias: _, ...found }: OfferedDevice): FoundDevice {
  return { ...found, wire: wire.kind };
}

/** Drivers as screens and advice know them. */
export const driverFactsOf: DriverFactsOf = (id) => {
  const driver = drivers.find((each) => each.id === id);
  if (driver === undefined) return undefined;
  const { title, family, examples } = driver;
  // Whoever has an example that is read with a configured unit may send masses without one.
  return { title, family, may_need_unit: examples.some(({ unit }) => unit !== undefined) };
};
