import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'
import { toPort } from '../values.ts'

const help = `Usage: trunkline world [--port PORT] [--host ADDRESS] [--data-dir FOLDER] [--gateway URL]

Runs the simulated WhatsApp and Meta alone, for a gateway in a process of its own:
  TRUNKLINE_ALLOW_SIMULATORS=1 TRUNKLINE_WORLD_URL=http://127.0.0.1:4012 trunkline serve

  --port PORT        port to listen on, 0 for any free one  (PORT; 4012)
  --host ADDRESS     address to listen on                   (TRUNKLINE_HOST; 127.0.0.1)
  --data-dir FOLDER  where everything is kept               (TRUNKLINE_DATA_DIR; .trunkline)
  --gateway URL      where the gateway is: its portal, and where Meta's webhooks go; without it they wait
`

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  gateway: { type: 'string' },
} as const

export const world: Command = {
  help,
  async run(args, { env }) {
    const settings = toWorldOptions(args)
    const { runWorld } = await import('../../mocks/sandbox/run-world.ts')
    return runWorld(settings, env)
  },
}

export function toWorldOptions(args: string[]) {
  const { values } = parseArgs({ args, options })
  return {
    port: toPort(values.port),
    host: values.host,
    dataDirectory: values['data-dir'],
    gatewayUrl: values.gateway,
  }
}
