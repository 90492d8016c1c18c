/** The one clock of a world: real time plus an offset that only grows until a reset. Milliseconds since the epoch. */
export interface WorldClock {
  now(): number
}
