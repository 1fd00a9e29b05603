/** Settings whose devices are not sound, each like those of `unsound.ts`. */
import type { Unsound } from './unsound.ts';

const bare = { name: 'Store', time_zone: 'Europe/Berlin', currency: 'EUR' };

const stocked = {
  ...bare,
  items: [{ id: 'bolt', unit_mass_mg: 20_000 }],
  locations: [
    { id: 'bin-1', kind: 'bin', item: 'bolt' },
    { id: 'shelf-1', kind: 'shelf' },
  ],
  connections: [{ id: 'node-1', wire: { kind: 'mqtt' } }],
};

const onBus = (changes: object, id = 'a', address = 1) => ({
  id,
  connection: 'bus',
  driver: 'modbus-scale',
  ...changes,
  modbus: { address, ...('modbus' in changes && changes.modbus instanceof Object ? changes.modbus : {}) },
});
const bus = { ...bare, connections: [{ id: 'bus', wire: { kind: 'modbus', host: 'plc.lan' } }] };

export const unsoundDevices: readonly Unsound[] = [
  [
    'a Modbus line that is nowhere, and one in two places',
    {
      ...bare,
      connections: [
        { id: 'bus', wire: { kind: 'modbus' } },
        { id: 'both', wire: { kind: 'modbus', path: '/dev/ttyS1', host: 'plc.lan' } },
      ],
      devices: [
        onBus({ unit: 'kg', modbus: { preset: 'generic-i32' } }),
        { ...onBus({ unit: 'kg', modbus: { preset: 'generic-i32' } }, 'b'), connection: 'both' },
      ],
    },
    [
      'connections[0].wire: needs path or host',
      'connections[1].wire.host: must not stand beside path: a line is serial or on TCP',
    ],
  ],
  [
    'an address that two instruments have, a preset without unit, and no map at all',
    { ...bus, devices: [onBus({ modbus: { preset: 'laumas-net' } }), onBus({ unit: 'g' }, 'b')] },
    [
      'devices[0].unit: is required: no register says in which unit it weighs',
      'devices[1].modbus.address: is the address of devices[0] on the same line',
      'devices[1].modbus: needs a preset or weights',
    ],
  ],
  [
    'an address for all on a serial line',
    {
      ...bare,
      connections: [{ id: 'bus', wire: { kind: 'modbus', path: '/dev/ttyS1' } }],
      devices: [onBus({ unit: 'kg', modbus: { preset: 'generic-i32' } }, 'a', 0)],
    },
    ['devices[0].modbus.address: must be 1 to 247 on a serial line'],
  ],
  [
    'registers that say too much, too little, or of nobody',
    {
      ...bus,
      devices: [
        onBus({
          modbus: {
            weights: [
              { address: 0, type: 'f32', decimals: 1 },
              { address: 2, type: 'i32', unit: 'kg' },
            ],
            states: [{ means: 'motion', address: 4, bit: 0, channel: '9' }],
          },
        }),
        onBus({ unit: 'kg', modbus: { preset: 'pavone-dat', weights: [{ address: 0, type: 'i16' }] } }, 'b', 2),
        { id: 'c', connection: 'bus', driver: 'modbus-scale', metrics: [{ metric: 'Weight', channel: '1' }] },
      ],
    },
    [
      'devices[0].modbus.weights[0].unit: is required, here or at the device: no register says in which unit it weighs',
      'devices[0].modbus.weights[0].type: has its own point: decimals and step are for whole numbers',
      'devices[0].modbus.weights[1].channel: is the channel of another weight too',
      'devices[0].modbus.states[0].channel: is the channel of no weight',
      'devices[1].modbus.weights: must not stand beside a preset',
      'devices[2].metrics: means nothing with the driver modbus-scale',
      'devices[2].modbus: is required on a modbus connection',
    ],
  ],
  [
    'registers of a device that is not on Modbus, and a channel that is in none',
    {
      ...stocked,
      connections: [...stocked.connections, ...bus.connections],
      devices: [
        { id: 'node-1', driver: 'native', modbus: { address: 1, preset: 'generic-i32' } },
        onBus({ unit: 'kg', modbus: { preset: 'generic-i32' }, channels: [{ channel: '2', location: 'bin-1' }] }),
      ],
    },
    [
      'devices[0].modbus: means nothing on a mqtt connection',
      'devices[1].channels[0].channel: is in no register of the device',
    ],
  ],
  [
    'a weighed location without item, and a weighed item without mass',
    {
      ...stocked,
      items: [{ id: 'bolt' }],
      devices: [
        {
          id: 'node-1',
          driver: 'native',
          channels: [
            { channel: '1', location: 'shelf-1' },
            { channel: '2', location: 'bin-1' },
          ],
        },
      ],
    },
    [
      'devices[0].channels[0].location: must name a location with an item or items, and "shelf-1" has none: weight alone does not say what lies there',
      'items[0].unit_mass_mg: is required, because "bin-1" holds it and is weighed by devices[0].channels[1]',
    ],
  ],
  [
    'stock that two channels would count',
    {
      ...stocked,
      devices: [
        {
          id: 'node-1',
          driver: 'native',
          channels: [
            { channel: '1', location: 'bin-1' },
            { channel: '1', location: 'bin-1' },
          ],
          antennas: [{ antenna: 1, role: 'shelf', location: 'bin-1' }],
        },
      ],
    },
    [
      'devices[0].channels[1].channel: is the channel of devices[0].channels[0] too',
      'devices[0].channels[1].location: is weighed by devices[0].channels[0] already; each step would be booked twice, unless both plates are of one group',
    ],
  ],
  [
    'antennas whose role lacks something',
    {
      ...stocked,
      devices: [
        {
          id: 'node-1',
          driver: 'native',
          antennas: [
            { antenna: 1, role: 'shelf' },
            { antenna: 1, role: 'portal-inside', location: 'shelf-1' },
          ],
        },
      ],
    },
    [
      'devices[0].antennas[0].location: is required for the role shelf',
      'devices[0].antennas[1].antenna: is the antenna of devices[0].antennas[0] too',
      'devices[0].antennas[1].location: is not for the sides of a portal; the portal names its own locations',
      'devices[0].antennas[1].role: needs a portal in its device',
    ],
  ],
  [
    'a portal with one side, and an inside that is its outside',
    {
      ...stocked,
      devices: [
        {
          id: 'node-1',
          driver: 'native',
          antennas: [{ antenna: 1, role: 'portal-inside' }],
          portal: { inside: 'shelf-1', from_outside: 'shelf-1', to_outside: 'nowhere' },
        },
      ],
    },
    [
      'devices[0].portal.from_outside: must be another location than inside',
      'devices[0].portal.to_outside: there is no location "nowhere"',
      'devices[0].portal: needs an antenna with the role portal-outside, or the direction cannot be told',
    ],
  ],
  [
    'ports with none, with two devices, or opened twice',
    {
      ...bare,
      connections: [
        { id: 'a', wire: { kind: 'serial', path: '/dev/ttyS0' } },
        { id: 'b', wire: { kind: 'serial', path: '/dev/ttyS0' } },
        { id: 'c', wire: { kind: 'tcp', host: '10.0.0.5', port: 5_084 } },
        { id: 'd', wire: { kind: 'tcp', host: '10.0.0.5', port: 5_084 } },
      ],
      devices: [
        { id: 'a', driver: 'mt-sics' },
        { id: 'a2', connection: 'a', driver: 'mt-sics' },
        { id: 'c', driver: 'llrp' },
        { id: 'd', driver: 'llrp' },
      ],
    },
    [
      'connections[1].wire.path: is the port of connections[0] too',
      'connections[3].wire.port: is the port of connections[2] too',
      'devices[1].connection: carries devices[0] already; a serial connection carries one device',
      'connections[1]: carries no device',
    ],
  ],
  [
    'a USB device that is not named, named by half, named twice, or carries two devices',
    {
      ...bare,
      connections: [
        { id: 'a', wire: { kind: 'hid' } },
        { id: 'b', wire: { kind: 'hid', product_id: '0x8003' } },
        { id: 'c', wire: { kind: 'hid', serial_number: '7', usage: '0x20' } },
        { id: 'd', wire: { kind: 'hid', vendor_id: '0x0922', usage_page: '0x8D' } },
        { id: 'e', wire: { kind: 'hid', vendor_id: '0x922', usage_page: '0x008d' } },
        { id: 'f', wire: { kind: 'hid', vendor_id: '0x0922', usage_page: '0x8D', serial_number: '8' } },
      ],
      devices: [
        { id: 'a', driver: 'hid-scale' },
        { id: 'b', driver: 'hid-scale' },
        { id: 'c', driver: 'hid-scale' },
        { id: 'd', driver: 'hid-scale' },
        { id: 'e', driver: 'hid-scale' },
        { id: 'f', driver: 'hid-scale' },
        { id: 'f2', connection: 'f', driver: 'mt-sics' },
      ],
    },
    [
      'connections[0].wire: needs vendor_id, product_id, usage_page, serial_number or path, or any USB device would fit',
      'connections[1].wire.product_id: needs vendor_id beside it: each vendor numbers its own products',
      'connections[2].wire.usage: needs usage_page beside it: each page numbers its own usages',
      'connections[4].wire: is the port of connections[3] too',
      'devices[6].connection: carries devices[5] already; a hid connection carries one device',
      'devices[6].driver: works over serial, tcp and not over hid',
    ],
  ],
  [
    'a driver on a wire it does not work over, and topics where there are none',
    {
      ...bare,
      connections: [{ id: 'a', wire: { kind: 'serial', path: '/dev/ttyS0' } }],
      devices: [{ id: 'a', driver: 'llrp', topics: ['x'] }],
    },
    [
      'devices[0].driver: works over tcp and not over serial',
      'devices[0].topics: means nothing on a serial connection',
    ],
  ],
  [
    'topic filters that break the rules of MQTT, and a driver that has none',
    {
      ...bare,
      connections: [{ id: 'n', wire: { kind: 'mqtt' } }],
      devices: [
        { id: 'a', connection: 'n', driver: 'native', topics: ['a/#/b', 'a+/b', '', '$SYS/#'] },
        { id: 'b', connection: 'n', driver: 'cell-node' },
      ],
    },
    [
      'devices[1].topics: is required: the driver has no topics of its own',
      'devices[0].topics[0]: must have # alone after its last slash',
      'devices[0].topics[1]: must have + alone between its slashes',
      'devices[0].topics[2]: must not be empty',
      'devices[0].topics[3]: must not begin with $, which is for the broker itself',
    ],
  ],
  [
    'two devices of one connection that listen to the same topic',
    {
      ...bare,
      connections: [{ id: 'n', wire: { kind: 'mqtt' } }],
      devices: [
        { id: 'a', connection: 'n', driver: 'cell-node', topics: ['tele/+/SENSOR'] },
        { id: 'b', connection: 'n', driver: 'cell-node', topics: ['tele/{device}/SENSOR'] },
      ],
    },
    [
      'devices[1].topics[0]: listens to "tele/b/SENSOR", and devices[0] to "tele/+/SENSOR": a message could be of either',
    ],
  ],
  [
    'HTTP streams whose address or login cannot be',
    {
      ...bare,
      connections: [
        { id: 'r1', wire: { kind: 'http-stream', url: 'mqtt://reader/api' } },
        { id: 'r2', wire: { kind: 'http-stream', url: 'http://root:impinj@reader/api' } },
        {
          id: 'r3',
          wire: { kind: 'http-stream', url: 'http://reader/api', password_file: '/etc/r3', ca_file: '/etc/ca' },
        },
        { id: 'r4', wire: { kind: 'http-stream', url: 'http://reader/api' } },
      ],
      devices: ['r1', 'r2', 'r3', 'r4'].map((id) => ({ id, driver: 'tag-stream' })),
    },
    [
      'connections[0].wire.url: must begin with http:// or https://',
      'connections[1].wire.url: must not contain a user or password: this file is not secret',
      'connections[2].wire.password_file: needs a username beside it',
      'connections[2].wire.ca_file: means nothing without https://',
      'connections[3].wire.url: is the port of connections[2] too',
    ],
  ],
  [
    'a region and a power that the driver does not know, or cannot set at all',
    {
      ...bare,
      connections: ['m1', 'm2', 'm3', 'm4'].map((id) => ({ id, wire: { kind: 'serial', path: `/dev/${id}` } })),
      devices: [
        { id: 'm1', driver: 'tag-module', region: 'atlantis', power_cdbm: 3_400 },
        { id: 'm2', driver: 'tag-module', region: 'eu', power_cdbm: 2_050 },
        { id: 'm3', driver: 'mt-sics', region: 'eu', power_cdbm: 2_000 },
        { id: 'm4', driver: 'tag-module', region: 'na', power_cdbm: 2_000 },
      ],
    },
    [
      'devices[0].region: must be one of: eu, na',
      'devices[0].power_cdbm: must be from 0 to 3300',
      'devices[1].power_cdbm: must be a multiple of 100',
      'devices[2].region: means nothing to the driver mt-sics: set it on the device itself',
      'devices[2].power_cdbm: means nothing to the driver mt-sics: set it on the device itself',
    ],
  ],
  [
    'a pinned certificate with what it makes needless',
    {
      ...bare,
      connections: [
        {
          id: 'a',
          wire: {
            kind: 'tcp',
            host: 'a',
            port: 5_085,
            tls: { fingerprint_sha256: 'ab'.repeat(32), ca_file: 'ca.pem', servername: 'reader' },
          },
        },
      ],
      devices: [{ id: 'a', driver: 'llrp' }],
    },
    [
      'connections[0].wire.tls.ca_file: means nothing beside fingerprint_sha256, which trusts one certificate as it is',
      'connections[0].wire.tls.servername: means nothing beside fingerprint_sha256, which trusts one certificate as it is',
    ],
  ],
  [
    'a transmit power for a reader that cannot be told',
    {
      ...stocked,
      devices: [
        {
          id: 'node-1',
          driver: 'native',
          antennas: [{ antenna: 1, role: 'shelf', location: 'shelf-1', power_cdbm: 2_700 }],
        },
      ],
    },
    [
      'devices[0].antennas[0].power_cdbm: cannot be set: the driver "native" does not know how to tell a reader its power',
    ],
  ],
  [
    'devices that come to one port and cannot be told apart, and addresses where nobody comes',
    {
      ...bare,
      connections: [
        { id: 'p', wire: { kind: 'tcp-server', port: 9_100 } },
        { id: 'q', wire: { kind: 'tcp-server', host: '0.0.0.0', port: 9_100 } },
        { id: 'r', wire: { kind: 'tcp-server', port: 8_080 } },
        { id: 's', wire: { kind: 'http' } },
      ],
      devices: [
        { id: 'a', connection: 'p', driver: 'line-scanner' },
        { id: 'b', connection: 'p', driver: 'line-scanner', address: '10.0.0.2' },
        { id: 'c', connection: 'p', driver: 'line-scanner' },
        { id: 'd', connection: 'p', driver: 'line-scanner', address: '10.0.0.2' },
        { id: 'e', connection: 's', driver: 'line-scanner', address: '10.0.0.3' },
        { id: 'f', connection: 's', driver: 'line-scanner' },
        { id: 'q', driver: 'line-scanner' },
        { id: 'r', driver: 'mt-sics' },
      ],
    },
    [
      'connections[1].wire.port: is the port of connections[0] too',
      'devices[7].driver: works over serial, tcp and not over tcp-server',
      'devices[2].address: is required: devices[0] takes all others that connect there already',
      'devices[3].address: is the address of devices[1] too',
      'devices[4].address: means nothing on a http connection',
      'connections[2].wire.port: is the port of network.dashboard too',
    ],
  ],
  [
    'what a scanner is set to on a wire that has nothing of the kind',
    {
      ...bare,
      connections: [
        { id: 'a', wire: { kind: 'serial', path: '/dev/ttyS0' } },
        { id: 'b', wire: { kind: 'http' } },
      ],
      devices: [
        { id: 'a', driver: 'line-scanner', scanner: { layout: 'microscan', answer: 'trigger-report' } },
        { id: 'b', driver: 'line-scanner', scanner: { ends_with_tab: true, answer: 'bell', gs_substitutes: ['~'] } },
      ],
    },
    [
      'devices[0].scanner.layout: means nothing on a serial connection',
      'devices[0].scanner.answer: "trigger-report" means nothing on a serial connection',
      'devices[1].scanner.ends_with_tab: means nothing on a http connection',
      'devices[1].scanner.answer: "bell" means nothing on a http connection',
    ],
  ],
];
