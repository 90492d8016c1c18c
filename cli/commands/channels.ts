import { parseArgs } from 'node:util'
import type { AddedChannel, ToldChannel } from '../../server/admin/channel-commands.ts'
import type { AdminCommand } from '../../server/admin/commands.ts'
import { isoTime, resultOf } from '../admin-result.ts'
import { type Command, exitCodes, type Terminal, UsageError } from '../command.ts'
import { readSecret } from '../read-secret.ts'

const common = `  --data-dir FOLDER  where the gateway keeps everything  (TRUNKLINE_DATA_DIR; .trunkline)
  --json             print JSON, one object per line

Works on a running gateway and on a stopped one.
`

const shared = { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } } as const

export const channelsAdd: Command = {
  help: `Usage: trunkline channels add --company ID --waba-id ID --phone-number-id ID --token-stdin [--name NAME]
                              [--register [--pin 123456]] [--hubmessage-channel ID] [--data-dir FOLDER] [--json]

Connects a Cloud API number by a permanent token you have, without a signup, and prints the channel's id. Token, account
and number are checked at Meta, and your app is subscribed to the account. Again for a number that is there, it takes the
new token.

  --company ID             whose channel it is  (trunkline companies list)
  --waba-id ID             the WhatsApp Business Account
  --phone-number-id ID     Meta's id of the number
  --token-stdin            reads the token from standard input; it needs the permissions whatsapp_business_management
                           and whatsapp_business_messaging, and has to be of the app META_APP_ID
  --name NAME              what the channel is called  (the number's verified name)
  --register               registers the number with the Cloud API, which it needs once before it can send
  --pin 123456             its two-step code, if it has one  (a new one, which is kept)
  --hubmessage-channel ID  a channel created through HubMessage, which this is to connect
${common}A stopped one takes META_APP_ID, META_APP_SECRET and TRUNKLINE_MASTER_KEY from the environment, as serve does.
`,
  async run(args, terminal) {
    const { command, json, dataDirectory } = await toAddition(args, terminal)
    const added = (await ask(command, dataDirectory, terminal)) as AddedChannel
    const { registered, tokenExpiresAt } = added
    const more = { registered, token_expires_at: isoTime(tokenExpiresAt) }
    terminal.stdout.write(`${json ? JSON.stringify({ ...toJson(added), ...more }) : added.id}\n`)
    if (!json) terminal.stderr.write(`Connected ${added.phoneNumber} as "${added.name}".\n`)
    if (!registered) terminal.stderr.write('The number cannot send yet: add it again with --register.\n')
    if (tokenExpiresAt !== null)
      terminal.stderr.write(`The token ends ${isoTime(tokenExpiresAt)}; then it cannot send.\n`)
    return exitCodes.done
  },
}

export const channelsList: Command = {
  help: `Usage: trunkline channels list [--company ID] [--data-dir FOLDER] [--json]

Lists the channels: id, state, kind, number, Meta's id of the number, WhatsApp Business Account, company, name.

  --company ID       of this company only
${common}`,
  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { ...shared, company: { type: 'string' } } })
    const command = { command: 'channels.list', company: values.company } as const
    for (const channel of (await ask(command, values['data-dir'], terminal)) as ToldChannel[]) {
      terminal.stdout.write(`${values.json ? JSON.stringify(toJson(channel)) : toLine(channel)}\n`)
    }
    return exitCodes.done
  },
}

export const channelsRename: Command = {
  help: `Usage: trunkline channels rename ID NAME [--data-dir FOLDER] [--json]

Gives a channel another name.

${common}`,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args, options: shared, allowPositionals: true })
    const [id, name, ...more] = positionals
    if (id === undefined || !name?.trim()) throw new UsageError('a rename takes the ID of a channel and its new NAME')
    if (more.length > 0) throw new UsageError('put a NAME of several words into quotes')
    return tell(
      await ask({ command: 'channels.rename', id, name }, values['data-dir'], terminal),
      values.json,
      terminal,
    )
  },
}

export const channelsDisconnect: Command = {
  help: `Usage: trunkline channels disconnect ID [--data-dir FOLDER] [--json]

Ends the connection of a channel, which stays: connecting its number again revives it. What is queued fails. The token is
forgotten and your app leaves the account when no other channel uses it; a channel linked by QR code is taken off its
phone. On a stopped gateway the phone keeps it in its list until the person removes it there.

${common}`,
  async run(args, terminal) {
    const { id, values } = toOneChannel(args)
    return tell(await ask({ command: 'channels.disconnect', id }, values['data-dir'], terminal), values.json, terminal)
  },
}

export const channelsDelete: Command = {
  help: `Usage: trunkline channels delete ID [--data-dir FOLDER] [--json]

Deletes a disconnected channel for good, with its messages and broadcasts.

${common}`,
  async run(args, terminal) {
    const { id, values } = toOneChannel(args)
    const deleted = (await ask({ command: 'channels.delete', id }, values['data-dir'], terminal)) as ToldChannel
    terminal.stdout.write(
      `${values.json ? JSON.stringify({ ...toJson(deleted), deleted: true }) : `Deleted ${deleted.id}.`}\n`,
    )
    return exitCodes.done
  },
}

async function toAddition(args: string[], { stdin }: Terminal) {
  const options = {
    ...shared,
    company: { type: 'string' },
    'waba-id': { type: 'string' },
    'phone-number-id': { type: 'string' },
    'token-stdin': { type: 'boolean', default: false },
    name: { type: 'string' },
    register: { type: 'boolean', default: false },
    pin: { type: 'string' },
    'hubmessage-channel': { type: 'string' },
  } as const
  const { values } = parseArgs({ args, options })
  const { company, name, pin, register, json, 'waba-id': wabaId, 'phone-number-id': phoneNumberId } = values
  const channel = values['hubmessage-channel']
  if (company === undefined) throw new UsageError('--company says whose channel it is (trunkline companies list)')
  if (wabaId === undefined || phoneNumberId === undefined) {
    throw new UsageError('--waba-id and --phone-number-id say which number it is')
  }
  if (pin !== undefined && !register) throw new UsageError('--pin goes with --register')
  if (!values['token-stdin']) throw new UsageError('--token-stdin is missing: a token is read from standard input only')
  const token = await readSecret(stdin)
  if (token === '') throw new UsageError('there is no token on standard input')
  const command = {
    command: 'channels.add' as const,
    ...{ company, wabaId, phoneNumberId, token, register },
    ...(name !== undefined && { name }),
    ...(pin !== undefined && { pin }),
    ...(channel !== undefined && { channel }),
  }
  return { command, json, dataDirectory: values['data-dir'] }
}

function toOneChannel(args: string[]) {
  const { values, positionals } = parseArgs({ args, options: shared, allowPositionals: true })
  const [id, ...more] = positionals
  if (id === undefined || more.length > 0) throw new UsageError('name one channel by its ID (trunkline channels list)')
  return { id, values }
}

async function ask(command: AdminCommand, dataDirectory: string | undefined, { env }: Terminal): Promise<unknown> {
  const { runAdmin } = await import('../../server/admin/run.ts')
  return resultOf(await runAdmin(command, { dataDirectory }, env))
}

function tell(result: unknown, json: boolean, { stdout }: Terminal): number {
  const channel = result as ToldChannel
  stdout.write(`${json ? JSON.stringify(toJson(channel)) : toLine(channel)}\n`)
  return exitCodes.done
}

function toLine({ id, state, kind, phoneNumber, phoneNumberId, wabaId, company, name }: ToldChannel): string {
  return [id, state, kind, phoneNumber ?? '-', phoneNumberId ?? '-', wabaId ?? '-', company, name].join('  ')
}

function toJson(channel: ToldChannel) {
  const { id, hubMessageId, company, kind, state, stateReason, name, coexistence } = channel
  return {
    ...{ id, hubmessage_id: hubMessageId, company_id: company, kind, state, state_reason: stateReason, name },
    phone_number: channel.phoneNumber,
    phone_number_id: channel.phoneNumberId,
    waba_id: channel.wabaId,
    coexistence,
    created_at: isoTime(channel.createdAt),
    connected_at: isoTime(channel.connectedAt),
  }
}
