import { parseArgs } from 'node:util'
import type { ToldLink } from '../../server/admin/channel-commands.ts'
import { isoTime, resultOf } from '../admin-result.ts'
import { type Command, exitCodes, Refused, UsageError } from '../command.ts'
import { toDurationMs } from '../values.ts'

const options = {
  'expires-in': { type: 'string' },
  coexistence: { type: 'boolean', default: false },
  'public-url': { type: 'string' },
  'data-dir': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

export const channelsLink: Command = {
  help: `Usage: trunkline channels link ID [--expires-in 24h] [--coexistence] [--public-url URL] [--data-dir FOLDER] [--json]

Prints the address at which a person connects a channel that waits for its number, such as one created through HubMessage.
Whoever has the address can do it, once, so send it to them alone.

  --expires-in TIME  seconds, 24h, 7d, or an ISO 8601 duration; 30 days at most  (24h)
  --coexistence      offers to keep the number in the WhatsApp Business app as well
  --public-url URL   how browsers reach the gateway  (its TRUNKLINE_PUBLIC_URL)
  --data-dir FOLDER  where the gateway keeps everything  (TRUNKLINE_DATA_DIR; .trunkline)
  --json             print JSON

Works on a running gateway and on a stopped one, which takes its variables from the environment, as serve does.
`,
  async run(args, { stdout, env }) {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [id, ...more] = positionals
    if (id === undefined || more.length > 0)
      throw new UsageError('name one channel by its ID (trunkline channels list)')
    const expiresIn = values['expires-in']
    const command = {
      command: 'channels.link' as const,
      id,
      ...(expiresIn !== undefined && { validMs: toDurationMs(expiresIn) }),
    }
    const { runAdmin } = await import('../../server/admin/run.ts')
    const link = resultOf(await runAdmin(command, { dataDirectory: values['data-dir'] }, env)) as ToldLink
    const base = values['public-url'] ?? link.publicUrl
    if (base === null)
      throw new Refused('the gateway has no TRUNKLINE_PUBLIC_URL; say with --public-url how browsers reach it')
    const url = `${base.replace(/\/+$/, '')}${link.path}${values.coexistence ? '&coexistence=1' : ''}`
    stdout.write(`${values.json ? JSON.stringify({ url, expires_at: isoTime(link.expiresAt) }) : url}\n`)
    return exitCodes.done
  },
}
