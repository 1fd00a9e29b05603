/**
 * Scales behind Sparkplug B edge nodes (Eclipse Sparkplug 3.0): names, types and units come with a birth, afterwards there
 * are numbers under aliases, and a count shows what was lost. A device of the settings is one edge node, by default the
 * one of its id in any group; the devices behind it are its channels, `scale-1/Weight`.
 *
 * - Data before a birth, and data after a gap in the count, ask the node for its birth (`Node Control/Rebirth`). Before a
 *   birth nothing is read, as aliases mean nothing. After a gap the rest is read: each message states what lies there, so
 *   one that is missing spoils no other, and that some are missing is a reading of its own.
 * - The count wraps at 256 and says nothing of redelivery: data come with QoS 0, which is not sent again. So readings have
 *   no `seq` and no `boot`; a message with the count of the one before it is that one and is left out.
 * - A death counts only when its `bdSeq` is that of the birth: a broker may deliver the death of a session long replaced.
 * - STATE messages of a primary host are not sent: nodes that wait for one have to be set not to.
 */
import { type DeviceCommand, driver, type Followed, type Follower, type FrameContext } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { sparkplugExamples } from './sparkplug-examples.ts';
import { type KnownMetric, weightOf } from './sparkplug-metrics.ts';
import {
  asked_every_messages,
  bdSeqOf,
  countOf,
  learn,
  metrics_max,
  readingsIn,
  type SparkplugNode,
  unbornNode,
} from './sparkplug-node.ts';
import { datatypes, type SparkplugPayload, sparkplug_bytes_max, sparkplugPayload } from './sparkplug-payload.ts';

/** Nodes that one device of the settings may stand for, where its topics let in several. */
const nodes_max = 16;

export const sparkplug = driver<SparkplugPayload>({
  id: 'sparkplug',
  title: 'Sparkplug B edge node with scales',
  family: 'scale',
  wires: ['mqtt'],
  says: 'weights, rest, births and deaths, lost messages',
  caveats: [
    'Before its birth a node cannot be read: the gateway asks it for one, and it has to take commands for that.',
    'Data come with QoS 0 and are not sent again; a gap in their count is told, not mended.',
    'A node that waits for the STATE of a primary host has to be set not to: the gateway sends none.',
  ],
  framing: { by: 'message', bytes_max: sparkplug_bytes_max },
  topics: [
    'spBv1.0/+/NBIRTH/{device}',
    'spBv1.0/+/NDATA/{device}',
    'spBv1.0/+/NDEATH/{device}',
    'spBv1.0/+/DBIRTH/{device}/+',
    'spBv1.0/+/DDATA/{device}/+',
    'spBv1.0/+/DDEATH/{device}/+',
  ],
  will_topics: ['spBv1.0/+/NDEATH/{device}'],
  command_topics: ['spBv1.0/+/NCMD/{device}/#', 'spBv1.0/+/DCMD/{device}/#'],
  frame: sparkplugPayload,
  readings: () => [],
  follower: (saved) => new SparkplugFollower(saved),
  commands: ['announce'],
  message: (command, device) => ({ topic: topicOf(command, device), payload: rebirth() }),
  examples: sparkplugExamples,
});

/** Without a topic the group is not known; nodes outside groups do not exist, so nobody hears it then. */
function topicOf(command: DeviceCommand, device: string): string {
  return (command.kind === 'announce' ? command.topic : undefined) ?? `spBv1.0/-/NCMD/${device}`;
}

function rebirth(): Uint8Array {
  return sparkplugPayload.encode({
    metrics: [{ name: 'Node Control/Rebirth', datatype: datatypes.Boolean, value: { is: 'boolean', boolean: true } }],
  });
}

type Saved = readonly (readonly [string, SparkplugNode])[];

interface Topic {
  readonly type: string;
  readonly node: string;
  readonly device?: string;
  readonly ask: string;
}

/** `spBv1.0/<group>/<type>/<node>[/<device>]`; undefined for what is none. */
function topicIn(topic: string | undefined): Topic | undefined {
  const [space, group, type, node, device, ...more] = (topic ?? '').split('/');
  if (space !== 'spBv1.0' || group === undefined || type === undefined || node === undefined || more.length > 0) {
    return undefined;
  }
  const ask = `spBv1.0/${group}/NCMD/${node}`;
  return { type, node: `${group}/${node}`, ask, ...(device === undefined ? {} : { device }) };
}

class SparkplugFollower implements Follower<SparkplugPayload> {
  readonly #nodes: Map<string, SparkplugNode>;

  constructor(saved: unknown) {
    this.#nodes = new Map(isSaved(saved) ? structuredClone(saved) : []);
  }

  follow(payload: SparkplugPayload, context: FrameContext): Followed {
    const topic = topicIn(context.topic);
    if (topic === undefined) return { readings: [] };
    const node = this.#node(topic.node);
    switch (topic.type) {
      case 'NBIRTH':
        return { readings: this.#born(node, payload, context) };
      case 'NDEATH':
        return { readings: died(node, payload) };
      case 'DBIRTH':
      case 'NDATA':
      case 'DDATA':
      case 'DDEATH':
        // From a broker's memory there is no count, and nothing that was not said before.
        return context.retained ? { readings: [] } : told(node, payload, topic, context);
      default:
        return { readings: [] };
    }
  }

  /** Whether births were missed meanwhile nobody knows, and an alias of before may stand for something else now. */
  gap(): void {
    this.#nodes.clear();
  }

  saved(): Saved {
    return structuredClone([...this.#nodes]);
  }

  #born(node: SparkplugNode, payload: SparkplugPayload, context: FrameContext): readonly Reading[] {
    Object.assign(node, unbornNode(), { born: true, seq: payload.seq ?? 0, bd_seq: bdSeqOf(payload) });
    const isWhole = learn(node, payload.metrics, undefined);
    return [
      { kind: 'condition', condition: 'online' },
      ...tooMany(isWhole),
      ...readingsIn(node, payload, undefined, context),
    ];
  }

  #node(name: string): SparkplugNode {
    const known = this.#nodes.get(name);
    if (known !== undefined) return known;
    const node = unbornNode();
    this.#nodes.set(name, node);
    for (const [oldest] of this.#nodes) if (this.#nodes.size > nodes_max) this.#nodes.delete(oldest);
    return node;
  }
}

function died(node: SparkplugNode, payload: SparkplugPayload): readonly Reading[] {
  const ended = bdSeqOf(payload);
  if (node.bd_seq !== undefined && ended !== undefined && ended !== node.bd_seq) return [];
  Object.assign(node, unbornNode());
  return [{ kind: 'condition', condition: 'offline', says: 'Its broker says that the node is gone.' }];
}

/** A message that counts: of the node, or of a device behind it. */
function told(node: SparkplugNode, payload: SparkplugPayload, topic: Topic, context: FrameContext): Followed {
  if (!node.born) return asking(node, topic, []);
  const missing = countOf(node, payload.seq);
  if (missing === 'repeat') return { readings: [] };
  const lost: readonly Reading[] = missing === 0 ? [] : [lostReading(missing, payload.seq ?? 0)];
  const readings = [...lost, ...meant(node, payload, topic, context)];
  return missing === 0 ? { readings } : asking(node, topic, readings);
}

function meant(
  node: SparkplugNode,
  payload: SparkplugPayload,
  topic: Topic,
  context: FrameContext,
): readonly Reading[] {
  const { type, device } = topic;
  if (type === 'DBIRTH' && device !== undefined) {
    const isWhole = learn(node, payload.metrics, device);
    const wasDead = node.dead.includes(device);
    node.dead = node.dead.filter((each) => each !== device);
    const back = wasDead ? channelsOf(node, device, context, 'online', 'is there again') : [];
    return [...back, ...tooMany(isWhole), ...readingsIn(node, payload, device, context)];
  }
  if (type === 'DDEATH' && device !== undefined) {
    // Of a device that nobody announced nothing is known that could be gone.
    const isKnown = node.metrics.some(({ name }) => name.startsWith(`${device}/`));
    if (!isKnown || node.dead.includes(device)) return [];
    node.dead = [...node.dead, device];
    return channelsOf(node, device, context, 'offline', 'is gone, as its node says');
  }
  return readingsIn(node, payload, device, context);
}

/** The same of all channels of a device behind the node. */
function channelsOf(
  node: SparkplugNode,
  device: string,
  context: FrameContext,
  condition: 'online' | 'offline',
  says: string,
): readonly ConditionReading[] {
  const channels = node.metrics
    .filter(({ name }) => name.startsWith(`${device}/`))
    .flatMap((metric) => weightChannel(metric, context));
  return channels.map((channel) => ({
    kind: 'condition',
    channel,
    condition,
    says: `${device.slice(0, 64)} ${says}.`,
  }));
}

function weightChannel(metric: KnownMetric, context: FrameContext): readonly string[] {
  const weight = weightOf(metric, context);
  return weight === undefined ? [] : [weight.channel];
}

function tooMany(isWhole: boolean): readonly ConditionReading[] {
  const says = `The node announces more than ${metrics_max} metrics; the rest is not read.`;
  return isWhole ? [] : [{ kind: 'condition', condition: 'fault', says }];
}

function lostReading(missing: number, seq: number): ConditionReading {
  const says = `${missing} message${missing === 1 ? '' : 's'} of the node never came, before its number ${seq}.`;
  return { kind: 'condition', condition: 'data-lost', says };
}

/** Asks for a birth, unless the node was asked a few messages ago. */
function asking(node: SparkplugNode, { ask }: Topic, readings: readonly Reading[]): Followed {
  if (node.patience > 0) {
    node.patience -= 1;
    return { readings };
  }
  node.patience = asked_every_messages;
  return { readings, commands: [{ kind: 'announce', topic: ask }] };
}

/** What `saved` gave comes back as it was, through JSON. */
function isSaved(saved: unknown): saved is [string, SparkplugNode][] {
  return Array.isArray(saved);
}
