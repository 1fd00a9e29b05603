/**
 * A scale behind TCP and a scanner on a serial line are unplugged and plugged in again at random under a gateway as built:
 * each is back each time, the gaps stand in the journal, and what changed on the scale meanwhile is no pick.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { eventually } from '../transport/eventually.ts';
import { type PtyPair, ptyPair, withoutSocat } from '../transport/pty-pair.ts';
import { startGatewayProcess } from './process.ts';

const seed = Number(process.env.TALLYGATE_SEED ?? Date.now() % 1_000_000);
const times = process.env.TALLYGATE_LONG === undefined ? 5 : 100;
const away_ms_max = 300;
const piece_mg = 20_000;
const plate_mg = 300_000;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-replugged-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pause = (wait_ms: number) => new Promise<void>((resolve) => systemClock.after(wait_ms, resolve));

function lineOf(pieces: number): string {
  return `ST,GS,+${((plate_mg + pieces * piece_mg) / 1_000_000).toFixed(3).padStart(7, '0')}kg\r\n`;
}

/** Listens, and answers with the load ten times a second while it is plugged in. */
async function tcpScale() {
  const sockets = new Set<Socket>();
  const state = { plugged: true, pieces: 20 };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (state.plugged) sockets.add(socket);
    else socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const speaking = setInterval(() => {
    for (const socket of sockets) socket.write(lineOf(state.pieces));
  }, 100);
  return {
    state,
    port: address !== null && typeof address === 'object' ? address.port : 0,
    plug(plugged: boolean) {
      state.plugged = plugged;
      if (plugged) return;
      for (const socket of sockets) socket.resetAndDestroy();
      sockets.clear();
    },
    close() {
      clearInterval(speaking);
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test.skipIf(withoutSocat !== '')(
  `devices unplugged ${times} times under a running gateway are back each time (seed ${seed})${withoutSocat}`,
  async () => {
    const random = randomOf(seed);
    const scale = await tcpScale();
    const path = join(folder, 'scanner');
    let pair: PtyPair = await ptyPair(path);
    const settings = {
      name: 'Replug',
      time_zone: 'UTC',
      currency: 'EUR',
      rules: { weight: { rest_ms: 200 }, scan: { duplicate_ms: 0 } },
      items: [{ id: 'bolt', unit_mass_mg: piece_mg }],
      locations: [{ id: 'B1', kind: 'bin', item: 'bolt', taken_to: 'production', filled_from: 'supplier' }],
      connections: [
        { id: 'scale', wire: { kind: 'tcp', host: '127.0.0.1', port: scale.port } },
        { id: 'scanner', wire: { kind: 'serial', path } },
      ],
      devices: [
        {
          id: 'scale',
          driver: 'ad-st-gs',
          channels: [{ channel: '1', location: 'B1', empty_mass_mg: plate_mg }],
        },
        { id: 'scanner', driver: 'line-scanner', scanner: {} },
      ],
      network: { dashboard: { port: 0 }, broker: { kind: 'embedded', port: 0 } },
    };
    const site = join(folder, 'site.json');
    const data = join(folder, 'data');
    writeFileSync(site, JSON.stringify(settings));
    const gateway = await startGatewayProcess(['--site', site, '--data', data]);
    const ledger = readerOf(data);
    const level = () => ledger.levels({ location: 'B1' }).reduce((sum, { quantity }) => sum + quantity, 0);
    let rows: readonly JournalRow[] = [];
    const journal = () => {
      const added: JournalRow[] = [];
      for (let n = rows.length + 1, row = ledger.frame(n); row !== undefined; n += 1, row = ledger.frame(n))
        added.push(row);
      rows = [...rows, ...added];
      return rows;
    };
    /** The scanner says its code until the gateway has it: a line that has just been opened may lose what comes first. */
    const scanned = (code: string) =>
      eventually(() => {
        pair.say(`${code}\r\n`);
        return journal().some(({ data: bytes }) => bytes !== undefined && Buffer.from(bytes).toString() === code);
      });
    try {
      for (let time = 1; time <= times; time += 1) {
        await scanned(`CODE-${time}`);
        await eventually(() => level() === scale.state.pieces);
        scale.plug(false);
        await pair.unplug();
        // Always another load, so that the next one tells that the scale is heard again.
        scale.state.pieces += (scale.state.pieces > 10 && random.int(0, 1) === 0 ? -1 : 1) * random.int(1, 4);
        await pause(random.int(0, away_ms_max));
        pair = await ptyPair(path);
        scale.plug(true);
      }
      await scanned('CODE-LAST');
      await eventually(() => level() === scale.state.pieces);
    } finally {
      ledger.close();
      expect(await gateway.stop()).toBe(0);
      scale.close();
      await pair.unplug();
    }
    const reader = readerOf(data);
    const kinds = new Set(reader.movementsAfter(0, 100_000).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['changed-while-offline', 'counted']);
    for (const device of ['scale', 'scanner']) {
      const events: string[] = [];
      for (let n = 1, row = reader.frame(n); row !== undefined; n += 1, row = reader.frame(n)) {
        if (row.device === device && row.event !== undefined) events.push(row.event);
      }
      const comings = Array.from({ length: times + 1 }, () => ['connected', 'disconnected']);
      expect([device, ...events]).toEqual([device, ...comings.flat()]);
    }
    reader.close();
    expect(verifyLedger(data).problems).toEqual([]);
  },
  times * 30_000,
);
