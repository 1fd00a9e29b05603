/** The shape of the settings file: one table for checking, defaults, JSON Schema and the page that explains it. */
import { z } from 'zod';
import { alerts } from './schema-alerts.ts';
import { capacity, storageClass } from './schema-capacity.ts';
import { lotMembers } from './schema-lots.ts';
import { metric, modbus } from './schema-modbus.ts';
import { planning, policy, supplier } from './schema-planning.ts';
import { bill } from './schema-production.ts';
import { rules } from './schema-rules.ts';
import { scanner } from './schema-scanner.ts';
import { itemValuation, valuation } from './schema-valuation.ts';
import { code, host, id, listenPort, milligrams, owner, words } from './schema-values.ts';
import { wire } from './schema-wires.ts';
import { work } from './schema-work.ts';

const item = z.strictObject({
  id: id.describe('What movements call the item, for example its SKU'),
  name: words.exactOptional().describe('For people; the id when absent'),
  gtins: z
    .array(z.string().max(14))
    .max(64)
    .prefault([])
    .describe('GTIN-8, -12, -13 or -14 as printed; matched as GTIN-14'),
  packs: z
    .array(
      z.strictObject({
        gtin: z.string().max(14).describe('One of `gtins`'),
        pieces: z.int().min(2).max(1_000_000).describe('How many of the smallest unit it holds'),
      }),
    )
    .max(64)
    .exactOptional()
    .describe('Which of its GTINs name a pack'),
  codes: z.array(code).max(64).prefault([]).describe('Other codes that stand for the item, matched exactly'),
  unit: words.default('piece').describe('What the smallest unit is called; quantities are whole numbers of it'),
  unit_mass_mg: milligrams.exactOptional().describe('Mass of one unit; needed where the item lies on a load cell'),
  unit_mass_sd_mg: milligrams
    .exactOptional()
    .describe("Standard deviation of one unit's mass; 1 % of the mass when absent"),
  catch_weight: z
    .strictObject({
      tolerance_permille: z
        .int()
        .min(1)
        .max(900)
        .describe('By how many thousandths pieces may be off `unit_mass_mg`; what is said beyond it is refused'),
    })
    .exactOptional()
    .describe('Its pieces do not weigh the same, and their real mass is kept: see [catch-weight.md](catch-weight.md)'),
  unit_volume_mm3: z
    .int()
    .min(1)
    .max(1_000_000_000_000)
    .exactOptional()
    .describe('Volume of one unit, for the capacity of places'),
  storage_class: storageClass
    .exactOptional()
    .describe('What a place must be for to hold it, for example `cold`; any when absent'),
  policy: policy.exactOptional().describe('How it is replenished, see [planning.md](planning.md)'),
  valuation: itemValuation.exactOptional().describe('How it is valued, where it differs from the others'),
  ...lotMembers,
  owner: owner
    .exactOptional()
    .describe('Whose it is what comes from suppliers, where neither order nor place say it; ours when absent'),
});

const location = z.strictObject({
  id: id.describe('What movements call the location; its printed code is `TG-LOC.` and this id'),
  name: words.exactOptional().describe('For people; the id when absent'),
  kind: z
    .enum(['site', 'zone', 'shelf', 'bin', 'wip', 'transit', 'outside'])
    .describe(
      '`outside` locations may hold any quantity, also below zero: stock comes from and goes to them; at a `wip` location lies what was issued to production',
    ),
  in: id.exactOptional().describe('The location this one is part of'),
  codes: z.array(code).max(64).prefault([]).describe('Printed codes besides `TG-LOC.<id>`, matched exactly'),
  item: id.exactOptional().describe('The one item a single-item bin holds'),
  items: z
    .array(id)
    .min(1)
    .max(64)
    .exactOptional()
    .describe('Instead of `item`: what may lie on a shelf that holds several items; weight needs one or the other'),
  taken_to: id
    .exactOptional()
    .describe('Where stock goes that is seen to leave; inherited down the tree, `transit` at the root'),
  filled_from: id
    .exactOptional()
    .describe('Where stock comes from that is seen to appear; inherited down the tree, `transit` at the root'),
  full: z.int().min(1).exactOptional().describe("What a full location holds, for the map's bar"),
  low: z.int().min(0).exactOptional().describe('Below this the level is shown as low'),
  capacity: capacity.exactOptional().describe('What may lie here, see [put-away.md](put-away.md)'),
  owner: owner
    .exactOptional()
    .describe('Whose it is what comes in here from outside; inherited down the tree, ours when absent'),
});

const connection = z.strictObject({
  id: id.describe('On MQTT and HTTP also the user name that `tallygate enrol` makes a secret for'),
  wire: wire.describe('How the devices are reached'),
});

const channel = z.strictObject({
  channel: z.string().min(1).max(64).describe('As the device calls its load cell; `1` where it has only one'),
  location: id.describe('The bin or shelf that lies on it'),
  empty_mass_mg: z
    .int()
    .exactOptional()
    .describe(
      'The mass shown when the location is empty; with it the first stable weight is a count, without it only changes count',
    ),
  group: z
    .string()
    .min(1)
    .max(64)
    .exactOptional()
    .describe(
      'Plates of this device with the same group share a lean, and an item may lie across them; neighbours follow each other in the list',
    ),
});

const antenna = z.strictObject({
  antenna: z.int().min(1).max(65_535).describe("The reader's own number of the antenna"),
  role: z
    .enum(['shelf', 'portal-inside', 'portal-outside', 'receiving', 'exit', 'point-of-sale'])
    .describe(
      "`shelf`: tags here are stock of `location`; `portal-…`: the two sides of this device's portal; `receiving`: what is read here has come in to `location`; `exit`: what is read here last has gone to `location`; `point-of-sale`: what is read here is sold, to `location`",
    ),
  location: id.exactOptional().describe('Needed for every role but the two sides of a portal'),
  rssi_floor_cdbm: z
    .int()
    .min(-15_000)
    .max(0)
    .exactOptional()
    .describe('Reads weaker than this (hundredths of a dBm) are overheard neighbours and do not count'),
  power_cdbm: z
    .int()
    .min(-1_000)
    .max(4_000)
    .exactOptional()
    .describe('Transmit power (hundredths of a dBm), for readers that take it; as the reader is set when absent'),
});

const portal = z.strictObject({
  inside: id.describe('Where stock is after passing inwards'),
  from_outside: id.describe('Where stock comes from that passes inwards'),
  to_outside: id.describe('Where stock goes that passes outwards'),
});

const device = z.strictObject({
  id: id.describe('What readings, topics and evidence call the device'),
  name: words.exactOptional().describe('For people; the id when absent'),
  connection: id
    .exactOptional()
    .describe("The connection that carries it; the connection of the device's own id when absent"),
  driver: id.describe('What the device speaks, by the name of its driver'),
  topics: z
    .array(z.string())
    .min(1)
    .max(16)
    .exactOptional()
    .describe("MQTT topic filters instead of the driver's own; `{device}` stands for the device's id"),
  poll_ms: z.int().min(10).max(3_600_000).exactOptional().describe('How often a device is asked that must be asked'),
  region: z
    .string()
    .min(1)
    .max(32)
    .exactOptional()
    .describe(
      'Where a radio is used, for RFID modules that have to be told: `eu`, `na`, …; which names there are depends on the driver',
    ),
  power_cdbm: z
    .int()
    .min(-1_000)
    .max(5_000)
    .exactOptional()
    .describe(
      'What all antennas of an RFID module send with, in hundredths of a dBm; without it the module is left as it is',
    ),
  unit: z
    .enum(['g', 'kg', 'lb', 'oz'])
    .exactOptional()
    .describe('What a scale shows that does not say its unit itself, as those with the driver `toledo-8217`'),
  modbus: modbus.exactOptional().describe('On a Modbus connection: its address, and which registers hold what'),
  metrics: z
    .array(metric)
    .max(256)
    .exactOptional()
    .describe('With the driver `sparkplug`: which named values are weights; found by name and unit when absent'),
  channels: z.array(channel).max(256).prefault([]).describe('Which location each load cell weighs'),
  antennas: z.array(antenna).max(256).prefault([]).describe('What each antenna watches'),
  portal: portal.exactOptional().describe('The gate between the two sides of its antennas'),
  scanner: scanner.exactOptional().describe('Where a scanner stands, and what it is set to'),
  address: host
    .exactOptional()
    .describe('On a `tcp-server` connection with several devices: the one that connects from this address'),
});

const broker = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('embedded').describe("The gateway's own broker"),
    host: host.default('127.0.0.1').describe('The address it listens at'),
    port: listenPort.default(1_883).describe('0 lets the system choose'),
  }),
  z.strictObject({
    kind: z.literal('external').describe('A broker that is there already'),
    url: z.string().max(2_000).describe('`mqtt://host:1883`; never with a password in it'),
    username: words.exactOptional().describe('As the broker knows the gateway'),
    password_file: z
      .string()
      .min(1)
      .max(1_024)
      .exactOptional()
      .describe('A file that holds the password and nothing else'),
  }),
]);

const network = z.strictObject({
  dashboard: z
    .strictObject({
      host: host.default('127.0.0.1').describe('A loopback address; another one only with `tls_proxy`'),
      port: listenPort.default(8_080).describe('0 lets the system choose'),
      tls_proxy: z
        .strictObject({
          address: z
            .string()
            .max(45)
            .describe('The IP address it comes from; `X-Forwarded-…` is believed from there only'),
          name: z.string().min(1).max(253).describe('The host name in the address that people open, without port'),
        })
        .exactOptional()
        .describe('The proxy that speaks TLS to browsers, see [people.md](people.md)'),
    })
    .prefault({})
    .describe('Screens and REST'),
  broker: broker.prefault({ kind: 'embedded' }).describe('Where MQTT devices publish'),
  devices_http: z
    .strictObject({
      host: host.default('127.0.0.1').describe('The address it listens at'),
      port: listenPort.default(8_081).describe('0 lets the system choose'),
    })
    .exactOptional()
    .describe("Where devices post; without it only on the dashboard's port, from this machine"),
});

const journal = z.strictObject({
  days: z.int().min(1).max(3_650).default(7).describe('Raw frames are kept this long'),
  bytes: z
    .int()
    .min(1_000_000)
    .default(4_000_000_000)
    .describe('and up to this size; then only the evidence of movements'),
});

const target = z.strictObject({
  id: id.describe('The cursor of what this upstream has acknowledged is kept under this name'),
  url: z.string().max(2_000).describe('Where batches of movements are posted, `http://` or `https://`'),
});

/** Input: what a person writes. Output: the same with the plain defaults; the names that default to ids come after it. */
export const siteSchema = z.strictObject({
  name: words.describe('What people call the site'),
  time_zone: z.string().max(64).describe('IANA name, for example `Europe/Berlin`; days and periods are local days'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be the three capital letters of ISO 4217, for example EUR')
    .describe('ISO 4217, for example `EUR`'),
  gln: z
    .string()
    .max(13)
    .exactOptional()
    .describe(
      'Global Location Number of the site; GS1 codes of its locations are this, AI (414), and their id, AI (254)',
    ),
  items: z.array(item).max(100_000).prefault([]).describe('What is kept here'),
  locations: z
    .array(location)
    .max(50_000)
    .prefault([])
    .describe(
      'Where; supplier, customer, production, scrap, count-difference, opening-balance, owner-change and transit are there without naming them',
    ),
  connections: z.array(connection).max(10_000).prefault([]).describe('How devices are reached'),
  devices: z.array(device).max(10_000).prefault([]).describe('What is read, and where it stands'),
  rules: rules.prefault({}).describe('When evidence becomes a movement'),
  network: network.prefault({}).describe('Where the gateway listens'),
  journal: journal.prefault({}).describe('How long raw frames are kept'),
  upstream: z.array(target).max(64).prefault([]).describe('Who is told of every movement'),
  suppliers: z.array(supplier).max(10_000).exactOptional().describe('Who delivers what is replenished'),
  planning: planning.exactOptional().describe('What planning has to know of the site'),
  valuation: valuation.exactOptional().describe('How stock is valued, see [valuation.md](valuation.md)'),
  work: work.exactOptional().describe('Where work takes place and what it allows, see [receiving.md](receiving.md)'),
  bills: z
    .array(bill)
    .max(100_000)
    .exactOptional()
    .describe('What items are made of, see [production.md](production.md)'),
  alerts: alerts.exactOptional().describe('What people are told of, and where, see [alerts.md](alerts.md)'),
});

export type SiteInput = z.input<typeof siteSchema>;
export type CheckedSite = z.output<typeof siteSchema>;

/** JSON Schema (draft 2020-12) of the file a person writes, for editors and `tallygate schema site`. */
export function siteJsonSchema(): Record<string, unknown> {
  return { title: 'Tallygate site settings', ...z.toJSONSchema(siteSchema, { io: 'input' }) };
}
