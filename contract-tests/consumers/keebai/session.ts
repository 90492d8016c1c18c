import { keebai } from '../../../client/index.ts'
import type { Subject } from '../kit/subject.ts'

export const session: Record<string, Subject> = {
  getMe: {
    call: keebai.getMe,
    request: {},
    answers: {
      '200 operator': {
        given: [{ state: 'a token', params: { scopes: ['messages:send', 'channels:read', 'channels:connect'] } }],
        maybeNull: ['/expires_at', '/last_used_at'],
      },
    },
  },
  revokeMyToken: {
    call: keebai.revokeMyToken,
    request: {},
    answers: { '204 done': { given: [{ state: 'a token' }] } },
  },
}
