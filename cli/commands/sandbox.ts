import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'
import { toPort } from '../values.ts'

const help = `Usage: trunkline sandbox [--port PORT] [--host ADDRESS] [--data-dir FOLDER | --ephemeral] [--seed FILE]
                         [--dialect auto|prose|reference] [--hubmessage-generation newer|older]
                         [--public-url URL]

Runs both APIs offline: the gateway itself against a simulated WhatsApp and a simulated Meta, seeded, with
a control API under /_sandbox. What it prints first says where everything is and what to type next.

  --port PORT        port to listen on, 0 for any free one         (PORT; 4010)
  --host ADDRESS     address to listen on                          (TRUNKLINE_HOST; 127.0.0.1)
  --data-dir FOLDER  where everything is kept                      (TRUNKLINE_DATA_DIR; .trunkline)
  --ephemeral        keep nothing: a fresh sandbox, gone at the end
  --seed FILE        companies, channels, phones and more to begin with, as JSON
  --dialect NAME     the documented dialect answers are given in   (TRUNKLINE_DIALECT; auto)
  --hubmessage-generation NAME
                     which contract of HubMessage is spoken        (TRUNKLINE_HUBMESSAGE_GENERATION; newer)
  --public-url URL   how browsers reach it, for the portal links   (TRUNKLINE_PUBLIC_URL)
`

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  ephemeral: { type: 'boolean', default: false },
  seed: { type: 'string' },
  dialect: { type: 'string' },
  'hubmessage-generation': { type: 'string' },
  'public-url': { type: 'string' },
} as const

export const sandbox: Command = {
  help,
  async run(args, { env }) {
    const settings = toSandboxOptions(args)
    const { runSandbox } = await import('../../mocks/sandbox/run.ts')
    return runSandbox(settings, env)
  },
}

export function toSandboxOptions(args: string[]) {
  const { values } = parseArgs({ args, options })
  return {
    port: toPort(values.port),
    host: values.host,
    dataDirectory: values['data-dir'],
    ephemeral: values.ephemeral,
    seedFile: values.seed,
    dialect: values.dialect,
    hubMessageGeneration: values['hubmessage-generation'],
    publicUrl: values['public-url'],
  }
}
