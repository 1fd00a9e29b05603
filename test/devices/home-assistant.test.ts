/** What Home Assistant's discovery messages say of scales, in all the ways they are written. */
import { describe, expect, test } from 'vitest';
import { understandNext } from '../../devices/driver.ts';
import { homeAssistant } from '../../devices/scales/home-assistant.ts';
import { expandedConfig, isWeight, sensorsOf, templateOf } from '../../devices/scales/home-assistant-config.ts';

describe('a config', () => {
  test('in abbreviations and with a base topic means the same as in whole words', () => {
    const short = {
      '~': 'shelf/a',
      stat_t: '~/state',
      avty: [{ t: 'up/~', pl_avail: 'yes', pl_not_avail: 'no', val_tpl: '{{ value_json.state }}' }],
      dev_cla: 'weight',
      unit_of_meas: 'g',
      val_tpl: '{{value_json["hx 711"].w|float(0)}}',
      uniq_id: 'u1',
      dev: { mf: 'Maker', mdl: 'M1', name: '~not a topic' },
    };
    const whole = {
      state_topic: 'shelf/a/state',
      availability: [
        {
          topic: 'up/shelf/a',
          payload_available: 'yes',
          payload_not_available: 'no',
          value_template: '{{ value_json.state }}',
        },
      ],
      device_class: 'weight',
      unit_of_measurement: 'g',
      value_template: '{{value_json["hx 711"].w|float(0)}}',
      unique_id: 'u1',
      device: { manufacturer: 'Maker', model: 'M1', name: '~not a topic' },
    };
    expect(expandedConfig(short)).toEqual(whole);
    expect(sensorsOf(short, 'left')).toEqual(sensorsOf(whole, 'left'));
    expect(sensorsOf(short, 'left')).toEqual([
      {
        object: 'left',
        state_topic: 'shelf/a/state',
        template: { is: 'path', path: ['hx 711', 'w'] },
        unit: 'g',
        device_class: 'weight',
        unique_id: 'u1',
        availability: [
          { topic: 'up/shelf/a', online: 'yes', offline: 'no', template: { is: 'path', path: ['state'] } },
        ],
        device: { name: '~not a topic', manufacturer: 'Maker', model: 'M1' },
      },
    ]);
  });

  test.each([
    [undefined, { is: 'whole' }],
    ['{{ value }}', { is: 'whole' }],
    ['{{value|float}}', { is: 'whole' }],
    ['{{ value_json.a.b }}', { is: 'path', path: ['a', 'b'] }],
    ['{{ value_json[\'a b\']["c"] }}', { is: 'path', path: ['a b', 'c'] }],
    ['{{- value_json.a -}}', { is: 'path', path: ['a'] }],
    ['{{ value_json.a | round(1) }}', { is: 'unsupported', template: '{{ value_json.a | round(1) }}' }],
    ['{{ value_json }}', { is: 'unsupported', template: '{{ value_json }}' }],
    ['{% if value %}1{% endif %}', { is: 'unsupported', template: '{% if value %}1{% endif %}' }],
    [7, { is: 'unsupported', template: '' }],
  ])('takes its value by %j', (template, expected) => {
    expect(templateOf(template)).toEqual(expected);
  });

  test.each([
    [{ device_class: 'weight', unit: 'kg' }, true],
    [{ device_class: 'weight' }, true],
    [{ unit: 'kg' }, true],
    [{ unit: 'µg' }, true],
    [{ unit: 'st' }, true],
    [{ device_class: 'temperature', unit: 'kg' }, false],
    [{ unit: '%' }, false],
    [{ unit: 'pcs' }, false],
    [{}, false],
  ])('is one of a scale: %j', (sensor, expected) => {
    expect(isWeight(sensor)).toBe(expected);
  });

  test.each([null, 7, [], {}, { state_topic: 7 }, { components: { a: 7, b: { p: 'switch', state_topic: 'x' } } }])(
    'that announces nothing announces nothing: %j',
    (json) => {
      expect(sensorsOf(json, 'x')).toEqual([]);
    },
  );
});

describe('a node', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  function host() {
    const follower = homeAssistant.follower?.();
    return (topic: string, text: string) => {
      const understood = understandNext(homeAssistant, follower, bytes(text), { topic, retained: false });
      if (!understood.ok) return understood.fault.rule;
      return understood.value.readings.map((reading) =>
        reading.kind === 'weight'
          ? [reading.channel, reading.mass_mg]
          : reading.kind === 'condition'
            ? reading.condition
            : '',
      );
    };
  }
  const config = (object: string) => `homeassistant/sensor/shelf-c1/${object}/config`;
  const scale = (changes: object) =>
    JSON.stringify({ state_topic: 'shelf-c1/w', device_class: 'weight', unit_of_measurement: 'kg', ...changes });

  test.each([
    ['st', '10.5', 66_678_078],
    ['µg', '2500', 3],
    ['lb', '1', 453_592],
    ['mg', '7.6', 8],
  ])('weighs in %s', (unit_of_measurement, state, mass_mg) => {
    const hear = host();
    hear(config('pan'), scale({ unit_of_measurement }));
    expect(hear('shelf-c1/w', state)).toEqual([['pan', mass_mg]]);
  });

  test('says once that it is gone and once that it is back, however often it repeats it', () => {
    const hear = host();
    hear(config('pan'), scale({ availability_topic: 'shelf-c1/status' }));
    const said = ['online', 'offline', 'offline', 'online', 'online'].map((word) => hear('shelf-c1/status', word));
    expect(said).toEqual([[], ['offline'], [], ['online'], []]);
  });

  test('has the topic of its newest config, and none when it takes it back', () => {
    const hear = host();
    hear(config('pan'), scale({}));
    hear(config('pan'), scale({ state_topic: 'shelf-c1/new' }));
    expect([hear('shelf-c1/w', '1'), hear('shelf-c1/new', '1')]).toEqual([[], [['pan', 1_000_000]]]);
    hear(config('pan'), '');
    expect(hear('shelf-c1/new', '1')).toEqual([]);
  });

  test('that takes back a sensor which is away leaves nothing of it behind', () => {
    const follower = homeAssistant.follower?.();
    const hear = (topic: string, text: string) =>
      understandNext(homeAssistant, follower, bytes(text), { topic, retained: false });
    hear(config('pan'), scale({ availability_topic: 'shelf-c1/up' }));
    hear('shelf-c1/up', 'offline');
    expect(follower?.saved()).toMatchObject({ away: ['pan'] });
    hear(config('pan'), scale({ availability_topic: 'shelf-c1/up', name: 'The same once more' }));
    expect(follower?.saved()).toMatchObject({ away: ['pan'] });
    hear(config('pan'), '');
    expect(follower?.saved()).toEqual({ announced: [], away: [] });
  });

  test('with too many scales is told so', () => {
    const hear = host();
    for (let at = 0; at < 64; at += 1)
      expect(hear(config(`pan-${at}`), scale({ state_topic: `shelf-c1/${at}` }))).toEqual([]);
    expect(hear(config('pan-64'), scale({}))).toEqual(['fault']);
    expect(hear('shelf-c1/63', '1')).toEqual([['pan-63', 1_000_000]]);
  });

  test.each(['nan', 'None', '', 'inf', '1e400', '99999999999'])('has no weight when it says %j', (state) => {
    const hear = host();
    hear(config('pan'), scale({}));
    expect(hear('shelf-c1/w', state)).toEqual(['fault']);
  });

  test('whose config is no JSON is refused', () => {
    expect(host()(config('pan'), '{')).toBe('must be JSON');
  });
});
