/** The demo's site and the world that a simulation makes of it. */
import { drivers } from '../../devices/registry.ts';
import { demoSettings } from '../../gateway/simulation.ts';
import { simulationOf } from '../../gateway/simulation-plan.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { World } from '../../simulators/world.ts';

export function demoSite(serial_dir = '/tmp/serial'): Site {
  const settings = demoSettings({
    dashboard_port: 8_080,
    broker_port: 1_883,
    llrp_port: 5_084,
    serial_dir,
    upstream_url: 'http://127.0.0.1:9200/v1/movements',
  });
  const parsed = parseSite(settings, drivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

export function demoWorld(): World {
  return simulationOf(demoSite()).world;
}
