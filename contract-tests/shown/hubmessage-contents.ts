import type { Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'
import type { ShownRequest } from './shown.ts'

const channelId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890'
const connected: ProviderState = { name: 'a connected Cloud API channel', params: { channel_id: channelId } }

const send = (content: Json, answered = 200): ShownRequest => ({
  page: 'messages',
  operation: 'sendMessage',
  given: [connected],
  path: { channelId },
  answered,
  body: { recipient: { identifier: '5511999999999' }, content },
})
const template = (name: string, parameters: Json[]): ShownRequest => {
  const language = { policy: 'deterministic', code: 'pt_BR' }
  return send({
    type: 'TEMPLATE',
    attachments: [{ template: { name, language, components: [{ type: 'body', parameters }] } }],
  })
}
const values = ['Ana', 'PED-1024', 'em transporte'].map((text) => ({ type: 'text', text }))
const page = { id: 'site', name: 'URL', title: 'Abrir', url: 'https://example.com' }
const call = { id: 'call', name: 'CALL', title: 'Ligar', phones: ['5511999999999'] }
const action = { type: 'INTERACTIVE_ACTION', body: { message: 'Escolha' }, footer: { message: 'Loja' } }

/** The contents of messages, one of each kind. */
export const contents: ShownRequest[] = [
  send({ type: 'TEXT', body: { message: 'Olá!' } }),
  template('boas_vindas_v2', []),
  template('atualizacao_pedido_v1', values),
  send({ type: 'CONTACT', attachments: [{ name: 'Ana Souza', phones: ['5511988887777'] }] }),
  send({
    type: 'LOCATION',
    attachments: [{ latitude: '-23.0696347', longitude: '-50.4357913', name: 'Parque', address: 'Praça da Luz' }],
  }),
  send({
    type: 'INTERACTIVE_BUTTON',
    body: { message: 'Confirma?' },
    attachments: [
      { id: 'yes', title: 'Sim' },
      { id: 'no', title: 'Não' },
    ],
  }),
  send({ ...action, header: { message: 'Pedido' }, attachments: [page] }),
  // Shown by the page and not sent: the Cloud API has one button for a page, and none for a call.
  send({ ...action, header: { message: 'Pedido' }, attachments: [page, call] }, 422),
]
