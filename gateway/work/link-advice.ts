/** What to do about the wire to a device. */
import type { LinkState } from '../base/link-state.ts';
import { type Advice, type DeviceFacts, spanWords } from './device-facts.ts';

const hour_ms = 3_600_000;
/** More reconnects an hour are no chance. */
const reconnects_an_hour_max = 6;
const reconnects_min = 5;
/** Noise that a sound line may have: the bytes before the first whole frame. */
const noise_bytes_min = 64;

export function linkAdvice(facts: DeviceFacts): Advice[] {
  const { link } = facts;
  if (link === undefined) return [];
  return [
    ...stateAdvice(link, facts),
    ...sharedAdvice(link),
    ...noiseAdvice(link, facts),
    ...unsteadyAdvice(link, facts),
  ];
}

function stateAdvice(link: LinkState, facts: DeviceFacts): Advice[] {
  switch (link.state) {
    case 'refused':
      return [refusedAdvice(link)];
    case 'unavailable':
      return [
        {
          code: 'library-missing',
          tone: 'bad',
          says: link.says,
          next: 'Install what it names on this machine, then restart the gateway. All other devices go on meanwhile.',
        },
      ];
    case 'waiting':
      return [awayAdvice(link, facts)];
    default:
      return [];
  }
}

function refusedAdvice({ says }: LinkState): Advice {
  if (says.includes('owns this reader')) {
    return {
      code: 'reader-owned',
      tone: 'bad',
      says: 'Another application owns this reader: LLRP readers serve one client at a time.',
      next: "Stop the other application, or close its connection on the reader's own web page. This goes on by itself then.",
    };
  }
  return { code: 'refused', tone: 'bad', says, next: 'Correct what it says. It is tried again by itself.' };
}

function awayAdvice(link: LinkState, { wire, connection, family, activity, now_ms }: DeviceFacts): Advice {
  const isNew = link.connects === 0;
  if (!isNew && wire === 'hid' && family === 'scale') {
    return {
      code: 'auto-off',
      tone: 'bad',
      says: `It left the USB bus ${spanWords(now_ms - link.since_ms)} ago. Many such scales turn themselves off after some minutes.`,
      next: 'Turn it on, and its auto-off off if it has such a key. What changed meanwhile is booked when it is back.',
    };
  }
  if (isNew && activity === undefined) {
    return {
      code: 'never-heard',
      tone: 'bad',
      says: `It was never heard. ${link.says}`,
      next: firstStep(wire, connection),
    };
  }
  return {
    code: 'away',
    tone: 'bad',
    says: `It is away for ${spanWords(now_ms - link.since_ms)}. ${link.says}`,
    next: isNew ? firstStep(wire, connection) : 'Look at its power and its cable. It is tried again by itself.',
  };
}

function firstStep(wire: string, connection: string): string {
  switch (wire) {
    case 'mqtt':
      return `In the device, set the broker's address, and ${connection} as user name and as client id. Its secret is made when it is adopted, or by: npx tallygate enrol ${connection}`;
    case 'serial':
      return 'Is its cable in, and is the path right? Find devices lists the ports of this machine.';
    case 'hid':
      return 'Is it plugged in and on? Find devices lists the USB scales and scanners of this machine.';
    case 'tcp':
      return 'Is it on, and are address and port right? Find devices asks an address what is there.';
    default:
      return 'Look at its power, its cable, and its address in the settings.';
  }
}

function sharedAdvice({ state, says }: LinkState): Advice[] {
  if (state !== 'connected' || !says.includes('It replaced a connection')) return [];
  return [
    {
      code: 'credential-shared',
      tone: 'warn',
      says: 'Another login with the same credential took the place of this one.',
      next: 'When this repeats, two devices use one credential and throw each other out: give each a connection of its own.',
    },
  ];
}

function noiseAdvice({ bytes, noise_bytes, frames }: LinkState, { wire }: DeviceFacts): Advice[] {
  if (noise_bytes < noise_bytes_min) return [];
  const says = `${noise_bytes} of the ${bytes} bytes it sent belong to no frame.`;
  const isSerial = wire === 'serial';
  if (frames === 0 || noise_bytes * 2 > bytes) {
    return [
      {
        code: 'noise-only',
        tone: 'bad',
        says,
        next: isSerial
          ? 'Compare baud rate, data bits and parity with those the device is set to; if they are right, it speaks something else than its driver.'
          : 'It speaks something else than its driver, or somebody else is at that address: compare the bytes below with its manual.',
      },
    ];
  }
  if (noise_bytes * 100 < bytes) return [];
  return [
    {
      code: 'noise-some',
      tone: 'warn',
      says,
      next: isSerial
        ? 'The line is disturbed: look at its plugs, its length and its ground, and at parity.'
        : 'It sends more than its driver knows. If nothing is missing, this does no harm.',
    },
  ];
}

function unsteadyAdvice({ connects, state }: LinkState, { now_ms, started_ms }: DeviceFacts): Advice[] {
  const hours = Math.max(1, (now_ms - started_ms) / hour_ms);
  if (state !== 'connected' || connects - 1 < reconnects_min || (connects - 1) / hours <= reconnects_an_hour_max)
    return [];
  return [
    {
      code: 'unsteady',
      tone: 'warn',
      says: `It connected anew ${connects - 1} times in ${spanWords(now_ms - started_ms)}.`,
      next: 'Look at its cable or its Wi-Fi reception, its power supply, and whether something else uses its credential or its port.',
    },
  ];
}
