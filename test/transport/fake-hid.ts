/**
 * A USB bus to be plugged into, in the place of node-hid and as node-hid behaves: it reads from a tick after the first
 * listener on, takes what a listener throws for an error of the device, and says with a bare text that a device is gone.
 */
import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import type { HidLibrary, HidListing, HidPort } from '../../gateway/transport/hid-bus.ts';

export class FakeHidPort extends EventEmitter implements HidPort {
  readonly written: string[] = [];
  readonly features: string[] = [];
  reading = false;
  closed = false;
  #gone = false;
  #held: Uint8Array[] = [];

  constructor(held: readonly Uint8Array[]) {
    super();
    this.#held = [...held];
    this.on('newListener', (event) => {
      if (event === 'data') process.nextTick(() => this.resume());
    });
  }

  resume(): void {
    if (this.listenerCount('data') === 0) return;
    if (this.closed) throw new TypeError('device has been closed');
    if (this.reading) throw new TypeError('read is already running');
    this.reading = true;
    for (const report of this.#held.splice(0)) this.#give(report);
    if (this.#gone) this.pulled();
  }

  pause(): void {
    this.reading = false;
  }

  /** The device sends; as on Linux, the last 64 reports wait while nobody reads. */
  say(report: Uint8Array): void {
    if (this.reading) this.#give(report);
    else this.#held = [...this.#held, report].slice(-64);
  }

  pulled(): void {
    this.#gone = true;
    if (!this.reading || this.closed) return;
    this.reading = false;
    this.emit('error', 'could not read from HID device: No such device');
  }

  async write(report: Buffer): Promise<number> {
    await turn();
    if (this.#gone || this.closed) throw new Error('Cannot write to hid device: No such device');
    this.written.push(report.toString('hex'));
    return report.length;
  }

  async sendFeatureReport(report: Buffer): Promise<number> {
    await turn();
    if (this.#gone || this.closed) throw new Error('Cannot send feature report: No such device');
    this.features.push(report.toString('hex'));
    return report.length;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.reading = false;
    await turn();
    this.removeAllListeners();
  }

  #give(report: Uint8Array): void {
    try {
      this.emit('data', Buffer.from(report));
    } catch (thrown) {
      setImmediate(() => this.emit('error', thrown));
    }
  }
}

export class FakeHid implements HidLibrary {
  searches = 0;
  /** What the system answers to an opening, instead of the device. */
  refuses: string | undefined;
  /** Every port ever opened. */
  readonly ports: FakeHidPort[] = [];
  readonly HIDAsync = { open: (path: string) => this.#open(path) };
  readonly #plugged = new Map<string, { readonly listings: readonly HidListing[]; readonly stale: Uint8Array[] }>();
  readonly #open_ports = new Map<string, FakeHidPort[]>();

  /** `stale`: a report the device holds since before anybody read it. */
  plug(path: string, listing: Partial<HidListing> = {}, stale?: Uint8Array): void {
    const whole = { vendorId: 0x0922, productId: 0x8003, usagePage: 0x8d, usage: 0x20, ...listing, path };
    this.#plugged.set(path, { listings: [whole], stale: stale === undefined ? [] : [stale] });
  }

  unplug(path: string): void {
    this.#plugged.delete(path);
    for (const port of this.#open_ports.get(path) ?? []) port.pulled();
    this.#open_ports.delete(path);
  }

  /** The newest port that was opened at a path. */
  portAt(path: string): FakeHidPort | undefined {
    return this.#open_ports.get(path)?.at(-1);
  }

  say(path: string, report: Uint8Array): void {
    for (const port of this.#open_ports.get(path) ?? []) port.say(report);
  }

  async devicesAsync(): Promise<readonly HidListing[]> {
    this.searches += 1;
    await turn();
    return [...this.#plugged.values()].flatMap(({ listings }) => listings);
  }

  async #open(path: string): Promise<HidPort> {
    await turn();
    const device = this.#plugged.get(path);
    if (this.refuses !== undefined) throw new Error(`cannot open device with path ${path}: ${this.refuses}`);
    if (device === undefined) throw new Error(`cannot open device with path ${path}: No such file or directory`);
    const port = new FakeHidPort(device.stale);
    this.ports.push(port);
    this.#open_ports.set(path, [...(this.#open_ports.get(path) ?? []), port]);
    return port;
  }
}
