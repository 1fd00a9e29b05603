/** Settings that are not sound: what is wrong, the settings, and every problem they have as `path: rule`. */
export type Unsound = readonly [string, unknown, readonly string[]];

const bare = { name: 'Store', time_zone: 'Europe/Berlin', currency: 'EUR' };

export const unsound: readonly Unsound[] = [
  ['something that is no object', 7, [': must be an object in braces']],
  [
    'missing and mistyped keys',
    { name: '', time_zone: 3 },
    ['name: must not be empty', 'time_zone: must be a text', 'currency: is required'],
  ],
  ['a GLN of another length', { ...bare, gln: '950600013435' }, ['gln: must be 13 digits']],
  [
    'a GLN with another check digit',
    { ...bare, gln: '9506000134353' },
    ['gln: has the check digit 3, and 2 would be right'],
  ],
  [
    'an unknown key at any depth',
    { ...bare, colour: 1, rules: { weight: { rest: 5 } } },
    ['rules.weight.rest: is not a setting', 'colour: is not a setting'],
  ],
  [
    'a key that would reach prototypes',
    JSON.parse('{"__proto__":{"x":1},"name":"a","time_zone":"UTC","currency":"EUR"}'),
    ['__proto__: is not a setting'],
  ],
  [
    'a number with a fraction, and one below its limit',
    { ...bare, journal: { days: 0, bytes: 1_000_000.5 } },
    ['journal.days: must be at least 1', 'journal.bytes: must be a whole number'],
  ],
  [
    'an id with a space, and one that begins with a dot',
    {
      ...bare,
      locations: [
        { id: 'bin 1', kind: 'bin' },
        { id: '.bin', kind: 'bin' },
      ],
    },
    [
      'locations[0].id: must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit',
      'locations[1].id: must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit',
    ],
  ],
  [
    'a wire and a location of no known kind',
    { ...bare, locations: [{ id: 'a', kind: 'box' }], connections: [{ id: 'b', wire: { kind: 'usb' } }] },
    [
      'locations[0].kind: must be "site", "zone", "shelf", "bin", "wip", "transit" or "outside"',
      'connections[0].wire.kind: must be "mqtt", "serial", "tcp", "tcp-server", "http", "hid", "http-stream" or "modbus"',
    ],
  ],
  [
    'data bits that no port has',
    { ...bare, connections: [{ id: 'b', wire: { kind: 'serial', path: '/dev/a', data_bits: 9 } }] },
    ['connections[0].wire.data_bits: must be 7 or 8'],
  ],
  [
    'USB numbers that are no hexadecimal texts',
    {
      ...bare,
      connections: [
        { id: 'a', wire: { kind: 'hid', vendor_id: 2338, product_id: '8003' } },
        { id: 'b', wire: { kind: 'hid', usage_page: '0x0008D', usage: '0x', product: 'Scale' } },
      ],
    },
    [
      'connections[0].wire.vendor_id: must be a text',
      'connections[0].wire.product_id: must be 0x and one to four hexadecimal digits in quotes, for example "0x0922"',
      'connections[1].wire.usage_page: must be 0x and one to four hexadecimal digits in quotes, for example "0x0922"',
      'connections[1].wire.usage: must be 0x and one to four hexadecimal digits in quotes, for example "0x0922"',
      'connections[1].wire.product: is not a setting',
    ],
  ],
  [
    'one id twice',
    { ...bare, items: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] },
    ['items[2].id: is the id of items[0] too'],
  ],
  [
    'a location named like one that every site has',
    { ...bare, locations: [{ id: 'transit', kind: 'transit' }] },
    ['locations[0].id: is the id of a location that every site has anyway'],
  ],
  [
    'references to nothing',
    {
      ...bare,
      locations: [{ id: 'a', kind: 'bin', in: 'x1', item: 'x2', taken_to: 'x3', filled_from: 'x4' }],
      devices: [
        {
          id: 'd',
          driver: 'x5',
          scanner: { location: 'x6', reader: { device: 'x8' } },
          channels: [{ channel: '1', location: 'x7' }],
        },
      ],
    },
    [
      'locations[0].item: there is no item "x2"',
      'locations[0].in: there is no location "x1"',
      'locations[0].taken_to: there is no location "x3"',
      'locations[0].filled_from: there is no location "x4"',
      'devices[0].connection: there is no connection "d"',
      'devices[0].driver: there is no driver "x5"',
      'devices[0].scanner.location: there is no location "x6"',
      'devices[0].scanner.reader.device: there is no device "x8"',
      'devices[0].channels[0].location: there is no location "x7"',
    ],
  ],
  [
    'locations that lie in each other, told once',
    {
      ...bare,
      locations: [
        { id: 'top', kind: 'zone', in: 'a' },
        { id: 'a', kind: 'zone', in: 'b' },
        { id: 'b', kind: 'zone', in: 'a' },
        { id: 'self', kind: 'zone', in: 'self' },
      ],
    },
    ['locations[0].in: goes in a circle: a in b in a', 'locations[3].in: goes in a circle: self in self'],
  ],
  [
    'a location that stock leaves to itself, and one that is low when full',
    { ...bare, locations: [{ id: 'a', kind: 'bin', taken_to: 'a', full: 5, low: 6 }] },
    ['locations[0].taken_to: must be another location', 'locations[0].low: must not be above full'],
  ],
  [
    'GTINs with a wrong check digit or length, and one GTIN in two lengths',
    {
      ...bare,
      items: [
        { id: 'a', gtins: ['4006381333932', '123', '96385074'] },
        { id: 'b', gtins: ['00000096385074'] },
      ],
    },
    [
      'items[0].gtins[0]: has the check digit 2, and 1 would be right',
      'items[0].gtins[1]: must be 8, 12, 13 or 14 digits',
      'items[1].gtins[0]: is the same GTIN as items[0].gtins[2]',
    ],
  ],
  [
    'codes that stand for two things or look like printed commands',
    {
      ...bare,
      items: [{ id: 'a', codes: ['X', 'TG-CMD.UNDO'] }],
      locations: [{ id: 'l', kind: 'bin', codes: ['X'] }],
    },
    [
      'items[0].codes[1]: must not begin with TG-, which is for the printed codes of Tallygate',
      'locations[0].codes[0]: is the same code as items[0].codes[0]',
    ],
  ],
  [
    'catch weight without a nominal mass',
    { ...bare, items: [{ id: 'a', catch_weight: { tolerance_permille: 200 } }] },
    ['items[0].catch_weight: needs unit_mass_mg, the nominal mass of a piece'],
  ],
  [
    'costs for a kilogram of what is not weighed',
    { ...bare, items: [{ id: 'a', unit_mass_mg: 5, valuation: { cost_basis: 'mass' } }] },
    ['items[0].valuation.cost_basis: cannot be mass without catch_weight: no mass is kept'],
  ],
  [
    'a spread of a mass that is not known',
    { ...bare, items: [{ id: 'a', unit_mass_sd_mg: 5 }] },
    ['items[0].unit_mass_sd_mg: means nothing without unit_mass_mg'],
  ],
  [
    'a proxy that is no address, and has no name',
    { ...bare, network: { dashboard: { host: '0.0.0.0', tls_proxy: { address: 'proxy', name: 'https://x' } } } },
    [
      'network.dashboard.tls_proxy.address: must be an IP address',
      'network.dashboard.tls_proxy.name: must be a host name, without scheme and port',
    ],
  ],
  [
    'a dashboard for everybody, and a broker on its port',
    { ...bare, network: { dashboard: { host: '0.0.0.0', port: 1_883 } } },
    [
      'network.dashboard.host: must be a loopback address such as 127.0.0.1, or network.dashboard.tls_proxy must name a proxy that speaks TLS: passwords never go over the network in the clear',
      'network.broker.port: is the port of the dashboard too',
    ],
  ],
  [
    'secrets and odd schemes in addresses',
    {
      ...bare,
      network: { broker: { kind: 'external', url: 'mqtt://me:secret@broker', password_file: '/x' } },
      upstream: [
        { id: 'a', url: 'ftp://host/' },
        { id: 'a', url: 'nowhere' },
      ],
    },
    [
      'network.broker.url: must not contain a user or password: this file is not secret',
      'network.broker.password_file: needs a username beside it',
      'upstream[1].id: is the id of upstream[0] too',
      'upstream[0].url: must begin with http:// or https://',
      'upstream[1].url: must be a whole URL with scheme and host',
    ],
  ],
  [
    'a time zone without summer time, and a currency sign',
    { ...bare, time_zone: '+01:00', currency: '€' },
    ['currency: must be the three capital letters of ISO 4217, for example EUR'],
  ],
  [
    'a time zone that nobody knows',
    { ...bare, time_zone: 'Europe/Atlantis' },
    ['time_zone: must be a time zone by its IANA name, for example Europe/Berlin'],
  ],
];
