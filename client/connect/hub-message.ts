import { gatewayRoot } from './base-url.ts'
import { ConnectError } from './connect-error.ts'
import { readSettings, type SignupSettings } from './gateway.ts'
import { loadMetaSdk, type MetaSdk } from './meta-sdk.ts'
import { type DialogEnd, openDialog } from './signup-dialog.ts'

export interface ClientOptions {
  /** `hm_pk_…`; it may be public, it only starts signups. */
  publicKey: string
  /** The gateway, for example `https://gateway.example.com`; see the documentation for what stands in for it. */
  baseUrl?: string
}

export interface ConnectOptions {
  channelId: string
  /** Offers to connect a number that stays in the WhatsApp Business app. What became of it is in the result. */
  coexistence?: boolean
  /** How long the person may take, in milliseconds; 15 minutes unless given. */
  timeoutMs?: number
}

/** Post it to your server at once, which hands it to `POST /v1/channels/{channelId}/connect`: the code lives 30 seconds. */
export interface ConnectResult {
  wabaId: string
  /** Empty where Meta names no number (coexistence); the gateway then finds it by the account. */
  phoneId: string
  code: string
  coexistence: boolean
}

const timeoutMsDefault = 900_000
/** `setTimeout` takes no more. */
const timeoutMsMax = 2_147_483_647

/** What opening the dialog takes. Had before the click, the dialog opens within it. */
interface Prepared {
  settings: SignupSettings
  meta: MetaSdk
}

/** One signup at a time: Meta's messages do not say which window they are from. */
let connecting = false

/** The client of a web page. Make it when the page loads: what a click needs is fetched ahead of it. */
export class HubMessage {
  readonly #gateway: { root: string; publicKey: string }
  #preparing: Promise<Prepared> | undefined
  #prepared: Prepared | undefined

  /** Throws TypeError when an option is none. */
  constructor({ publicKey, baseUrl }: ClientOptions) {
    if (typeof publicKey !== 'string' || publicKey === '') throw new TypeError('publicKey is missing')
    if (publicKey.startsWith('hm_sk_')) throw new TypeError('publicKey is a secret key; never put one into a page')
    this.#gateway = { root: inBrowser() ? gatewayRoot(baseUrl) : '', publicKey }
    // What goes wrong now is tried again by `connect`, which tells it.
    if (inBrowser()) this.#prepare().catch(() => undefined)
  }

  static newClient(options: ClientOptions): HubMessage {
    return new HubMessage(options)
  }

  /**
   * Opens Meta's signup window; call it in a click handler, without anything awaited before. Resolves when the person
   * has finished there, rejects with a ConnectError otherwise. Nothing is connected yet: that is your server's part.
   */
  async connect({ channelId, coexistence = false, timeoutMs }: ConnectOptions): Promise<ConnectResult> {
    if (!inBrowser()) throw new TypeError('connect() opens a window; it needs a browser')
    if (typeof channelId !== 'string' || channelId === '') throw new TypeError('channelId is missing')
    if (connecting) throw new ConnectError('IN_PROGRESS', 'Another signup is under way in this page')
    connecting = true
    const stop = new AbortController()
    const late = () => stop.abort(new ConnectError('TIMEOUT', 'Meta’s window was not finished in time'))
    const timer = setTimeout(late, Math.min(timeoutMs ?? timeoutMsDefault, timeoutMsMax))
    try {
      // Beside the dialog and not before it: browsers open windows only shortly after a click.
      const checked = readSettings(this.#gateway, { channelId, signal: stop.signal }).catch(unlessUnavailable)
      checked.catch((refusal) => stop.abort(refusal))
      const prepared = this.#prepared ?? (await unlessStopped(this.#prepare(), stop.signal))
      const end = await showDialog(prepared, coexistence, stop.signal)
      await unlessStopped(checked, stop.signal)
      return toResult(end)
    } finally {
      clearTimeout(timer)
      stop.abort()
      connecting = false
    }
  }

  #prepare(): Promise<Prepared> {
    this.#preparing ??= readSettings(this.#gateway)
      .then(async (settings) => {
        this.#prepared = { settings, meta: await loadMetaSdk(settings.sdkUrl).catch(notLoaded) }
        return this.#prepared
      })
      .finally(() => {
        this.#preparing = undefined
      })
    return this.#preparing
  }
}

function showDialog(
  { settings, meta }: Prepared,
  coexistence: boolean,
  signal: AbortSignal,
): Promise<Extract<DialogEnd, { end: 'finished' }>> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const dialog = openDialog(
      meta,
      { ...settings, coexistence },
      {
        blocked() {
          dialog.close()
          settle(() => reject(new ConnectError('POPUP_BLOCKED', 'The browser kept Meta’s window from opening')))
        },
        ended: (end) => settle(() => (end.end === 'finished' ? resolve(end) : reject(toError(end)))),
      },
    )
    function stop(): void {
      dialog.close()
      settle(() => reject(signal.reason))
    }
    function settle(how: () => void): void {
      signal.removeEventListener('abort', stop)
      how()
    }
    signal.addEventListener('abort', stop)
  })
}

function toResult({
  code,
  wabaId,
  phoneNumberId,
  coexistence,
}: Extract<DialogEnd, { end: 'finished' }>): ConnectResult {
  if (wabaId === undefined) throw new ConnectError('META_ERROR', 'Meta did not say which account was connected')
  if (phoneNumberId === undefined && !coexistence) {
    throw new ConnectError('META_ERROR', 'Meta did not say which number was connected')
  }
  return { wabaId, phoneId: phoneNumberId ?? '', code, coexistence: coexistence ?? false }
}

function toError(end: Exclude<DialogEnd, { end: 'finished' }>): ConnectError {
  switch (end.end) {
    case 'left':
      return new ConnectError('CANCELLED', 'Meta’s window was closed before a number was chosen')
    case 'no_number':
      return new ConnectError('META_ERROR', 'An account was shared, but no number')
    case 'failed':
      return new ConnectError('META_ERROR', `Meta reported a problem: ${end.why}`)
  }
}

/** A gateway that is out of reach while the person is in Meta's window may be back when they have finished. */
function unlessUnavailable(error: unknown): void {
  if (!(error instanceof ConnectError) || error.code !== 'UNAVAILABLE') throw error
}

function notLoaded(cause: unknown): never {
  throw new ConnectError('META_ERROR', 'Meta’s script could not be loaded', cause)
}

function unlessStopped<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Pages are also rendered on servers, where a client may be made and nothing can be connected. */
function inBrowser(): boolean {
  return typeof document !== 'undefined'
}
