import type { Subject } from '../entry.ts'

const notWritten = 'templates:read|templates:create|templates:update'
const scopes = ['getMe 200.body.scopes[]', '* 403.body.error.details.required[]', '* 403.body.error.details.missing[]']

export const templateCatalogue = {
  title: 'Template catalogue',
  about: 'Keebai names the scopes of templates and their event, and holds no operation on them.',
  entries: [
    {
      id: 'template-catalogue.scopes',
      keebai: { fields: scopes.map((field) => `${field}=${notWritten}`) },
      hubmessage: { absent: 'A key has no scopes.' },
    },
    {
      id: 'template-catalogue.event',
      keebai: {
        fields: [
          'createWebhook|updateWebhook request.body.events[]=whatsapp.template.status_updated|whatsapp.template.status_update',
          'createWebhook 201.body.events[]=whatsapp.template.status_updated',
          'listWebhooks 200.body.data[].events[]=whatsapp.template.status_updated',
          'getWebhook|updateWebhook|rotateWebhookSecret 200.body.events[]=whatsapp.template.status_updated',
          'listWebhookDeliveries 200.body.data[].event_type=whatsapp.template.status_updated',
        ],
        interactions: ['updateWebhook answers 200: moved'],
      },
      hubmessage: { absent: 'Its events are worded in another way; see the webhooks of HubMessage.' },
    },
  ],
} as const satisfies Subject
