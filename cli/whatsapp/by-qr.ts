import { type FollowedQrEvent, followQr, type KeebaiClient, type keebai } from '../../client/index.ts'
import { exitCodes, type Terminal } from '../command.ts'
import { createQrScreen } from './qr-screen.ts'
import type { Report } from './report.ts'

interface Pairing {
  client: KeebaiClient
  started: keebai.PairingStarted
  terminal: Terminal
  report: Report
  signal: AbortSignal
}

const instructions = `Scan this code with the phone you want to connect:
  WhatsApp > Settings (on Android the menu) > Linked devices > Link a device

`

/** Draws each code until a phone has scanned one and the pairing has ended. Resolves to the exit code. */
export async function followPairing({ client, started, terminal, report, signal }: Pairing): Promise<number> {
  using screen = createQrScreen((text) => report.say(text), terminal.stdout)
  const until = Date.now() + started.expires_in * 1000
  report.say(instructions)
  for await (const event of followQr(client, started.session_id, { signal })) {
    if (event.event === 'qr') {
      report.event('qr', event.data)
      await screen.show(event.data, until)
      continue
    }
    screen.clear()
    const code = tell(event, report)
    if (code !== undefined) return code
  }
  throw new Error('The pairing ended without saying how')
}

function tell(event: Exclude<FollowedQrEvent, { event: 'qr' }>, report: Report): number | undefined {
  switch (event.event) {
    case 'connecting':
      report.result('connecting', event.data, 'The phone has scanned the code. Connecting…')
      return undefined
    case 'connected': {
      const { channel_id, phone_number, push_name } = event.data
      const who = push_name ? `phone ${phone_number}, as ${push_name}` : `phone ${phone_number}`
      report.result('connected', event.data, `Channel ${channel_id} connected (${who})`)
      return exitCodes.done
    }
    case 'failed':
    case 'disconnected': {
      const { reason, code } = event.data
      const end = event.event === 'failed' ? 'The pairing failed' : 'The phone unlinked the device'
      report.failure(event.event, event.data, `${end}: ${reason}${code ? ` (${code})` : ''}`)
      return exitCodes.failed
    }
  }
}
