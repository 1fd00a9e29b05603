/** A simulated scene as files: its settings, its capture, and beside it what really happened. Wiring only. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios } from '../simulators/scenes/scenarios.ts';
import type { Scene, SceneLine, TrueEvent } from '../simulators/scenes/scene.ts';
import { GatewayFault, messageOf } from './base/faults.ts';
import { no_gateway, printHeader, printRow, siteHash } from './intake/capture.ts';
import { endLine } from './intake/capture-file.ts';
import type { JournalRow } from './ledger/reader.ts';
import { siteOfJson } from './main.ts';

/** What can be played, by the name it has on a command line. */
export const sceneNames: ReadonlyMap<string, string> = new Map(scenarios.map(({ name, says }) => [slugOf(name), says]));

/** Undefined where there is no scenario of this name, as it stands in the score's table or with hyphens. */
export function sceneNamed(name: string, seed: number, scale: number): Scene | undefined {
  return scenarios.find((each) => slugOf(each.name) === slugOf(name))?.sceneOf(seed, scale);
}

export interface SceneFiles {
  readonly site: string;
  readonly capture: string;
  readonly truth: string;
  readonly lines: number;
  /** True events, and how many of them no sensor could see. */
  readonly events: number;
  readonly unseen: number;
}

/**
 * Plays a scene into three new files of a directory: `site.json`, `capture.jsonl` and `truth.jsonl`. Nothing is overwritten. Throws
 * GatewayFault `capture-invalid` when a file is there already or cannot be written.
 */
export function writeScene(scene: Scene, dir: string): SceneFiles {
  const paths = {
    site: join(dir, 'site.json'),
    capture: join(dir, 'capture.jsonl'),
    truth: join(dir, 'truth.jsonl'),
  };
  const site = siteOfJson(scene.site);
  if (site === undefined) throw new Error(`the settings of the scene ${scene.name} are not sound`);
  try {
    mkdirSync(dir, { recursive: true });
    const settings = growing(paths.site);
    const capture = growing(paths.capture);
    const truth = growing(paths.truth);
    settings.add(JSON.stringify(scene.site, null, 2));
    settings.end();
    capture.add(printHeader({ capture: 1, gateway: no_gateway, site: siteHash(site), state: 'empty' }));
    const counts = { lines: 0, events: 0, unseen: 0 };
    const told = (event: TrueEvent) => {
      counts.events += 1;
      if (event.unseen !== undefined) counts.unseen += 1;
      truth.add(truthLine(event));
    };
    for (const line of scene.play(told)) {
      counts.lines += 1;
      capture.add(printRow(rowOf(line, counts.lines)));
    }
    capture.add(endLine(counts.lines, scene.end_ms));
    capture.end();
    truth.end();
    return { ...paths, ...counts };
  } catch (thrown) {
    throw new GatewayFault('capture-invalid', `The scene cannot be written to ${dir}: ${messageOf(thrown)}`, thrown);
  }
}

/** A true event as one line of JSON, its times as in a capture. */
export function truthLine({ at_ms, until_ms, ...event }: TrueEvent): string {
  const until = until_ms === undefined ? {} : { until: new Date(until_ms).toISOString() };
  return JSON.stringify({ at: new Date(at_ms).toISOString(), ...event, ...until });
}

/** A line of a scene as the journal would hold it. */
export function rowOf(line: SceneLine, n: number): JournalRow {
  const { at_ms, device } = line;
  const from = device === undefined ? {} : { device };
  if (line.kind === 'event') {
    const { event, detail } = line;
    return { n, at_ms, kind: 'event', retained: false, qos: 0, event, detail: JSON.stringify(detail), ...from };
  }
  const { data, topic, retained, qos } = line;
  return { n, at_ms, kind: 'frame', retained, qos, data, ...from, ...(topic === undefined ? {} : { topic }) };
}

interface Growing {
  add(line: string): void;
  end(): void;
}

const piece_characters = 1_000_000;

function growing(path: string): Growing {
  const file = openSync(path, 'wx');
  let lines: string[] = [];
  let characters = 0;
  function flush(): void {
    if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
    characters = 0;
  }
  return {
    add(line) {
      lines.push(line);
      characters += line.length;
      if (characters >= piece_characters) flush();
    },
    end() {
      flush();
      closeSync(file);
    },
  };
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
