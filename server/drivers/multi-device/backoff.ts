export interface Backoff {
  firstMs: number
  maxMs: number
}

/** Pause before try number `failures + 1`: doubles up to the maximum, half of it random. */
export function backoffMs(failures: number, { firstMs, maxMs }: Backoff): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(failures, 20))
  return full / 2 + (Math.random() * full) / 2
}
