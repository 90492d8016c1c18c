import { ConnectError, type ConnectErrorCode } from './connect-error.ts'
import type { DialogSettings } from './signup-dialog.ts'

/** What the gateway tells the holder of a public key. */
export interface SignupSettings extends Omit<DialogSettings, 'coexistence'> {
  /** Where Meta's JavaScript SDK is. */
  sdkUrl: string
}

/**
 * Asks the gateway for what opens the dialog and, with a channel, whether that channel can be connected. Throws
 * ConnectError: `UNAUTHORIZED`, `CHANNEL_NOT_FOUND`, `CHANNEL_ALREADY_CONNECTED`, `UNAVAILABLE`.
 */
export async function readSettings(
  gateway: { root: string; publicKey: string },
  asked: { channelId?: string; signal?: AbortSignal } = {},
): Promise<SignupSettings> {
  const query = asked.channelId === undefined ? '' : `?channel=${encodeURIComponent(asked.channelId)}`
  const { status, body } = await get(`${gateway.root}/connect/settings${query}`, gateway.publicKey, asked.signal)
  if (status === 200 && isSettings(body)) return body
  const { code, message } = (body as { error?: { code?: unknown; message?: unknown } } | null)?.error ?? {}
  if (isRefusal(code)) throw new ConnectError(code, String(message))
  throw new ConnectError('UNAVAILABLE', `${gateway.root} answered ${status}, not as a gateway does`)
}

async function get(
  url: string,
  publicKey: string,
  signal: AbortSignal | undefined,
): Promise<{ status: number; body: unknown }> {
  try {
    const headers = { authorization: `Bearer ${publicKey}` }
    const answer = await fetch(url, { headers, credentials: 'omit', signal: signal ?? null })
    return { status: answer.status, body: await answer.json().catch(() => null) }
  } catch (error) {
    throw new ConnectError('UNAVAILABLE', `${url} could not be reached`, error)
  }
}

const refusals = ['UNAUTHORIZED', 'CHANNEL_NOT_FOUND', 'CHANNEL_ALREADY_CONNECTED'] as const

function isRefusal(code: unknown): code is ConnectErrorCode {
  return (refusals as readonly unknown[]).includes(code)
}

function isSettings(body: unknown): body is SignupSettings {
  if (typeof body !== 'object' || body === null) return false
  const { appId, configId, graphVersion, sdkUrl, messageOrigins } = body as Record<keyof SignupSettings, unknown>
  return [appId, configId, graphVersion, sdkUrl].every(isText) && Array.isArray(messageOrigins)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
