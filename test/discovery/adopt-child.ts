/** A process that does nothing but adopt devices, to be killed in the act. Tells each adoption before and after. */
import { drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { adopted } from '../../gateway/discovery/adoption.ts';
import { Discovery } from '../../gateway/discovery/discovery.ts';
import { openSite } from '../../gateway/site/site-file.ts';

const log = { info() {}, warn() {}, error() {}, debug() {} };
const file = await openSite(process.argv[2] ?? '', { knownDrivers: drivers, clock: systemClock, log });
const nobody = () => Promise.resolve([]);
const discovery = new Discovery({
  drivers,
  clock: systemClock,
  counters: countersOf(),
  site: () => file.current,
  looks: { serial: nobody, hid: nobody, introduce: () => Promise.reject(new Error('unasked')), resolve: nobody },
});
for (let at = file.current.devices.length; ; at += 1) {
  const id = `shelf-${at}`;
  discovery.login({ user: id, client_id: id, address: '192.168.1.7', says: 'refused' });
  const found = discovery.find(`mqtt:login:${id}`);
  if (found === undefined) throw new Error(`${id} is not listed`);
  process.stdout.write(`begin ${at}\n`);
  const written = await file.write(adopted(file.current, found, { id, driver: 'native' }).site);
  if (!written.ok) throw new Error(JSON.stringify(written.problems));
  process.stdout.write(`done ${at}\n`);
}
