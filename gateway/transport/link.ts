/** Something that brings arrivals: opened once, closed once, and always able to say how it is. */
import type { CommandOutcome, DeviceCommand } from '../../devices/driver.ts';
import type { LinkState } from '../base/link-state.ts';

export interface Link {
  /** Starts connecting and keeps at it; a device that is away is no failure. Throws GatewayFault only for what a person must mend. */
  start(): Promise<void>;
  /** Idempotent; resolves when nothing of the link is left. */
  stop(): Promise<void>;
  states(): readonly LinkState[];
  /** Tells the device of this link something; `done` is called exactly once, also when the link is lost before an answer. */
  command?(command: DeviceCommand, done: (outcome: CommandOutcome) => void, device: string): void;
}

/** A device as MQTT sees it. Filters are MQTT topic filters with the device id already filled in. */
export interface MqttDevice {
  readonly device: string;
  readonly connection: string;
  /** What the gateway understands of this device. */
  readonly filters: readonly string[];
  /** What it may publish besides and the gateway ignores. */
  readonly ignored: readonly string[];
  /** What it may subscribe to. */
  readonly commands: readonly string[];
}
