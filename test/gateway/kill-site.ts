/** A site in which every scan is a piece received and every tag a pump on the rail. */
export function killSite(ports: { dashboard: number; broker: number; reader: number }, serial: string | undefined) {
  const scanner = (id: string) => ({ id, driver: 'native', connection: id, scanner: {} });
  return {
    name: 'Kill site',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [
      { id: 'bolt', name: 'Bolt', gtins: ['9521141000014'] },
      { id: 'pump', name: 'Pump', gtins: ['09521141000021'] },
    ],
    locations: ['Q1', 'Q2', 'S1', 'R1'].map((id) => ({ id, name: id, kind: 'bin' })),
    connections: [
      { id: 'scanner-1', wire: { kind: 'mqtt' } },
      { id: 'scanner-2', wire: { kind: 'mqtt' } },
      { id: 'reader', wire: { kind: 'tcp', host: '127.0.0.1', port: ports.reader } },
      ...(serial === undefined ? [] : [{ id: 'scanner-line', wire: { kind: 'serial', path: serial } }]),
    ],
    devices: [
      scanner('scanner-1'),
      scanner('scanner-2'),
      {
        id: 'reader',
        driver: 'llrp',
        connection: 'reader',
        antennas: [{ antenna: 1, role: 'shelf', location: 'R1' }],
      },
      ...(serial === undefined
        ? []
        : [{ id: 'scanner-line', driver: 'line-scanner', connection: 'scanner-line', scanner: {} }]),
    ],
    rules: { scan: { duplicate_ms: 0 }, tags: { absent_ms: 600_000 } },
    network: {
      dashboard: { host: '127.0.0.1', port: ports.dashboard },
      broker: { kind: 'embedded', host: '127.0.0.1', port: ports.broker },
    },
  };
}
