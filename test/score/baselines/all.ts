/** The baselines that a site is given, as they were tuned for its scenario. */
import type { Site } from '../../../gateway/stock/site.ts';
import { sensesOfSite } from '../senses.ts';
import type { Baseline } from './baseline.ts';
import { blockAverage } from './block-average.ts';
import { fixedWindow } from './fixed-window.ts';
import { lastRead } from './last-read.ts';
import { type Manners, usual } from './manners.ts';
import { presenceBaseline } from './presence.ts';
import { rollingDeviation } from './rolling-deviation.ts';
import { rssiRule } from './rssi-rule.ts';
import { smurf } from './smurf.ts';
import { tuned } from './tuned.ts';
import { weightBaseline } from './weighing.ts';
import { weightThreshold } from './weight-threshold.ts';

type Name = Exclude<keyof Manners, 'door'>;

export const presence_names = ['last read', 'fixed window', 'smurf', 'edgex', 'intel rsp'] as const;
export const weight_names = ['weight threshold', 'block average', 'rolling deviation'] as const;

const half = { pick: 0.5, put: 0.5 };

const made: Readonly<Record<Name, (name: string, site: Site, manners: Manners) => Baseline>> = {
  'last read': (name, site, { door, 'last read': manner }) =>
    presenceBaseline(name, site, door, (book) => lastRead(book, manner)),
  'fixed window': (name, site, { door, 'fixed window': manner }) =>
    presenceBaseline(name, site, door, (book) => fixedWindow(book, manner)),
  smurf: (name, site, { door, smurf: manner }) => presenceBaseline(name, site, door, (book) => smurf(book, manner)),
  edgex: (name, site, { door, edgex }) => presenceBaseline(name, site, door, (book) => rssiRule(book, edgex)),
  'intel rsp': (name, site, { door, 'intel rsp': manner }) =>
    presenceBaseline(name, site, door, (book) => rssiRule(book, manner)),
  'weight threshold': (name, site, { 'weight threshold': manner }) =>
    weightBaseline(name, site, { least: half, joined: false }, (plates) => weightThreshold(plates, manner)),
  'block average': (name, site, { 'block average': manner }) =>
    weightBaseline(name, site, { least: half, joined: false }, (plates) => blockAverage(plates, manner)),
  'rolling deviation': (name, site, { 'rolling deviation': manner }) =>
    weightBaseline(name, site, { least: { pick: 0.4, put: 0.75 }, joined: true }, (plates) =>
      rollingDeviation(plates, manner),
    ),
};

export function baselineOf(name: Name, site: Site, manners: Manners, label: string = name): Baseline {
  return made[name](label, site, manners);
}

/** Those whose senses the site has. */
export function baselinesOf(scenario: string, site: Site): readonly Baseline[] {
  const { has_rfid, has_weight } = sensesOfSite(site);
  const manners = { ...usual, ...tuned[scenario] };
  const names = [...(has_rfid ? presence_names : []), ...(has_weight ? weight_names : [])];
  return names.map((name) => baselineOf(name, site, manners));
}
