/** What happened, in order, for one reader. */
export interface Mailbox<T> {
  post(item: T): void
  next(): Promise<T>
  /** Everything posted and not read yet. */
  drain(): T[]
}

export function createMailbox<T>(): Mailbox<T> {
  const items: T[] = []
  let wake: (() => void) | undefined
  return {
    post(item) {
      items.push(item)
      wake?.()
    },
    drain: () => items.splice(0),
    async next() {
      for (;;) {
        const item = items.shift()
        if (item !== undefined) return item
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
      }
    },
  }
}
