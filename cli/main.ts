import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Command, exitCodes, Refused, type Terminal, UsageError } from './command.ts'

interface Entry {
  summary: string
  load(): Promise<Command>
}

/** Every command by the words that call it. Each is imported when it is called, so that none pays for another. */
const commands: Record<string, Entry> = {
  'whatsapp connect': {
    summary: 'connect a WhatsApp number, by signup in the browser or by QR code',
    load: async () => (await import('./commands/whatsapp-connect.ts')).whatsappConnect,
  },
  sandbox: {
    summary: 'run both APIs offline against a simulated WhatsApp and Meta',
    load: async () => (await import('./commands/sandbox.ts')).sandbox,
  },
  mock: {
    summary: 'answer both APIs with the examples of their documents',
    load: async () => (await import('./commands/mock.ts')).mock,
  },
  serve: {
    summary: 'run the gateway',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  verify: {
    summary: 'hold pacts, specification and providers against each other',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  world: {
    summary: 'run the simulated WhatsApp and Meta alone',
    load: async () => (await import('./commands/world.ts')).world,
  },
  'companies create': {
    summary: 'create a company on a gateway',
    load: async () => (await import('./commands/companies.ts')).companiesCreate,
  },
  'companies list': {
    summary: 'list the companies of a gateway',
    load: async () => (await import('./commands/companies.ts')).companiesList,
  },
  'channels add': {
    summary: 'connect a Cloud API number by a token you have, without a signup',
    load: async () => (await import('./commands/channels.ts')).channelsAdd,
  },
  'channels link': {
    summary: 'make the address at which a person connects a channel',
    load: async () => (await import('./commands/channels-link.ts')).channelsLink,
  },
  'channels list': {
    summary: 'list the channels of a gateway',
    load: async () => (await import('./commands/channels.ts')).channelsList,
  },
  'channels rename': {
    summary: 'rename a channel',
    load: async () => (await import('./commands/channels.ts')).channelsRename,
  },
  'channels disconnect': {
    summary: 'end the connection of a channel',
    load: async () => (await import('./commands/channels.ts')).channelsDisconnect,
  },
  'channels delete': {
    summary: 'delete a disconnected channel for good',
    load: async () => (await import('./commands/channels.ts')).channelsDelete,
  },
  'tokens create': {
    summary: 'create an API token of a company',
    load: async () => (await import('./commands/tokens.ts')).tokensCreate,
  },
  'tokens list': {
    summary: 'list the API tokens',
    load: async () => (await import('./commands/tokens.ts')).tokensList,
  },
  'tokens revoke': {
    summary: 'revoke an API token',
    load: async () => (await import('./commands/tokens.ts')).tokensRevoke,
  },
}

/** Runs the command that the arguments name. Resolves to the exit code: 0 done, 1 failed, 2 usage, authentication or configuration. */
export async function main(args: string[], terminal: Terminal): Promise<number> {
  const name = Object.keys(commands).find((words) => words.split(' ').every((word, at) => args[at] === word))
  const entry = name && commands[name]
  if (!entry) return overview(args, terminal)

  const rest = args.slice(name.split(' ').length)
  const command = await entry.load()
  if (asksForHelp(rest)) {
    terminal.stdout.write(command.help)
    return exitCodes.done
  }
  try {
    return await command.run(rest, terminal)
  } catch (error) {
    return tell(error, command, name, terminal)
  }
}

async function overview(args: string[], { stdout, stderr }: Terminal): Promise<number> {
  const [first, second] = args
  if (first === '--version' || first === '-v') {
    stdout.write(`${await version()}\n`)
    return exitCodes.done
  }
  const group = Object.keys(commands).some((name) => name.startsWith(`${first} `)) ? first : undefined
  const text = usage(group)
  if (asksForHelp(args) || first === 'help') {
    stdout.write(text)
    return exitCodes.done
  }
  if (first !== undefined && (!group || second !== undefined)) {
    const unknown = group ? `${group} ${second}` : first
    stderr.write(`trunkline: there is no ${first.startsWith('-') ? 'option' : 'command'} "${unknown}"\n\n`)
  }
  stderr.write(text)
  return exitCodes.usage
}

function usage(group: string | undefined): string {
  const names = Object.keys(commands).filter((name) => !group || name.startsWith(`${group} `))
  const lines = names.map((name) => `  trunkline ${name.padEnd(19)} ${commands[name]?.summary}\n`)
  return `Usage: trunkline ${group ?? '<command>'} …\n\n${lines.join('')}\nEach command explains itself with --help.\n`
}

function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}

async function version(): Promise<string> {
  const manifest = await readFile(fileURLToPath(import.meta.resolve('trunkline/package.json')), 'utf8')
  return JSON.parse(manifest).version
}

/** Errors of whoever runs the command, by name because their modules belong to commands that may not have been loaded. */
const operatorErrors = new Set([
  'ConfigProblems',
  'DataDirectoryInUse',
  'DataDirectoryMismatch',
  'MasterKeyMismatch',
  'PackageMissing',
  'SimulatorRefusal',
  'StoreTooNew',
  'Unusable',
])

/** Errors of the operating system that are about what the command was given. */
const systemErrors: Record<string, string> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'another program listens there; choose another port with --port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOENT: 'there is no such file',
  EISDIR: 'that is a directory',
}

function tell(error: unknown, command: Command, name: string, { stderr }: Terminal): number {
  if (error instanceof UsageError || isParseError(error)) {
    const [usageLine] = command.help.split('\n\n')
    const [problem] = error.message.split(/\. (?=To )/)
    stderr.write(`trunkline: ${problem}\n\n${usageLine}\nMore: trunkline ${name} --help\n`)
    return exitCodes.usage
  }
  if (error instanceof Error && (error instanceof Refused || operatorErrors.has(error.name))) {
    stderr.write(`trunkline: ${error.message}\n`)
    return exitCodes.usage
  }
  if (isSystemError(error)) {
    stderr.write(`trunkline: ${placeOf(error)}${systemErrors[error.code]}\n`)
    return exitCodes.usage
  }
  stderr.write(`trunkline: ${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCodes.failed
}

function isParseError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}

type SystemError = NodeJS.ErrnoException & { code: string; address?: string; port?: number }

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && String(error.code) in systemErrors
}

function placeOf({ path, address, port }: SystemError): string {
  const place = path ?? [address, port].filter((part) => part !== undefined).join(':')
  return place ? `${place}: ` : ''
}
