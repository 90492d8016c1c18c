/** One line per business event; values are masked by the logger, never by its callers. */
export interface Log {
  info(event: string, facts?: Record<string, unknown>): void
  warn(event: string, facts?: Record<string, unknown>): void
  /** A fault: logged whole with its cause. */
  fault(event: string, error: unknown, facts?: Record<string, unknown>): void
}
