/** The scenarios there are. */
import type { Scenario } from '../../simulators/scenes/scene.ts';

/** Read when asked for, so that the score's own tests do not need them. Throws an Error when they cannot be read. */
export async function knownScenarios(): Promise<readonly Scenario[]> {
  const suffix = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const found: { readonly scenarios: readonly Scenario[] } = await import(
    new URL(`../../simulators/scenes/scenarios.${suffix}`, import.meta.url).href
  );
  return found.scenarios;
}
