/** Listens at a serial port that nobody has adopted yet, for some seconds: what a driver makes of what comes. Nothing is journaled. */
import { hexOf } from '../devices/codec/hex.ts';
import { driverOf, drivers } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import type { Clock } from './base/clock.ts';
import { countersOf } from './base/counters.ts';
import { limits } from './base/limits.ts';
import { silentLog } from './base/log.ts';
import { randomOf } from './base/random.ts';
import { decodeSettingsOf } from './intake/decode-settings.ts';
import { type Heard, type Hearing, hearingOf } from './intake/hearing.ts';
import { readingWords } from './intake/reading-words.ts';
import type { HeardAtPort, ListenAsked, ListenOutcome } from './live/routes/listen.ts';
import { parseSite } from './site/parse-site.ts';
import { streamLinkOf } from './streams.ts';
import type { IntakePort } from './transport/arrival.ts';
import type { HidBus } from './transport/hid-bus.ts';
import type { Link } from './transport/link.ts';

export interface PortHearingParts {
  readonly clock: Clock;
  readonly bus: HidBus;
  /** Ends a hearing before its time, when the gateway ends. */
  readonly signal: AbortSignal;
}

const look_ms = 100;
const device = 'heard';

/**
 * Opens the port with the driver, which may ask the device what it weighs or reads, and closes it after `asked.seconds`, after
 * `limits.port_hearing_frames_max` frames, or as soon as it cannot be opened or does not answer. `listen` refuses while another hearing runs.
 */
export function portHearing(parts: PortHearingParts): (path: string, asked: ListenAsked) => Promise<ListenOutcome> {
  let isOpen = false;
  return async (path, asked) => {
    if (isOpen) return refused('', 'Somebody listens at a port already. Wait until that is over.');
    isOpen = true;
    try {
      return await heardAt(path, asked, parts);
    } finally {
      isOpen = false;
    }
  };
}

function refused(field: string, rule: string): ListenOutcome {
  return { ok: false, refusals: [{ field, rule }] };
}

async function heardAt(path: string, asked: ListenAsked, parts: PortHearingParts): Promise<ListenOutcome> {
  const { driver: id, serial, unit } = asked;
  const parsed = parseSite(
    {
      name: 'Heard',
      time_zone: 'UTC',
      currency: 'EUR',
      connections: [{ id: device, wire: { kind: 'serial', path, ...serial } }],
      devices: [{ id: device, driver: id, ...(unit === undefined ? {} : { unit }) }],
    },
    drivers,
  );
  if (!parsed.ok) return { ok: false, refusals: parsed.problems.map(({ rule }) => ({ field: 'driver', rule })) };
  const [connection] = parsed.site.connections;
  const [settings] = parsed.site.devices;
  const driver = driverOf(id);
  assert(connection !== undefined && settings !== undefined && driver !== undefined, 'the settings have one of each');
  const ear = earOf(hearingOf({ driver, settings: decodeSettingsOf(settings), chunks: false }), parts.clock);
  const link = streamLinkOf(
    { connection, devices: [settings] },
    {
      intake: ear.intake,
      clock: parts.clock,
      bus: parts.bus,
      random: randomOf(1),
      log: silentLog,
      counters: countersOf(),
    },
  );
  await link.start();
  try {
    await until(link, ear, asked.seconds * 1_000, parts);
    const state = link.states()[0];
    assert(state !== undefined, 'a port has one link');
    const answered = state.connects > 0;
    return {
      ok: true,
      heard: {
        answered,
        says: answered ? state.says : (state.last_error?.says ?? state.says),
        frames: ear.frames,
        left_off: ear.left_off(),
        noise_bytes: state.noise_bytes,
      },
    };
  } finally {
    await link.stop();
  }
}

interface Ear {
  readonly intake: IntakePort;
  readonly frames: HeardAtPort['frames'][number][];
  /** Frames that came after the last that is told. */
  left_off(): number;
}

/** Stands where a gateway has its intake, and keeps the first frames in memory. */
function earOf(hearing: Hearing, clock: Clock): Ear {
  const frames: HeardAtPort['frames'][number][] = [];
  let n = 0;
  return {
    frames,
    left_off: () => n - frames.length,
    intake: {
      waiting: 0,
      whenRoom: (then) => queueMicrotask(then),
      note(_device, event) {
        if (event === 'connected') hearing.gap();
      },
      offer({ retained, qos, data }, settled) {
        n += 1;
        if (frames.length < limits.port_hearing_frames_max) {
          const at_ms = clock.now_ms();
          const [heard] = hearing.hear({ n, at_ms, kind: 'frame', device, retained, qos, data });
          if (heard !== undefined) frames.push(frameOf(at_ms, data, heard));
        }
        queueMicrotask(() => settled('committed'));
      },
    },
  };
}

function frameOf(at_ms: number, data: Uint8Array, heard: Heard): HeardAtPort['frames'][number] {
  const shown = data.subarray(0, limits.port_hearing_frame_bytes_max);
  const common = { at_ms, bytes: data.length, hex: hexOf(shown) };
  if (heard.kind === 'readings') return { ...common, says: heard.readings.map(readingWords) };
  return heard.kind === 'refused'
    ? { ...common, says: [], fault: `${heard.fault.place} ${heard.fault.rule}` }
    : { ...common, says: [] };
}

function until(link: Link, ear: Ear, for_ms: number, { clock, signal }: PortHearingParts): Promise<void> {
  return new Promise((resolve) => {
    const cancels: (() => void)[] = [];
    const end = () => {
      for (const cancel of cancels) cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    function look(): void {
      const state = link.states()[0];
      const cannot = state !== undefined && state.connects === 0 && state.last_error !== undefined;
      if (cannot || ear.frames.length >= limits.port_hearing_frames_max) end();
      else cancels[1] = clock.after(look_ms, look);
    }
    cancels[0] = clock.after(for_ms, end);
    signal.addEventListener('abort', end);
    look();
  });
}
