import type { Subject } from '../entry.ts'

const otherScopes = 'messages:send|messages:bulk|channels:read|channels:connect|webhooks:read|webhooks:manage'

export const session = {
  title: 'Token',
  about: 'A token of Keebai can be read and has scopes; a key of HubMessage is either valid or not.',
  entries: [
    {
      id: 'session.profile',
      keebai: {
        fields: [
          'getMe operation',
          'getMe 200.body.id',
          'getMe 200.body.name',
          'getMe 200.body.prefix',
          'getMe 200.body.status',
          'getMe 200.body.expires_at',
          'getMe 200.body.last_used_at',
          'getMe 200.body.created_at',
          'getMe 200.body.user.id',
          'getMe 200.body.user.name',
          'getMe 200.body.user.email',
          'getMe 200.body.company.id',
          'getMe 200.body.company.name',
        ],
        interactions: ['getMe answers 200: operator'],
      },
      hubmessage: { absent: 'HubMessage documents no reading of a key.' },
    },
    {
      id: 'session.revoke',
      keebai: { fields: ['revokeMyToken operation'], interactions: ['revokeMyToken answers 204: done'] },
      hubmessage: { absent: 'HubMessage documents no revoking of a key by its holder.' },
    },
    {
      id: 'session.scopes',
      keebai: {
        fields: [
          `getMe 200.body.scopes[]=${otherScopes}`,
          `* 403.body.error.details.required[]=${otherScopes}`,
          `* 403.body.error.details.missing[]=${otherScopes}`,
        ],
        interactions: ['getMe answers 200: operator'],
      },
      hubmessage: { absent: 'A key has no scopes.' },
    },
  ],
} as const satisfies Subject
