import type { SurfaceName } from '../../pact-file/interaction.ts'
import type { Step, StreamRecipe } from './recipe.ts'

const lucio = '+5491155555555'
const phone = { number: lucio }

const scan: Step = { control: 'POST /_sandbox/phones/{number}/scan', path: phone, body: { qr: '$qr' } }
const fault = (more: Record<string, string | number>): Step => ({
  control: 'POST /_sandbox/faults',
  body: { target: 'multi-device', ...more },
})
const clearFaults: Step = { control: 'DELETE /_sandbox/faults' }
const paired: StreamRecipe = { on: { qr: [scan] } }

/** What makes each event of a stream happen. Every stream is read to its end, so that its order can be told. */
export const streamRecipes: Record<SurfaceName, Record<string, StreamRecipe[]>> = {
  keebai: {
    'streamWhatsAppQr#qr': [paired],
    'streamWhatsAppQr#connecting': [paired],
    'streamWhatsAppQr#connected': [paired],
    'streamWhatsAppQr#failed': [
      { when: { '/data/code': 'refused' }, before: [fault({ kind: 'error', code: 403 })], on: {} },
      { when: { '/data/code': 'client_outdated' }, before: [fault({ kind: 'error', code: 405 })], on: {} },
      { on: { qr: [{ control: 'POST /_sandbox/clock/advance', body: { by: 'PT5M1S' } }] } },
    ],
    'streamWhatsAppQr#disconnected': [
      {
        on: {
          // The link is made, and WhatsApp is away before the companion can log in with it.
          qr: [fault({ kind: 'hang' }), scan],
          connecting: [
            { control: 'POST /_sandbox/phones/{number}/unlink', path: phone, body: { all: true } },
            clearFaults,
            // Drops the connection that hangs; the next one hears that the device is gone.
            fault({ kind: 'down' }),
            clearFaults,
          ],
        },
      },
    ],
  },
  hubmessage: {},
}
