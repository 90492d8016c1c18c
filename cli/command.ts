/** What a command may touch of the process it runs in. */
export interface Terminal {
  /** Read by commands that are told to; empty when absent. */
  readonly stdin?: AsyncIterable<string | Buffer>
  stdout: Output
  stderr: Output
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
}

export interface Output {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
  rows?: number
}

/** One command of `trunkline`. */
export interface Command {
  /** The first paragraph is its usage line. */
  help: string
  /** Resolves to the exit code. Throws UsageError, or what `parseArgs` throws. */
  run(args: string[], terminal: Terminal): Promise<number>
}

/** The command was called wrongly: told together with its usage, exit code 2. */
export class UsageError extends Error {}

/** What was asked for cannot be done; the message says why. Exit code 2, without the usage. */
export class Refused extends Error {}

export const exitCodes = { done: 0, failed: 1, usage: 2 } as const
