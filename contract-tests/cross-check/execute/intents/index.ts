import type { JsonObject } from '../../../json.ts'
import type { Trial } from '../trial.ts'
import { connectThroughBoth } from './connect.ts'
import { inboundAndAnswer } from './inbound.ts'
import { oneChannelInBothSpellings } from './one-channel.ts'
import { bodyWrong, methodWrong, notAllowed, routeUnknown, tokenUnknown, tooMany } from './refused-requests.ts'
import {
  channelDisconnected,
  channelUnknown,
  keyInFlight,
  keyReused,
  phoneInvalid,
  templatesUnsupported,
  templateUnknown,
  upstreamDown,
  windowClosed,
} from './refused-sends.ts'
import { sendThroughBoth } from './sends.ts'
import { statusesOfBoth } from './statuses.ts'
import { templateThroughBoth } from './templates.ts'

/** Something an integrator wants, carried out through both shapes. */
export interface Intent {
  name: string
  run(trial: Trial): Promise<void>
}

const template = (template_name: string, language: string, variables?: Record<string, string>) => (trial: Trial) =>
  sendThroughBoth(trial, 'sendTemplateMessage', { template_name, language, ...(variables && { variables }) })

const send = (place: string, message: JsonObject) => (trial: Trial) => sendThroughBoth(trial, place, message)

export const intents: readonly Intent[] = [
  { name: 'connect a number', run: (trial) => connectThroughBoth(trial, false) },
  { name: 'connect a number of the WhatsApp Business app', run: (trial) => connectThroughBoth(trial, true) },
  { name: 'read and use a channel under the other spelling', run: oneChannelInBothSpellings },
  { name: 'send a text', run: (trial) => sendThroughBoth(trial, 'sendTextMessage', { text: 'Hola *Lucio* 👋' }) },
  {
    name: 'send a template with named values',
    run: template('welcome_v2', 'es', { nombre: 'Lucio', monto: '1500' }),
  },
  {
    name: 'send a template with values by position',
    run: template('atualizacao_pedido_v1', 'pt_BR', { 1: 'Ana', 2: 'PED-1024', 3: 'em transporte' }),
  },
  { name: 'send a template without values', run: template('boas_vindas_v2', 'pt_BR') },
  {
    name: 'send a place',
    run: send('sendLocationMessage', {
      latitude: -23.0696347,
      longitude: -50.4357913,
      name: 'Luz',
      address: 'São Paulo',
    }),
  },
  {
    name: 'send a contact',
    run: send('sendContactsMessage', {
      contacts: [
        {
          name: { formatted_name: 'Ana Souza', first_name: 'Ana', last_name: 'Souza' },
          phones: [{ phone: '5511988887777' }],
        },
      ],
    }),
  },
  {
    name: 'send buttons',
    run: send('sendInteractiveButtons', { body_text: 'Confirmar?', buttons: [{ id: 'sim', title: 'Sim' }] }),
  },
  { name: 'hand in a template', run: templateThroughBoth },
  { name: 'learn what became of a message', run: statusesOfBoth },
  { name: 'receive a message and answer it', run: inboundAndAnswer },
  { name: 'text outside the window', run: windowClosed },
  { name: 'send through a channel that does not exist', run: channelUnknown },
  { name: 'send through a channel that is not connected', run: channelDisconnected },
  { name: 'send a template that does not exist', run: templateUnknown },
  { name: 'send a template through a QR channel', run: templatesUnsupported },
  { name: 'send to what is no phone number', run: phoneInvalid },
  { name: 'use an idempotency key for another send', run: keyReused },
  { name: 'repeat a send that is under way', run: keyInFlight },
  { name: 'send while Meta is down', run: upstreamDown },
  { name: 'ask with an unknown token', run: tokenUnknown },
  { name: 'ask without being allowed to', run: notAllowed },
  { name: 'ask too often', run: tooMany },
  { name: 'ask for a route that does not exist', run: routeUnknown },
  { name: 'ask with the wrong method', run: methodWrong },
  { name: 'send a body that cannot be read', run: bodyWrong },
]
