/** Two scenes as one: under one roof and one gateway, at the same time. */
import type { Scene, SceneLine } from './scene.ts';

interface SiteParts {
  readonly items: readonly object[];
  readonly locations: readonly object[];
  readonly connections: readonly object[];
  readonly devices: readonly object[];
}

/** The first one's name, settings and times hold; the second one has items, places and devices of its own and the same beginning. */
export function sideBySide(first: Scene, second: Scene): Scene {
  const [a, b] = [partsOf(first.site), partsOf(second.site)];
  return {
    ...first,
    site: {
      ...first.site,
      items: [...a.items, ...b.items],
      locations: [...a.locations, ...b.locations],
      connections: [...a.connections, ...b.connections],
      devices: [...a.devices, ...b.devices],
    },
    score_from_ms: Math.max(first.score_from_ms, second.score_from_ms),
    end_ms: Math.max(first.end_ms, second.end_ms),
    *play(told) {
      // Both begin with the gateway's start, which happens once.
      const others = second.play(told);
      let other = nextOf(others);
      for (const line of first.play(told)) {
        while (other !== undefined && other.at_ms < line.at_ms) {
          if (!isStart(other)) yield other;
          other = nextOf(others);
        }
        yield line;
      }
      for (; other !== undefined; other = nextOf(others)) if (!isStart(other)) yield other;
    },
  };
}

function isStart(line: SceneLine): boolean {
  return line.kind === 'event' && line.event === 'started';
}

function nextOf(lines: Iterator<SceneLine, void, void>): SceneLine | undefined {
  const next = lines.next();
  return next.done === true ? undefined : next.value;
}

function partsOf(site: object): SiteParts {
  const parts: SiteParts = JSON.parse(JSON.stringify(site));
  return parts;
}
