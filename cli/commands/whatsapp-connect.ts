import { parseArgs } from 'node:util'
import { ApiError, createKeebaiClient, keebai, unwrap } from '../../client/index.ts'
import { type Command, exitCodes, type Terminal, UsageError } from '../command.ts'
import { interruption } from '../interruption.ts'
import { followPairing } from '../whatsapp/by-qr.ts'
import { awaitSignup } from '../whatsapp/by-signup.ts'
import { createReport, type Report } from '../whatsapp/report.ts'

const defaultBaseUrl = 'http://127.0.0.1:4010'

const help = `Usage: trunkline whatsapp connect [--pipeline ID] [--coexistence] [--no-open]
       trunkline whatsapp connect --qr [--name NAME]

Connects a WhatsApp number. Without --qr by Meta's signup in the browser, a Cloud API number; with --qr by
scanning a code with the phone, a linked device.

  --pipeline ID      the pipeline the channel is attached to (signup only)
  --coexistence      the number stays in the WhatsApp Business app (signup only)
  --no-open          print the link, do not open a browser
  --qr               draw a QR code to scan
  --name NAME        name of the channel, "WhatsApp QR" without it
  --json             print one JSON object per line, {"event": …, "data": …}, and nothing else
  --base-url URL     the API, with or without /v1  (KEEBAI_BASE_URL; ${defaultBaseUrl})
  --token TOKEN      an API token with the scope channels:connect  (KEEBAI_API_TOKEN)

Exit code: 0 connected; 1 failed, expired or cancelled; 2 wrong usage or authentication.
`

const options = {
  pipeline: { type: 'string' },
  coexistence: { type: 'boolean', default: false },
  'no-open': { type: 'boolean', default: false },
  qr: { type: 'boolean', default: false },
  name: { type: 'string' },
  json: { type: 'boolean', default: false },
  'base-url': { type: 'string' },
  token: { type: 'string' },
} as const

export const whatsappConnect: Command = {
  help,
  async run(args, terminal) {
    const settings = toConnectSettings(args, terminal.env)
    using interrupt = interruption()
    const report = createReport(terminal, settings.json)
    try {
      return await connect(settings, terminal, report, interrupt.signal)
    } catch (error) {
      if (interrupt.signal.aborted) {
        report.failure('interrupted', {}, 'Stopped.')
        return exitCodes.failed
      }
      return tellFailure(error, settings.baseUrl, report)
    }
  },
}

type ConnectSettings = ReturnType<typeof toConnectSettings>

/** What was asked for. Throws UsageError where the API would only say the same later. */
export function toConnectSettings(args: string[], env: NodeJS.ProcessEnv) {
  const { values } = parseArgs({ args, options })
  const { pipeline, coexistence, qr, name, json } = values
  if (qr && (pipeline !== undefined || coexistence)) {
    throw new UsageError('--pipeline and --coexistence belong to the signup and do not go with --qr')
  }
  const token = values.token || env.KEEBAI_API_TOKEN
  if (!token) throw new UsageError('an API token is needed: --token TOKEN or KEEBAI_API_TOKEN')
  const baseUrl = values['base-url'] || env.KEEBAI_BASE_URL || defaultBaseUrl
  const wish = qr
    ? { mode: 'qr' as const, name }
    : {
        mode: 'embedded_signup' as const,
        name,
        pipeline_id: pipeline,
        ...(coexistence && { coexistence_enabled: true }),
      }
  return { wish, baseUrl, client: toClient(baseUrl, token), json, open: !values['no-open'] }
}

function toClient(baseUrl: string, token: string) {
  try {
    return createKeebaiClient({ baseUrl, token })
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message)
    throw error
  }
}

async function connect(
  { client, wish, open }: ConnectSettings,
  terminal: Terminal,
  report: Report,
  signal: AbortSignal,
): Promise<number> {
  const started = await unwrap(keebai.startWhatsAppConnect({ client, body: wish, signal }))
  report.event('started', started)
  return 'stream_url' in started
    ? followPairing({ client, started, terminal, report, signal })
    : awaitSignup({ client, started, terminal, report, signal, open })
}

/** Refused input (400) and credentials (401, 403) are the caller's to mend, like wrong usage. */
function tellFailure(error: unknown, baseUrl: string, report: Report): number {
  if (error instanceof ApiError) {
    const { status, code, message, details } = error
    report.failure('error', { status, code, message, details }, sentenceOf(error))
    return [400, 401, 403].includes(status) ? exitCodes.usage : exitCodes.failed
  }
  const message = reasonOf(error)
  report.failure('error', { message }, `${baseUrl}: ${message}`)
  return exitCodes.failed
}

function sentenceOf({ status, code, message, details }: ApiError): string {
  if (status === 401) return `${message}. Check --token or KEEBAI_API_TOKEN.`
  if (code === 'INSUFFICIENT_SCOPE') return `The token may not connect channels: ${listed(details)}`
  const problems = Array.isArray(details) ? `: ${details.map((problem) => problem?.message).join('; ')}` : ''
  return `The API answered ${status}${code ? ` ${code}` : ''}: ${message}${problems}`
}

function listed(details: unknown): string {
  const missing = typeof details === 'object' && details !== null && 'missing' in details ? details.missing : undefined
  return Array.isArray(missing) ? `it lacks the scope ${missing.join(', ')}.` : 'it lacks a scope.'
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
