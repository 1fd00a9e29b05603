/** What the metrics of a Sparkplug node mean to a scale: which of them are weights, for which channel, in which unit. */
import type { ConfiguredUnit, FrameContext, MetricChannel } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { type MassUnit, milligramsOfNumber } from './mass.ts';
import { unitNamed } from './printed-mass.ts';
import { datatypes, type Metric } from './sparkplug-payload.ts';

/** A metric as its birth announced it. Plain JSON. */
export interface KnownMetric {
  /** With the device's id and a slash before it, where it is of a device behind the node. */
  readonly name: string;
  /** In digits: aliases have 64 bits. */
  readonly alias?: string;
  readonly datatype?: number;
  readonly unit?: string;
}

export interface WeightOf {
  readonly channel: string;
  readonly unit?: ConfiguredUnit;
  readonly stable?: string;
}

const channel_characters_max = 64;
/** Under which keys nodes say the unit: Ignition's own and what others took to. */
const unit_keys = ['engunit', 'unit', 'units', 'uom', 'engineering units', 'engineeringunits'];
const weightName = /^(?:net|gross)?[ _-]?(?:weight|mass)$/i;

export function unitIn({ properties = [] }: Metric): string | undefined {
  return properties.find(({ key }) => unit_keys.includes(key.toLowerCase()))?.text;
}

/**
 * The channel a metric is the weight of: as the settings say, and where they say nothing any number that the node gives a
 * unit of mass, or whose name is weight or mass, under its own name.
 */
export function weightOf(
  { name, unit, datatype }: KnownMetric,
  { metrics }: Pick<FrameContext, 'metrics'>,
): WeightOf | undefined {
  if (metrics !== undefined) return metrics.find(({ metric }) => metric === name);
  if (datatype !== undefined && datatype > datatypes.Double) return undefined;
  const last = name.slice(name.lastIndexOf('/') + 1);
  const isWeight = massUnit(unit) !== undefined || weightName.test(last);
  return isWeight ? { channel: channelNamed(name) } : undefined;
}

/** The channel of a metric that the settings do not name. */
export function channelNamed(metric: string): string {
  return metric.slice(0, channel_characters_max);
}

/** Channels whose metric of rest this is. */
export function restOf(name: string, { metrics = [] }: Pick<FrameContext, 'metrics'>): readonly MetricChannel[] {
  return metrics.filter(({ stable }) => stable === name);
}

function massUnit(name: string | undefined): MassUnit | undefined {
  if (name === undefined || name.length > 20) return undefined;
  const unit = unitNamed(name.trim());
  return unit === 'pcs' || unit === '%' ? undefined : unit;
}

/** The number that a metric holds, by its datatype; undefined where it holds none, or one too large to be exact. */
export function numberOf({ value, datatype: own }: Metric, announced: number | undefined): number | undefined {
  const datatype = own ?? announced;
  switch (value?.is) {
    case 'float':
    case 'double':
      return value.number;
    case 'int':
      if (datatype === datatypes.Int8) return (value.int << 24) >> 24;
      if (datatype === datatypes.Int16) return (value.int << 16) >> 16;
      return datatype === datatypes.Int32 ? value.int | 0 : value.int;
    case 'long': {
      const isSigned = datatype === datatypes.Int64 || (datatype ?? 0) < datatypes.Int64;
      const whole = isSigned ? BigInt.asIntN(64, value.long) : value.long;
      const number = Number(whole);
      return Number.isSafeInteger(number) ? number : undefined;
    }
    default:
      return undefined;
  }
}

/** A weight, or why there is none. `says_unit`: what the node says of its unit; it knows better than the settings. */
export function weighed(
  metric: Metric,
  known: KnownMetric,
  { channel, unit: mapped }: WeightOf,
  context: { readonly unit?: ConfiguredUnit; readonly device_at_ms?: number; readonly stable?: boolean },
): Reading {
  const stamp = context.device_at_ms === undefined ? {} : { device_at_ms: context.device_at_ms };
  const fault = (says: string): ConditionReading => ({
    kind: 'condition',
    channel,
    condition: 'fault',
    says,
    ...stamp,
  });
  const name = known.name.slice(0, 80);
  if (metric.is_null === true || metric.value === undefined) return fault(`${name} has no value.`);
  const unit = massUnit(unitIn(metric) ?? known.unit) ?? mapped ?? context.unit;
  if (unit === undefined) {
    return fault(`${name} does not say in which unit it weighs: set "unit" of this device, or of the metric.`);
  }
  const number = numberOf(metric, known.datatype);
  const mass_mg = number === undefined ? undefined : milligramsOfNumber(number, unit);
  if (mass_mg === undefined) return fault(`${name} holds no weight that can be.`);
  const rest = context.stable === undefined ? {} : { stable: context.stable };
  return { kind: 'weight', channel, mass_mg, ...rest, ...stamp };
}
