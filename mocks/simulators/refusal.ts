/** What the simulated world answers a caller of its control API who asked for something it cannot do. */
export class SimulatorRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly details: Record<string, unknown> | undefined

  constructor(status: number, code: string, message: string, details?: Record<string, unknown>) {
    super(message)
    this.name = 'SimulatorRefusal'
    this.status = status
    this.code = code
    this.details = details
  }
}
