import { join } from 'node:path'
import { spawn } from '@lydell/node-pty'

const program = join(import.meta.dirname, '..', '..', 'cli', 'trunkline.ts')

/** A program of ours in a terminal of 100 columns and 50 lines, as a person has it. */
export interface PseudoTerminal {
  /** Everything written so far, with the terminal's control sequences. */
  text(): string
  /** Resolves with the first match in what was written. Rejects when the program ends without it. */
  shows(pattern: RegExp): Promise<RegExpMatchArray>
  type(keys: string): void
  /** The exit code. */
  ended: Promise<number>
}

/** @param env all the program sees, beside PATH and TERM */
export function openTerminal(args: string[], env: Record<string, string>): PseudoTerminal {
  const pty = spawn(process.execPath, [program, ...args], {
    name: 'xterm-256color',
    cols: 100,
    rows: 50,
    env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
  })
  let text = ''
  const watchers = new Set<() => void>()
  pty.onData((data) => {
    text += data
    for (const look of watchers) look()
  })
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
  return {
    text: () => text,
    ended,
    type: (keys) => pty.write(keys),
    shows(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = text.match(pattern)
          if (!match) return
          watchers.delete(look)
          resolve(match)
        }
        watchers.add(look)
        look()
        void ended.then((code) => reject(new Error(`ended with ${code} without showing ${pattern}:\n${text}`)))
      })
    },
  }
}

/** What a terminal's control sequences begin with, for a regular expression. */
export const csi = '\u001B\\['
const control = new RegExp(`${csi}[0-9;]*[A-Za-z]`, 'g')
type Pair = [upper: boolean, lower: boolean]

const blank: Pair = [false, false]
const pairOf: Record<string, Pair> = {
  '▄': [false, true],
  '▀': [true, false],
  '█': [true, true],
}

/**
 * The dark modules of the last QR code drawn in half blocks, row by row. Around it is a margin of one module, and
 * the lowest line holds only margin.
 */
export function drawnModules(text: string): boolean[][] {
  const lines = text
    .replace(control, '')
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
  const last = lines.findLastIndex((line) => /^ ▄{7} .* ▄{7} $/.test(line))
  const width = lines[last]?.length ?? 0
  const rows = lines.slice(last, last + width / 2).flatMap((line) => {
    const pairs = [...line].map((character) => pairOf[character] ?? blank)
    return [pairs.map(([upper]) => upper), pairs.map(([, lower]) => lower)]
  })
  return rows.slice(1, width - 1).map((row) => row.slice(1, width - 1))
}
