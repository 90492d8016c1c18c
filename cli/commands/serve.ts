import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'
import { toPort } from '../values.ts'

const help = `Usage: trunkline serve [--port PORT] [--host ADDRESS] [--data-dir FOLDER]

Runs the gateway: both APIs, the portal and the webhooks, connected to WhatsApp and to Meta.
It is configured by environment variables (.env.example has all). Required: TRUNKLINE_MASTER_KEY, META_APP_ID,
META_APP_SECRET, META_CONFIG_ID, META_VERIFY_TOKEN.

  --port PORT        port to listen on, 0 for any free one  (PORT; 4010)
  --host ADDRESS     address to listen on                   (TRUNKLINE_HOST; 127.0.0.1)
  --data-dir FOLDER  where everything is kept               (TRUNKLINE_DATA_DIR; .trunkline)

It has no token of its own; make the first one beside it:
  trunkline companies create "My company"
  trunkline tokens create --company <id>
`

const options = { port: { type: 'string' }, host: { type: 'string' }, 'data-dir': { type: 'string' } } as const

export const serve: Command = {
  help,
  async run(args, { env }) {
    const settings = toServeOptions(args)
    const { runGateway } = await import('../../server/main.ts')
    return runGateway(settings, env)
  },
}

export function toServeOptions(args: string[]) {
  const { values } = parseArgs({ args, options })
  return { port: toPort(values.port), host: values.host, dataDirectory: values['data-dir'] }
}
