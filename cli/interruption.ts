const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Ctrl-C and its kin as an AbortSignal, until disposed. A second one ends the process the usual way. */
export function interruption(): Disposable & { signal: AbortSignal } {
  const controller = new AbortController()
  const stop = () => {
    release()
    controller.abort(new Error('Interrupted'))
  }
  const release = () => {
    for (const name of signals) process.off(name, stop)
  }
  for (const name of signals) process.on(name, stop)
  return { signal: controller.signal, [Symbol.dispose]: release }
}
