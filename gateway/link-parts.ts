/** What every link of the gateway is given: where arrivals go, time, chance, and who is told. */
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import type { IntakePort } from './transport/arrival.ts';
import type { Waits } from './transport/back-off.ts';
import type { HidBus, LoadHid } from './transport/hid-bus.ts';
import type { Strangers } from './transport/strangers.ts';

export interface LinkParts {
  readonly intake: IntakePort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  /** Shared with whoever else looks at the USB bus; one of its own when absent. */
  readonly bus?: HidBus;
  /** Told of who is at the broker and not in the settings. */
  readonly strangers?: Strangers;
  /** Instead of node-hid. */
  readonly loadHid?: LoadHid;
  /** Between attempts to open a wire, instead of the usual. */
  readonly waits?: Waits;
}
