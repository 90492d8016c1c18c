/** Who waits for the server's acknowledgement of which message. */
export interface Acks {
  /** Resolves with the error of the ack, or null. */
  expect(keyId: string): Promise<string | null>
  /** False when nobody waits for it. */
  settle(keyId: string, error: string | null): boolean
  forget(keyId: string): void
}

export function createAcks(): Acks {
  const waiting = new Map<string, (error: string | null) => void>()
  return {
    expect(keyId) {
      return new Promise((resolve) => waiting.set(keyId, resolve))
    },
    settle(keyId, error) {
      const resolve = waiting.get(keyId)
      waiting.delete(keyId)
      resolve?.(error)
      return resolve !== undefined
    },
    forget: (keyId) => waiting.delete(keyId),
  }
}
