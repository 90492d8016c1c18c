import { readSignupMessage, type SignupMessage } from './meta-message.ts'
import type { MetaSdk } from './meta-sdk.ts'

/** What opens Meta's embedded signup. */
export interface DialogSettings {
  appId: string
  configId: string
  graphVersion: string
  /** Origins whose messages are Meta's, beside facebook.com. */
  messageOrigins: readonly string[]
  /** Onboards a number that stays in the WhatsApp Business app. */
  coexistence: boolean
}

/** How a signup window ended, exactly once. */
export type DialogEnd =
  | Exclude<SignupMessage, { end: 'finished' }>
  /** Only the code where Meta did not say which accounts it is for. */
  | { end: 'finished'; code: string; wabaId?: string; phoneNumberId?: string; coexistence?: boolean }

/** Never called before `openDialog` has returned, but for `opened`. */
export interface DialogListener {
  opened?(): void
  /** The browser lets no window open, or none came; Meta's SDK says nothing of it. */
  blocked(): void
  ended(end: DialogEnd): void
}

export interface Dialog {
  /** Closes the window, as far as it is in this page's reach, and hears no more of it. */
  close(): void
}

/** Either result may come first; this is how long the code waits for the message (it lives 30 s). */
const messageGraceMs = 3_000
/** How long "no code" waits for the message that says why. */
const reasonGraceMs = 300
/** No window by then: something keeps it from opening. */
const windowGraceMs = 2_500

/** Opens Meta's window; inside a click, so that no blocker keeps it from opening. */
export function openDialog(meta: MetaSdk, settings: DialogSettings, listener: DialogListener): Dialog {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let opened: Window | null = null
  let code: string | undefined
  let accounts: Extract<SignupMessage, { end: 'finished' }> | undefined
  let over = false

  function hear(event: MessageEvent): void {
    const message = readSignupMessage(event, settings.messageOrigins)
    if (!message) return
    if (message.end !== 'finished') finish(message)
    else if (code === undefined) accounts = message
    else finish({ ...message, code })
  }

  function hearCode(given: string | undefined): void {
    if (over) return
    if (!given) after(reasonGraceMs, () => finish({ end: 'left' }))
    else if (accounts) finish({ ...accounts, code: given })
    else {
      code = given
      after(messageGraceMs, () => finish({ end: 'finished', code: given }))
    }
  }

  function finish(end: DialogEnd): void {
    if (over) return
    stop()
    listener.ended(end)
  }

  function stop(): void {
    over = true
    removeEventListener('message', hear)
    unwatch()
    for (const timer of timers) clearTimeout(timer)
  }

  function after(ms: number, run: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(run, ms)
    timers.add(timer)
    return timer
  }

  addEventListener('message', hear)
  const unwatch = watchWindow((window) => {
    clearTimeout(none)
    opened = window
    if (window) listener.opened?.()
    else after(0, () => listener.blocked())
  })
  const none = after(windowGraceMs, () => {
    unwatch()
    listener.blocked()
  })
  try {
    login(meta, settings, hearCode)
  } catch (error) {
    after(0, () => finish({ end: 'failed', why: String(error instanceof Error ? error.message : error) }))
  }
  return {
    close() {
      stop()
      opened?.close()
    },
  }
}

/** The app each SDK was last told; telling it again makes it complain. */
const apps = new WeakMap<MetaSdk, string>()

function login(meta: MetaSdk, settings: DialogSettings, hearCode: (code: string | undefined) => void): void {
  const { appId, configId, graphVersion, coexistence } = settings
  if (apps.get(meta) !== appId) {
    meta.init({ appId, autoLogAppEvents: true, xfbml: false, version: graphVersion })
    apps.set(meta, appId)
  }
  const ofApp = { featureType: 'whatsapp_business_app_onboarding', sessionInfoVersion: '3' }
  meta.login((response) => hearCode(response?.authResponse?.code), {
    config_id: configId,
    response_type: 'code',
    override_default_response_type: true,
    extras: { setup: {}, ...(coexistence && ofApp) },
  })
}

/** Tells of the next window the page opens, null when the browser does not let it; returns what stops the watch. */
function watchWindow(told: (window: Window | null) => void): () => void {
  const open = window.open
  let watching = true
  const watched: typeof window.open = (...args) => {
    const opened = open.apply(window, args)
    if (watching) {
      stop()
      told(opened)
    }
    return opened
  }
  function stop(): void {
    watching = false
    if (window.open === watched) window.open = open
  }
  window.open = watched
  return stop
}
