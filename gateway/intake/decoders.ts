/** How each device's frames are understood: its driver, what its settings add, and what earlier frames of it decided. */
import type { Decoded } from '../../devices/codec/codec.ts';
import {
  type DecodeSettings,
  type Driver,
  type Followed,
  type Follower,
  type FrameContext,
  understandNext,
} from '../../devices/driver.ts';
import type { Site } from '../stock/site.ts';
import { decodeSettingsOf } from './decode-settings.ts';

interface Decoder {
  readonly driver: Driver;
  readonly settings: DecodeSettings;
  readonly follower: Follower | undefined;
}

/** What a follower knew, as a checkpoint keeps it. */
export type SavedFollowers = readonly (readonly [string, { readonly driver: string; readonly saved: unknown }])[];

export class Decoders {
  readonly #driverOf: (id: string) => Driver | undefined;
  #by_device = new Map<string, Decoder>();

  constructor(driverOf: (id: string) => Driver | undefined) {
    this.#driverOf = driverOf;
  }

  /** Takes over settings; a device that keeps its driver goes on from what was known of it. */
  use(site: Site, saved: SavedFollowers = this.save()): void {
    const known = new Map(saved);
    this.#by_device = new Map();
    for (const device of site.devices) {
      const driver = this.#driverOf(device.driver);
      if (driver === undefined) continue;
      const before = known.get(device.id);
      const follower = driver.follower?.(before?.driver === driver.id ? before.saved : undefined);
      this.#by_device.set(device.id, { driver, settings: decodeSettingsOf(device), follower });
    }
  }

  save(): SavedFollowers {
    return [...this.#by_device].flatMap(([device, { driver, follower }]) =>
      follower === undefined ? [] : [[device, { driver: driver.id, saved: follower.saved() }] as const],
    );
  }

  /** Undefined when the settings have no such device. */
  understand(
    device: string,
    data: Uint8Array,
    frame: Pick<FrameContext, 'retained'> & { readonly topic?: string | undefined },
  ): Decoded<Followed> | undefined {
    const decoder = this.#by_device.get(device);
    if (decoder === undefined) return undefined;
    const { driver, settings, follower } = decoder;
    const { retained, topic } = frame;
    return understandNext(driver, follower, data, {
      ...settings,
      retained,
      ...(topic === undefined ? {} : { topic }),
    });
  }

  /** A device came anew; all of them when none is named. */
  gap(device: string | undefined): void {
    if (device !== undefined) this.#by_device.get(device)?.follower?.gap?.();
    else for (const { follower } of this.#by_device.values()) follower?.gap?.();
  }
}
