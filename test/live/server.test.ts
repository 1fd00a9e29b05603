import { describe, expect, test } from 'vitest';
import { GatewayFault } from '../../gateway/base/faults.ts';
import { startTestGateway } from './gateway.ts';

async function faultOf(work: Promise<unknown>): Promise<GatewayFault> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof GatewayFault) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('the dashboard port', () => {
  test.each(['0.0.0.0', '::', '192.168.1.7', 'warehouse.example', '127.evil.example', ''])(
    'refuses to be bound to "%s" and says why',
    async (host) => {
      const fault = await faultOf(startTestGateway({ host }));
      expect(fault.code).toBe('address-refused');
      expect(fault.message).toContain('loopback only');
      expect(fault.message).toContain('network.dashboard.tls_proxy');
    },
  );

  test('says in one sentence that its port is taken', async () => {
    const first = await startTestGateway();
    const fault = await faultOf(startTestGateway({ port: first.live.port }));
    await first.stop();
    expect(fault.code).toBe('port-in-use');
    expect(fault.message).toBe(
      `Port ${first.live.port} on 127.0.0.1 is in use by another program. Stop that program, or give the dashboard another port in the settings (network.dashboard.port).`,
    );
  });

  test('can be stopped twice, also while a request is under way, and its port is free again', async () => {
    const gateway = await startTestGateway({ answer: () => new Promise(() => {}) });
    const hanging = fetch(`${gateway.live.url}api/v1/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"kind":"settle","question":"q1","answer":"two"}',
    });
    await expect.poll(() => gateway.commands.length).toBe(1);
    await Promise.all([gateway.live.stop(), gateway.live.stop()]);
    await expect(hanging).rejects.toThrow();
    const again = await startTestGateway({ port: gateway.live.port });
    await again.stop();
    await gateway.stop();
  });
});
