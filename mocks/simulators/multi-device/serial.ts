/** Runs the operations of one realm one after the other, so that ratchets never step on each other. */
export interface Serial {
  run<T>(realm: string, operation: () => Promise<T>): Promise<T>
  /** Resolves when nothing is running any more. */
  idle(): Promise<void>
}

export function createSerial(): Serial {
  const tails = new Map<string, Promise<unknown>>()
  return {
    run(realm, operation) {
      const result = (tails.get(realm) ?? Promise.resolve()).then(operation)
      tails.set(
        realm,
        result.catch(() => undefined),
      )
      return result
    },
    async idle() {
      await Promise.all(tails.values())
    },
  }
}
