import { setTimeout as pause } from 'node:timers/promises'
import { ApiError, type KeebaiClient, keebai, unwrap } from '../../client/index.ts'
import { exitCodes, type Terminal } from '../command.ts'
import { openBrowser } from '../open-browser.ts'
import type { Report } from './report.ts'

interface Signup {
  client: KeebaiClient
  started: keebai.SignupStarted
  terminal: Terminal
  report: Report
  signal: AbortSignal
  /** Whether a browser may be opened. */
  open: boolean
}

/** Shows a person the link and waits until they have finished. Resolves to the exit code. */
export async function awaitSignup(signup: Signup): Promise<number> {
  const { started, terminal, report, open } = signup
  const minutes = Math.round(started.expires_in / 60)
  report.say(`Open this link and connect your WhatsApp number. It works for ${minutes} minutes.\n\n`)
  report.say(`  ${started.verification_uri}\n\n`)
  if (open && openBrowser(started.verification_uri, terminal)) report.say('It opens in your browser. ')
  report.say('Waiting for you to finish; Ctrl-C stops.\n')

  const state = await pollUntilSettled(signup)
  switch (state.status) {
    case 'completed': {
      const { id, phone_number_id } = state.channel
      report.result('completed', state, `Connected channel ${id} (phone_number_id: ${phone_number_id})`)
      return exitCodes.done
    }
    case 'cancelled':
      report.failure('cancelled', state, 'The signup was cancelled.')
      return exitCodes.failed
    default:
      report.failure('expired', state, 'Nobody finished the signup in time; the link has expired.')
      return exitCodes.failed
  }
}

/** Asks every `poll_interval` seconds. A fault of the API or of the connection ends it only when the session must be over too. */
async function pollUntilSettled({ client, started, signal }: Signup): Promise<keebai.ConnectState> {
  const path = { session_id: started.session_id }
  const intervalMs = (started.poll_interval || 5) * 1000
  const until = Date.now() + started.expires_in * 1000 + 2 * intervalMs
  for (;;) {
    await pause(intervalMs, undefined, { signal })
    try {
      const state = await unwrap(keebai.getWhatsAppConnect({ client, path, signal }))
      if (state.status !== 'pending') return state
    } catch (error) {
      signal.throwIfAborted()
      if (!mayPass(error) || Date.now() > until) throw error
    }
  }
}

function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429
}
