/** `tallygate simulate`: a simulated warehouse drives any gateway over real wires, and writes down what really happened. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { enrolConnection } from '../enrolment.ts';
import { sceneNamed, sceneNames, writeScene } from '../scene-files.ts';
import {
  exampleSettings,
  faultNames,
  faultsNamed,
  noFaults,
  type RunningSite,
  reachOf,
  simulateSite,
  usualPorts,
} from '../simulation.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate simulate --site FILE [--data DIR | --secrets FILE] [--faults NAME,…] [--seed N] [--speed X] [--truth FILE]
       tallygate simulate --example > site.json
       tallygate simulate --scene NAME --out DIR [--seed N] [--scale S]

People take, fill, ship and scan in a warehouse made of the site's settings; its devices speak their own bytes: RFID
readers and Modbus instruments listen on their TCP ports, scanners and scales stand at their serial paths, the others log
in at the broker or post over HTTP. USB HID devices cannot be played: no process can put one on the bus.

  --site FILE      the site's settings
  --data DIR       the gateway's data directory: every connection on MQTT and HTTP gets a new secret there,
                   and an earlier one no longer works; what is simulated is booked as stock in DIR
  --secrets FILE   JSON object with the secret of each connection on MQTT and HTTP
  --broker URL     the MQTT broker (default: the one the settings name)
  --seed N         one seed, one history (default: 1)
  --speed X        1 or more: people rest less (default: 1)
  --truth FILE     also write every true movement to FILE, as JSON lines
  --upstream       also answer in place of the site's upstream targets on this machine
  --faults NAME,…  what goes wrong with the devices and on their wires; names below
  --example        print settings with a device of every kind that can be simulated, and end
  --json           print what is simulated as one JSON object

A scene is a day of another warehouse, played at once and into files: DIR gets its site.json, its capture.jsonl, which
tallygate replay takes, and its truth.jsonl: what really happened, one event a line.

  --scene NAME     one of those below
  --out DIR        where; nothing is overwritten
  --scale S        how large the house is: 1, as in the score, or less (default: 0.1)

Scenes, by name:
${[...sceneNames].map(([name, says]) => `  ${name.padEnd(18)}${says}`).join('\n')}

Faults, by name; all is all of them:
${[...faultNames].map(([name, says]) => `  ${name.padEnd(15)}${says}`).join('\n')}`;

export async function simulate(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      site: { type: 'string' },
      data: { type: 'string' },
      secrets: { type: 'string' },
      broker: { type: 'string' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
      truth: { type: 'string' },
      faults: { type: 'string' },
      example: { type: 'boolean', default: false },
      upstream: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      scene: { type: 'string' },
      out: { type: 'string' },
      scale: { type: 'string', default: '0.1' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  if (values.example) {
    const serial_dir = join(tmpdir(), 'tallygate-lines');
    io.out(JSON.stringify(exampleSettings({ ...usualPorts, serial_dir }), null, 2));
    return 0;
  }
  if (values.scene !== undefined) return writtenScene(values.scene, values, io);
  const { site, data } = values;
  const pace = paceOf(values.seed, values.speed);
  if (site === undefined || typeof pace === 'string') {
    io.err(site === undefined ? 'simulate needs --site FILE. See: npx tallygate simulate --help' : String(pace));
    return 2;
  }
  const named = values.faults === undefined ? undefined : faultsNamed(values.faults);
  if (named !== undefined && !named.ok) {
    io.err(`There is no fault ${named.unknown.join(', ')}. There are: ${[...faultNames.keys(), 'all'].join(', ')}`);
    return 2;
  }
  const ended = Promise.race([io.ended(), startedBy()]);
  // The demo's directory is its own: there are no secrets that anybody uses, and no stock that anybody has.
  const isOfDemo = process.connected;
  const running = await simulateSite({
    site_file: site,
    secrets: values.secrets === undefined ? new Map() : secretsIn(values.secrets),
    ...pace,
    faults: named?.faults ?? noFaults,
    ...(data === undefined
      ? {}
      : {
          async enrol(connection) {
            const secret = await enrolConnection(data, connection, site);
            if (!isOfDemo) io.err(`${connection}: new secret; an earlier one no longer works`);
            return secret;
          },
        }),
    ...(values.broker === undefined ? {} : { broker_url: values.broker }),
    ...(values.truth === undefined ? {} : { truth_file: values.truth }),
    upstream: values.upstream,
    note: (says) => io.err(says),
  });
  if (data !== undefined && !isOfDemo) io.err(`Simulated stock is booked in ${data}.`);
  tell(running, io, { names: named?.names ?? [], json: values.json });
  const fault = await Promise.race([ended, running.failed]);
  await running.stop();
  if (process.connected) process.disconnect();
  if (fault === undefined) return 0;
  io.err(fault);
  return 2;
}

function writtenScene(
  name: string,
  { seed, scale, out, json }: { readonly seed: string; readonly scale: string; readonly out?: string; json: boolean },
  io: CommandIo,
): ExitCode {
  const pace = paceOf(seed, '1');
  if (typeof pace === 'string' || !/^(?:1(?:\.0)?|0\.\d{1,3})$/.test(scale) || Number(scale) === 0) {
    io.err(typeof pace === 'string' ? pace : '--scale takes a number above 0, at most 1');
    return 2;
  }
  const scene = sceneNamed(name, pace.seed, Number(scale));
  if (scene === undefined || out === undefined) {
    const there = [...sceneNames.keys()].join(', ');
    io.err(scene === undefined ? `There is no scene ${name}. There are: ${there}` : '--scene needs --out DIR');
    return 2;
  }
  const files = writeScene(scene, out);
  const { site, capture, truth, lines, events, unseen } = files;
  if (json) io.out(JSON.stringify(files));
  else {
    io.out(`${lines} lines and ${events} true events, ${unseen} of them seen by no sensor: ${capture}, ${truth}`);
    io.out(`npx tallygate replay ${capture} --site ${site} --json`);
  }
  return 0;
}

/** Seed and speed as numbers, or what is wrong with them. */
export function paceOf(seed: string, speed: string): { readonly seed: number; readonly speed: number } | string {
  if (!/^\d{1,9}$/.test(seed)) return '--seed takes a whole number of at most nine digits';
  if (!/^\d{1,4}(?:\.\d{1,3})?$/.test(speed) || Number(speed) < 1) return '--speed takes a number from 1 to 9999';
  return { seed: Number(seed), speed: Number(speed) };
}

function tell(
  { plan, broker_url, posts_url }: RunningSite,
  io: CommandIo,
  { names, json }: { readonly names: readonly string[]; readonly json: boolean },
): void {
  const { world, connections, notes } = plan;
  const faults = reachOf(names, connections);
  if (json) {
    const devices = connections.flatMap(({ id, devices }) => devices.map((each) => ({ ...each, connection: id })));
    io.out(JSON.stringify({ broker: broker_url, devices, notes, faults: Object.fromEntries(faults) }));
    return;
  }
  for (const { id, wire, devices } of connections) {
    const where = placeOf(wire, { broker_url, posts_url });
    io.out(`${id.padEnd(20)}${devices.map((device) => `${device.driver} ${device.id}`).join(', ')} at ${where}`);
  }
  for (const says of notes) io.out(says);
  for (const [name, ids] of faults) {
    io.out(`fault ${name.padEnd(15)}${ids.length === 0 ? 'happens to no device here' : ids.join(', ')}`);
  }
  const counts = {
    'weighed bins': world.bins,
    'tag zones': world.zones,
    portals: world.portals,
    'scanned shelves': world.shelves,
  };
  io.out(
    Object.entries(counts)
      .map(([what, list]) => `${what} ${list.length}`)
      .join(', '),
  );
}

/** Resolves when the process that started this one, and keeps a channel to it, is gone; never without such a channel. */
function startedBy(): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.once('disconnect', resolve);
  });
}

function secretsIn(file: string): Map<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new GatewayFault(
      'settings-unreadable',
      `The secrets in ${file} cannot be read: ${messageOf(thrown)}`,
      thrown,
    );
  }
  const secrets = new Map<string, string>();
  if (typeof json === 'object' && json !== null) {
    for (const [connection, secret] of Object.entries(json)) {
      if (typeof secret === 'string') secrets.set(connection, secret);
    }
  }
  if (secrets.size === 0) {
    throw new GatewayFault('settings-unreadable', `${file} is no JSON object of connections and their secrets.`);
  }
  return secrets;
}

function placeOf(
  wire: RunningSite['plan']['connections'][number]['wire'],
  { broker_url, posts_url }: Pick<RunningSite, 'broker_url' | 'posts_url'>,
): string {
  switch (wire.kind) {
    case 'mqtt':
      return broker_url;
    case 'tcp':
    case 'tcp-server':
      return `tcp ${wire.host}:${wire.port}`;
    case 'http':
      return posts_url;
    case 'http-stream':
      return wire.url;
    case 'modbus':
      return wire.path ?? `tcp ${wire.host}:${wire.port}`;
    case 'serial':
      return wire.path;
  }
}
