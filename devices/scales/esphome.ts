/**
 * Load cells under ESPHome, publishing over MQTT with the topics ESPHome has by default: a bare number per sensor. By
 * convention it is grams (the sensor's filters in the node's own configuration see to that), and the sensor's object id
 * in the topic is the channel. Sensors of the node that are no load cells become channels that no location is tied to.
 *
 * ESPHome asks the broker to retain every state. `context.retained` therefore has to mean "sent from the broker's
 * memory", not "the flag was set": at the embedded broker a publish by the connected node is live whatever its flag;
 * at an external one only what comes with the flag is memory, because what is new is passed on without it.
 */
import { type Decimal, decimalOf, printDecimal, timesFraction } from '../codec/decimal.ts';
import { type LineValueOf, lineForm, lines, oneOfWords, type TextField } from '../codec/line.ts';
import { type Lively, orLiveness } from '../codec/liveness.ts';
import { Misfit } from '../codec/misfit.ts';
import { driver } from '../driver.ts';
import { esphomeExamples } from './esphome-examples.ts';

const bytes_max = 32;
/** As many digits as leave milligrams a safe integer. */
const grams_max = 1_000_000_000;

const grams: TextField<Decimal> = {
  says: 'The state of a sensor, in grams by convention',
  read(text) {
    const amount = decimalOf(text);
    if (amount === undefined) return new Misfit('format', 'must be a number with a decimal point');
    const fits = Math.abs(amount.units) <= grams_max * 10 ** amount.decimals;
    return fits ? amount : new Misfit('range', `must be from -${grams_max} to ${grams_max}`);
  },
  write: printDecimal,
  sample: (chance) => ({ units: chance.int(-99_999_999, 99_999_999), decimals: chance.int(0, 6) }),
};

const forms = [
  lineForm('state', /^(?<grams>[+-]?[0-9.,]+)$/, { grams }, ({ grams }) => grams),
  lineForm(
    'no-state',
    /^(?<state>[a-z-]+)$/,
    { state: oneOfWords('The sensor has no value', ['nan', 'inf', '-inf', 'unknown', 'unavailable']) },
    ({ state }) => state,
  ),
];

export type EsphomeState = LineValueOf<(typeof forms)[number]>;

export const esphome = driver<Lively<EsphomeState>>({
  id: 'esphome',
  title: 'ESPHome with a load cell',
  family: 'scale',
  wires: ['mqtt'],
  says: 'weights per sensor',
  caveats: [
    "The number has no unit on the wire: the sensor's filters in the node must make it grams.",
    'Sensors of the node that are no load cells become channels; tie no location to them.',
  ],
  framing: { by: 'message', bytes_max },
  topics: ['{device}/sensor/+/state', '{device}/status'],
  ignored_topics: ['{device}/#', 'homeassistant/+/{device}/+/config', 'esphome/discover/{device}'],
  command_topics: ['{device}/+/+/command'],
  frame: orLiveness(lines<EsphomeState>(forms, bytes_max), { online: 'online', offline: 'offline' }),

  readings(value, { topic }) {
    if (value.kind === 'liveness') return [{ kind: 'condition', condition: value.online ? 'online' : 'offline' }];
    const { message } = value;
    const channel = channelOf(topic);
    if (message.kind === 'state') {
      return [{ kind: 'weight', channel, mass_mg: Number(timesFraction(message.grams, 1_000n, 1n)) }];
    }
    const says = `${message.state}: the sensor has no value; check its load cell and wiring.`;
    return [{ kind: 'condition', channel, condition: 'fault', says }];
  },

  examples: esphomeExamples,
});

/** The object id in `…/sensor/<object id>/state`; on a topic of the site's own making its last level, and "1" without any. */
function channelOf(topic: string | undefined): string {
  const levels = (topic ?? '').split('/');
  const last = levels.pop() ?? '';
  const channel = last === 'state' ? levels.pop() : last;
  return channel === undefined || channel === '' ? '1' : channel;
}
