import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'
import { toPort } from '../values.ts'

const help = `Usage: trunkline mock [--port PORT] [--host ADDRESS] [--event-spacing MS]

Answers both APIs with the examples of their documents: no state, no effects. Requests are judged as the gateway
judges them; tokens by their form. A request chooses its answer with the header
Prefer: code=404, example=channel_not_found, or dynamic=true.

  --port PORT          port to listen on, 0 for any free one     (PORT; 4010)
  --host ADDRESS       address to listen on                      (TRUNKLINE_HOST; 127.0.0.1)
  --event-spacing MS   time between two events of a stream       (300)
`

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  'event-spacing': { type: 'string' },
} as const

export const mock: Command = {
  help,
  async run(args, { env }) {
    const settings = toMockOptions(args)
    const { runMock } = await import('../../mocks/static/run.ts')
    return runMock(settings, env)
  },
}

export function toMockOptions(args: string[]) {
  const { values } = parseArgs({ args, options })
  return { port: toPort(values.port), host: values.host, eventSpacingMs: toSpacingMs(values['event-spacing']) }
}

function toSpacingMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--event-spacing takes milliseconds, not "${text}"`)
  return Number(text)
}
