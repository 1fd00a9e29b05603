/**
 * Loaded into a measured process before its own code (`node --import`): answers `look` with what the process has used and
 * how late its main thread's event loop ran since the last look. The measured program knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

export interface Look {
  /** Processor time of all threads since the process began. */
  readonly cpu_us: number;
  readonly rss_bytes: number;
  readonly rss_peak_bytes: number;
  /** Beyond the interval at which it is sampled. */
  readonly loop_delay_p99_ms: number;
  readonly loop_delay_max_ms: number;
}

const sample_every_ms = 10;

function answerLooks(): void {
  const delay = monitorEventLoopDelay({ resolution: sample_every_ms });
  delay.enable();
  const late_ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - sample_every_ms);
  process.on('message', (word) => {
    if (word !== 'look') return;
    const { user, system } = process.cpuUsage();
    const look: Look = {
      cpu_us: user + system,
      rss_bytes: process.memoryUsage.rss(),
      rss_peak_bytes: process.resourceUsage().maxRSS * 1_024,
      loop_delay_p99_ms: late_ms(delay.percentile(99)),
      loop_delay_max_ms: late_ms(delay.max),
    };
    delay.reset();
    process.send?.(look);
  });
  // Being looked at is no reason to stay alive.
  process.channel?.unref();
}

if (isMainThread && process.send !== undefined) answerLooks();
