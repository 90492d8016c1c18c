/** Takes a place for an open stream of every one of these owners; undefined where one has no place left, else what gives it back. */
export type TakeSlot = (owners: { token: string; company: string }) => (() => void) | undefined

/** How many event streams may be open at a time. */
export interface StreamLimits {
  perToken: number
  perCompany: number
}

/** Counts open streams, in memory: a place is free again the moment its stream has closed. */
export function createStreamSlots({ perToken, perCompany }: StreamLimits): TakeSlot {
  const open = new Map<string, number>()
  const count = (key: string) => open.get(key) ?? 0

  function add(key: string, by: 1 | -1): void {
    const next = count(key) + by
    if (next === 0) open.delete(key)
    else open.set(key, next)
  }

  return ({ token, company }) => {
    const keys = [`token ${token}`, `company ${company}`] as const
    if (count(keys[0]) >= perToken || count(keys[1]) >= perCompany) return undefined
    for (const key of keys) add(key, 1)
    let held = true
    return () => {
      if (held) for (const key of keys) add(key, -1)
      held = false
    }
  }
}
