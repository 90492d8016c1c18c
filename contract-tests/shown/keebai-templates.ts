import type { Json } from '../json.ts'
import type { ProviderState } from '../pact-file/interaction.ts'
import type { ShownAnswer, ShownEvent, ShownRequest } from './shown.ts'

const channelId = '65a1f2b3c4d5e6f7a8b9c0d1'
const id = '65f3a1b2c3d4e5f6a7b8c9d0'
const connected: ProviderState = {
  name: 'a connected Cloud API channel',
  params: { channel_id: channelId, phone_number_id: '100000000000001' },
}
const known: ProviderState = {
  name: 'a template',
  params: { template_id: id, template_name: 'welcome_v2', language: 'es', channel_id: channelId },
}

const create = (more: { [member: string]: Json }): ShownRequest => {
  const body = { channel_id: channelId, name: 'appointment_reminder', language: 'es', category: 'UTILITY', ...more }
  return { page: 'P:templates-create', operation: 'createTemplate', given: [connected], answered: 201, body }
}
const update = (page: string, more: { [member: string]: Json }): ShownRequest => {
  const body = { channel_id: channelId, ...more }
  return { page, operation: 'updateTemplate', given: [connected, known], path: { id }, answered: 200, body }
}
const named = {
  type: 'BODY',
  text: 'Hola {{nombre}}, te esperamos el {{fecha}} a las {{hora}}.',
  example: {
    body_text_named_params: ['nombre', 'fecha', 'hora'].map((name) => ({ param_name: name, example: 'uno' })),
  },
}
const buttons: Json[] = [
  { type: 'QUICK_REPLY', text: 'Confirmar' },
  { type: 'URL', text: 'Ver', url: 'https://shop.example.com/{{1}}', example: ['https://shop.example.com/1'] },
  { type: 'PHONE_NUMBER', text: 'Llamar', phone_number: '+56987654321' },
]

export const requests: ShownRequest[] = [
  create({
    parameter_format: 'NAMED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Tu cita' },
      named,
      { type: 'FOOTER', text: 'Clínica' },
      { type: 'BUTTONS', buttons },
    ],
    metadata: { team: 'agenda' },
  }),
  // A flat list, unlike Meta's list of lists.
  create({
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Hola {{1}}, tu pedido {{2}} salió.', example: { body_text: ['Ana', '1024'] } }],
  }),
  update('P:templates-update', { status: 'PAUSED', metadata: { until: 'June' } }),
  update('P:templates-update', {
    components: [{ ...named, text: 'Hola {{nombre}}, el {{fecha}} a las {{hora}} en casa.' }],
  }),
]

const shown = { id, name: 'welcome_v2', language: 'es', status: 'APPROVED', category: 'MARKETING' }
const template = { ...shown, parameter_format: 'NAMED', variables: ['nombre', 'monto'] }
const answer = (page: string, operations: string[], status: number, body: Json): ShownAnswer => {
  return { page, operations, status, body }
}
const refusal = (operations: string[], status: number, code: string) =>
  answer('P:templates-update', operations, status, { error: { code } })
const operations = ['listTemplates', 'getTemplate', 'createTemplate', 'updateTemplate']

export const answers: ShownAnswer[] = [
  answer('P:templates-list', ['listTemplates'], 200, { items: [template], page: 0, limit: 50, total: 2 }),
  answer('S:public-api-reference', ['listTemplates'], 200, { data: [template], next_cursor: 'tp_1' }),
  answer('S:public-api-reference', ['getTemplate'], 200, template),
  answer('P:templates-create', ['createTemplate'], 201, { ...template, status: 'PENDING' }),
  answer('P:templates-update', ['updateTemplate'], 200, { ...template, status: 'PENDING' }),
  refusal(operations, 400, 'BAD_REQUEST'),
  refusal(operations, 403, 'INSUFFICIENT_SCOPE'),
  refusal(['getTemplate', 'updateTemplate'], 404, 'NOT_FOUND'),
  refusal(['updateTemplate'], 409, 'CONFLICT'),
  refusal(['listTemplates', 'createTemplate', 'updateTemplate'], 502, 'UPSTREAM_ERROR'),
]

export const events: ShownEvent[] = [
  {
    page: 'S:webhooks-reference',
    event: 'whatsapp.template.status_updated',
    body: {
      type: 'whatsapp.template.status_updated',
      data: { template_id: id, name: 'welcome_v2', status: 'APPROVED' },
    },
  },
]
