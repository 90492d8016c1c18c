/**
 * Hints between parts of one process: "look at the store again". Never needed for
 * correctness; whoever waits also looks by itself now and then.
 */
export interface Signals {
  raise(topic: string): void
  on(topic: string, listener: () => void): () => void
  /** Resolves at the next signal of the topic, or after `timeoutMs` of real time. */
  next(topic: string, timeoutMs: number, signal?: AbortSignal): Promise<void>
}

export const topics = {
  messagesQueued: 'messages.queued',
  deliveriesDue: 'deliveries.due',
  inDoubt: 'messages.in_doubt',
  ingress: 'ingress.stored',
  sessions: 'sessions.changed',
  session: (id: string) => `session.${id}`,
  message: (id: string) => `message.${id}`,
  connection: (channel: string) => `connection.${channel}`,
}

export function createSignals(): Signals {
  const listeners = new Map<string, Set<() => void>>()

  function on(topic: string, listener: () => void): () => void {
    const set = listeners.get(topic) ?? new Set()
    listeners.set(topic, set.add(listener))
    return () => {
      set.delete(listener)
      if (set.size === 0) listeners.delete(topic)
    }
  }

  return {
    on,
    raise(topic) {
      for (const listener of [...(listeners.get(topic) ?? [])]) listener()
    },
    next(topic, timeoutMs, signal) {
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          off()
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        const timer = setTimeout(finish, timeoutMs)
        // What waits for an answer keeps the process alive, not the wait: a closed sandbox lets its process end.
        timer.unref()
        const off = on(topic, finish)
        signal?.addEventListener('abort', finish, { once: true })
      })
    },
  }
}
