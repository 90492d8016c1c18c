import { createKeebaiClient } from '../../../client/index.ts'
import { isObject } from '../../json.ts'
import type { Surface } from '../kit/surface.ts'
import { channels } from './channels.ts'
import { connect } from './connect.ts'
import { webhooks as deliveries, streams } from './events.ts'
import { media } from './media.ts'
import { messages } from './messages.ts'
import { singleSends } from './sends.ts'
import { session } from './session.ts'
import { templates } from './templates.ts'
import { webhooks } from './webhooks.ts'

export const keebaiSurface: Surface = {
  name: 'keebai',
  consumer: 'keebai-integrator',
  token: `kbai_pk_${'9d1ec0de'.repeat(8)}`,
  connect: createKeebaiClient,
  isCode: (pointer, status) => status >= 400 && ['/error', '/error/details/code', '/statusCode'].includes(pointer),
  codeOf({ error }) {
    if (isObject(error)) return error.code ?? null
    return error === 'Unauthorized' ? 'UNAUTHORIZED' : null
  },
  webhooks: deliveries,
  streams,
  subjects: { ...connect, ...messages, ...singleSends, ...media, ...templates, ...channels, ...session, ...webhooks },
}
