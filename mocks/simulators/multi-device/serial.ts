/**
 * Runs the operations of one realm one after the other, so that ratchets never step on each other. An operation asks
 * `isCurrent` before it writes: a realm cleared meanwhile must not be filled again by what was under way.
 */
export interface Serial {
  run<T>(realm: string, operation: (isCurrent: () => boolean) => Promise<T>): Promise<T>
  /** What runs or waits now is no longer current. */
  outdate(realm: string): void
  /** Resolves when nothing is running any more. */
  idle(): Promise<void>
}

export function createSerial(): Serial {
  const tails = new Map<string, Promise<unknown>>()
  const epochs = new Map<string, number>()
  const epochOf = (realm: string) => epochs.get(realm) ?? 0
  return {
    run(realm, operation) {
      const epoch = epochOf(realm)
      const result = (tails.get(realm) ?? Promise.resolve()).then(() => operation(() => epochOf(realm) === epoch))
      tails.set(
        realm,
        result.catch(() => undefined),
      )
      return result
    },
    outdate: (realm) => void epochs.set(realm, epochOf(realm) + 1),
    async idle() {
      await Promise.all(tails.values())
    },
  }
}
