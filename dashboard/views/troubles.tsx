/** What a person should know now, above everything else. */
import { screen } from '../store.ts';

export function Troubles() {
  const troubles = screen.value?.health.troubles ?? [];
  if (troubles.length === 0) return null;
  return (
    <ul class="troubles" role="alert">
      {troubles.map((trouble) => (
        <li key={trouble}>{trouble}</li>
      ))}
    </ul>
  );
}
