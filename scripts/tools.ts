import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const tools = {
  biome: '@biomejs/biome/bin/biome',
  depcruise: 'dependency-cruiser/bin/dependency-cruise.mjs',
  redocly: '@redocly/cli/bin/cli.js',
  tsc: 'typescript7/bin/tsc',
  vitest: 'vitest/vitest.mjs',
} as const

export interface Finished {
  code: number
  output: string
}

/** Runs a development tool on the Node.js that runs this script. `output` is both streams, in the order they came. */
export function runTool(tool: keyof typeof tools, args: string[], cwd = root): Promise<Finished> {
  return run(process.execPath, [join(root, 'node_modules', tools[tool]), ...args], { cwd })
}

/** Runs a program to its end. Never rejects: a program that cannot be started has code 127. */
export function run(program: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  return new Promise<Finished>((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: { ...toolEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: string) => {
      output += chunk
    }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.on('error', (error) => resolve({ code: 127, output: String(error) }))
    child.on('close', (code, signal) => resolve({ code: code ?? 1, output: signal ? `${output}${signal}\n` : output }))
  })
}

/** Children find this Node.js and the installed tools first, and none of them calls home. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  }
}
