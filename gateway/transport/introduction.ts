/** Asks whoever listens at a TCP address what it is: one connection, one inquiry, good-bye. Never writes anything else. */
import { framerOf } from '../../devices/codec/framer.ts';
import type { Driver, Introduction } from '../../devices/driver.ts';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import { tcpPort } from './tcp.ts';
import type { Wire } from './wire.ts';

export type Introduced = Introduction | { readonly kind: 'absent'; readonly says: string };

export interface IntroductionParts {
  readonly host: string;
  readonly port: number;
  readonly driver: Pick<Driver, 'framing' | 'inquiry'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Resolves within the limits for connecting and answering, with the socket closed. Never rejects. */
export async function introduced({ host, port, driver, clock, signal }: IntroductionParts): Promise<Introduced> {
  const address = { host, port, connect_ms_max: limits.discovery_connect_ms_max };
  let wire: Wire;
  try {
    wire = await tcpPort(address, clock).open(signal);
  } catch (thrown) {
    return { kind: 'absent', says: messageOf(thrown) };
  }
  const introduction = await asked(wire, driver, clock);
  await wire.close();
  return introduction;
}

function asked(wire: Wire, driver: IntroductionParts['driver'], clock: Clock): Promise<Introduction> {
  const framer = framerOf(driver.framing);
  const inquiry = driver.inquiry?.begin();
  return new Promise((resolve) => {
    const wait_ms = limits.discovery_answer_ms_max;
    const silent = `Something listens there and did not answer as such a device within ${wait_ms / 1_000} s.`;
    const over = (introduction: Introduction) => {
      cancel();
      resolve(introduction);
    };
    const cancel = clock.after(wait_ms, () => resolve({ kind: 'stranger', says: silent }));
    if (inquiry === undefined) return over({ kind: 'stranger', says: 'Devices of this driver cannot be asked.' });
    wire.listen({
      heard(chunk) {
        for (const cut of framer.push(chunk)) {
          if (cut.kind === 'noise') return over({ kind: 'stranger', says: `It sends something else (${cut.rule}).` });
          const step = inquiry.heard(cut.data);
          for (const bytes of step.send) wire.write(bytes);
          if (step.over !== undefined) return over(step.over);
        }
      },
      gone: (says) => over({ kind: 'stranger', says }),
    });
  });
}
