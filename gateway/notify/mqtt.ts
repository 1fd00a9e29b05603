/** Tells alerts to a topic of a broker, one message each, with QoS 1; they were told when the broker has acknowledged them. */
import { connect } from 'mqtt';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { MqttChannel } from '../stock/alert-settings.ts';
import { loginOf } from './login.ts';
import { bodyOf, type Channel, type Outcome } from './notice.ts';

export function mqttTopic({ url, username, password_file, topic }: MqttChannel): Channel {
  return {
    async send(notices, sender, signal) {
      const login = loginOf(username, password_file);
      if (!login.ok) return login;
      const client = connect(url, {
        ...login.options,
        reconnectPeriod: 0,
        connectTimeout: limits.alert_send_ms_max,
        queueQoSZero: false,
      });
      const end = () => client.end(true);
      const outcome = await new Promise<Outcome>((resolve) => {
        const fail = (says: string) => resolve({ ok: false, says });
        signal.addEventListener('abort', () => fail('it does not answer in time'), { once: true });
        client.on('error', (error) => fail(messageOf(error)));
        client.on('close', () => fail('it closed the connection'));
        client.on('connect', () => {
          const all = notices.map((notice) => client.publishAsync(topic, bodyOf([notice], sender), { qos: 1 }));
          Promise.all(all).then(
            () => resolve({ ok: true }),
            (thrown: unknown) => fail(messageOf(thrown)),
          );
        });
        if (signal.aborted) fail('it does not answer in time');
      });
      end();
      return outcome;
    },
  };
}
