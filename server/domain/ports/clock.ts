/** Domain time in milliseconds since the epoch: real time, plus an offset in a sandbox. */
export interface Clock {
  now(): number
  /** Called after time jumped forward (never for its ordinary passing). Returns the function that stops it. */
  onJump(listener: () => void): () => void
}
