/** What the simulated world answers a caller of its control API who asked for something it cannot do. */
export class SimulatorRefusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'SimulatorRefusal'
    this.status = status
    this.code = code
  }
}
