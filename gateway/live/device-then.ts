/** A device as it was at a past second, in words. */
import { fullWords, whenWords } from '../base/site-time.ts';
import type { DevicesThen, DeviceThen } from '../ledger/device-past.ts';
import { frameSeen } from './frame-seen.ts';
import type { DeviceThenView, FrameSeen } from './messages.ts';
import type { Explain } from './routes/frames.ts';

export interface ThenSources {
  readonly found: DevicesThen;
  readonly at_ms: number;
  readonly zone: string;
  readonly explain: Explain;
}

/** What the journal tells of a device that the settings have now. */
export function deviceThenView(id: string, { found, at_ms, zone, explain }: ThenSources): DeviceThenView {
  const then = found.devices.get(id) ?? { state: 'unknown', frames: [] };
  const [newest] = then.frames;
  const last = newest === undefined ? undefined : { ...newest, says: saidIn(explain(newest.n)) };
  return {
    state: then.state,
    says: stateWords(then, { at_ms, zone, looked_from_ms: found.looked_from_ms }),
    ...(then.since_ms === undefined ? {} : { since_ms: then.since_ms }),
    ...(last === undefined ? {} : { last }),
  };
}

/** Its last frames by then, down to their bytes, newest first. */
export function framesThen(id: string, { found, explain }: ThenSources): FrameSeen[] {
  return (found.devices.get(id)?.frames ?? []).flatMap(({ n }) => {
    const explained = explain(n);
    return explained === undefined ? [] : [frameSeen(n, explained)];
  });
}

function saidIn(explained: ReturnType<Explain>): string {
  return explained === undefined ? 'the journal does not hold it any more' : (explained.fault ?? explained.says ?? '');
}

function stateWords(
  { state, since_ms, frames }: DeviceThen,
  {
    at_ms,
    zone,
    looked_from_ms,
  }: { readonly at_ms: number; readonly zone: string; readonly looked_from_ms: number | undefined },
): string {
  const since = since_ms === undefined ? '' : ` since ${fullWords(since_ms, zone)}`;
  switch (state) {
    case 'connected':
      return frames.length === 0 ? 'It was connected and had not said anything for long.' : 'It was connected.';
    case 'disconnected':
      return `It was not connected${since}.`;
    case 'not-watched':
      return `Nobody was watching${since}: the gateway was not running, or its machine slept.`;
    case 'unknown':
      return looked_from_ms === undefined
        ? 'The journal of that time is not kept any more.'
        : `The journal says nothing of it from ${whenWords(looked_from_ms, at_ms, zone)} to then.`;
  }
}
