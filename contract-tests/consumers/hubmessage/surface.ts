import { createHubMessageClient } from '../../../client/index.ts'
import { valueAt } from '../../compare/pointer.ts'
import { isObject } from '../../json.ts'
import type { Surface } from '../kit/surface.ts'
import { channels } from './channels.ts'
import { events } from './events.ts'
import { messages } from './messages.ts'
import { templates } from './templates.ts'
import { webhooks } from './webhooks.ts'

export const hubMessageSurface: Surface = {
  name: 'hubmessage',
  consumer: 'hubmessage-integrator',
  token: `hm_sk_${'9d1ec0de'.repeat(8)}`,
  connect: createHubMessageClient,
  isCode: (pointer, status) =>
    status >= 400 &&
    (['/error', '/details/code', '/value/errors/*/code', '/error/errors/*/code', '/errors/*/subCode'].includes(
      pointer,
    ) ||
      ([409, 422].includes(status) && pointer === '/message')),
  codeOf({ error, errors, message, value }, status) {
    const [file] = Array.isArray(errors) ? errors : []
    if (isObject(file)) return file.subCode ?? null
    for (const said of [value, error]) {
      if (isObject(said) && Array.isArray(said.errors)) return String(valueAt(said, '/errors/0/code'))
    }
    // Of the template webhooks, whose errors are one text.
    if (typeof error === 'string') return error.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
    return status === 422 && /^[A-Z_]+$/.test(String(message)) ? (message ?? null) : null
  },
  webhooks: events,
  subjects: { ...channels, ...messages, ...templates, ...webhooks },
}
