/**
 * One Sparkplug edge node as a host sees it: what its births announced, and where its count stands. Plain data and the
 * functions that move it on; saved as it is.
 */
import type { FrameContext } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { channelNamed, type KnownMetric, restOf, unitIn, weighed, weightOf } from './sparkplug-metrics.ts';
import type { Metric, SparkplugPayload } from './sparkplug-payload.ts';

export interface SparkplugNode {
  /** A birth was heard since the last death. */
  born: boolean;
  /** The number of the newest message; undefined before the first. */
  seq: number | undefined;
  /** Which session of the node's broker connection this is; a death names the one it ends. */
  bd_seq: string | undefined;
  metrics: KnownMetric[];
  /** By the name of the metric that says it. */
  rests: Record<string, boolean>;
  /** The newest weight of each channel: rest may be said without it. */
  masses: Record<string, number>;
  /** Devices behind the node whose death was told. */
  dead: string[];
  /** Messages to come before the node is asked for its birth once more. */
  patience: number;
}

/** Of one node and all devices behind it; further ones are not followed. */
export const metrics_max = 1_000;
/** A node that was asked for its birth has this many messages to answer before it is asked again: there is no clock here. */
export const asked_every_messages = 32;

export function unbornNode(): SparkplugNode {
  return { born: false, seq: undefined, bd_seq: undefined, metrics: [], rests: {}, masses: {}, dead: [], patience: 0 };
}

/** The number of the session, in a birth or death. */
export function bdSeqOf({ metrics }: SparkplugPayload): string | undefined {
  const value = metrics.find(({ name }) => name === 'bdSeq')?.value;
  if (value?.is === 'long') return String(value.long);
  return value?.is === 'int' ? String(value.int) : undefined;
}

/** Takes what a birth announces, of the node itself or of one device behind it. False when that is too much. */
export function learn(node: SparkplugNode, metrics: readonly Metric[], device: string | undefined): boolean {
  const prefix = device === undefined ? '' : `${device}/`;
  // A birth of the node ends all that was announced before it, also of the devices behind it.
  const kept = device === undefined ? [] : node.metrics.filter(({ name }) => !name.startsWith(prefix));
  const fresh = metrics.flatMap((metric): KnownMetric[] => {
    if (metric.name === undefined) return [];
    const unit = unitIn(metric);
    return [
      {
        name: `${prefix}${metric.name}`,
        ...(metric.alias === undefined ? {} : { alias: String(metric.alias) }),
        ...(metric.datatype === undefined ? {} : { datatype: metric.datatype }),
        ...(unit === undefined ? {} : { unit: unit.slice(0, 20) }),
      },
    ];
  });
  const all = [...kept, ...fresh];
  node.metrics = all.slice(0, metrics_max);
  // The weights of before stood under names that may be gone; what is so still, the birth says anew.
  const others = Object.entries(node.masses).filter(([channel]) => !channel.startsWith(channelNamed(prefix)));
  node.masses = device === undefined ? {} : Object.fromEntries(others);
  return all.length <= metrics_max;
}

/** How many messages are missing before this one; `repeat` for the one that was there last. */
export function countOf(node: SparkplugNode, seq: number | undefined): number | 'repeat' {
  const before = node.seq;
  if (seq === undefined) return 0;
  if (seq === before) return 'repeat';
  node.seq = seq;
  return before === undefined ? 0 : (seq - before + 255) % 256;
}

/** What the metrics of one message say of weights. */
export function readingsIn(
  node: SparkplugNode,
  payload: SparkplugPayload,
  device: string | undefined,
  context: FrameContext,
): readonly Reading[] {
  const told = payload.metrics.flatMap((metric) => {
    // What the node kept for later is not what lies there now: it is understood, and no evidence.
    const known = metric.is_historical === true ? undefined : knownOf(node, metric, device);
    return known === undefined ? [] : [{ metric, known }];
  });
  const turned: string[] = [];
  for (const { metric, known } of told) {
    if (metric.value?.is !== 'boolean' || restOf(known.name, context).length === 0) continue;
    if (node.rests[known.name] !== metric.value.boolean) turned.push(known.name);
    node.rests[known.name] = metric.value.boolean;
  }
  const readings: Reading[] = [];
  const weighedNow = new Set<string>();
  for (const { metric, known } of told) {
    const weight = weightOf(known, context);
    if (weight === undefined) continue;
    const stable = weight.stable === undefined ? undefined : node.rests[weight.stable];
    const device_at_ms = metric.timestamp_ms ?? payload.timestamp_ms;
    const reading = weighed(metric, known, weight, {
      ...(context.unit === undefined ? {} : { unit: context.unit }),
      ...(device_at_ms === undefined ? {} : { device_at_ms }),
      ...(stable === undefined ? {} : { stable }),
    });
    weighedNow.add(weight.channel);
    if (reading.kind === 'weight') node.masses[weight.channel] = reading.mass_mg;
    else delete node.masses[weight.channel];
    readings.push(reading);
  }
  return [...readings, ...restReadings(node, turned, weighedNow, context)];
}

/** A node that reports changes only says at last that the weight it told before is at rest now. */
function restReadings(
  node: SparkplugNode,
  turned: readonly string[],
  weighedNow: ReadonlySet<string>,
  context: FrameContext,
): readonly Reading[] {
  const channels = turned.flatMap((name) => restOf(name, context)).filter(({ channel }) => !weighedNow.has(channel));
  return channels.flatMap(({ channel, stable = '' }): Reading[] => {
    const mass_mg = node.masses[channel];
    if (mass_mg === undefined) return [];
    if (node.rests[stable] === true) return [{ kind: 'weight', channel, mass_mg, stable: true }];
    return [{ kind: 'condition', channel, condition: 'motion', says: 'Not at rest.' }];
  });
}

function knownOf(node: SparkplugNode, { alias, name }: Metric, device: string | undefined): KnownMetric | undefined {
  if (name !== undefined) {
    const whole = device === undefined ? name : `${device}/${name}`;
    return node.metrics.find((each) => each.name === whole);
  }
  const digits = alias === undefined ? undefined : String(alias);
  return digits === undefined ? undefined : node.metrics.find((each) => each.alias === digits);
}
