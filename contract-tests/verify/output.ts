/** Where text is written: a stream of the process, or a recorder. */
export interface Output {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

/** Wraps text in the codes of a colour, or leaves it as it is. */
export type Paint = Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', (text: string) => string>

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const

/** Colours for a terminal that did not ask for none (https://no-color.org). */
export function paintFor(output: Output, env: NodeJS.ProcessEnv): Paint {
  const colours = output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
  const wrap =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      colours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return {
    bold: wrap(codes.bold),
    dim: wrap(codes.dim),
    red: wrap(codes.red),
    green: wrap(codes.green),
    yellow: wrap(codes.yellow),
  }
}
