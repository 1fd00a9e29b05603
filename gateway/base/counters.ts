/** Named counts of what happened; the only place where something refused or skipped is allowed to go. */
export interface Counters {
  add(name: string, by?: number): void;
  read(): Readonly<Record<string, number>>;
}

export function countersOf(): Counters {
  const counts = new Map<string, number>();
  return {
    add(name, by = 1) {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    read: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
