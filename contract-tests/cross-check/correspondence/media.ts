import type { Subject } from '../entry.ts'

export const media = {
  title: 'Media',
  about: 'Neither document holds a send, an upload or a download of media. Keebai tells the kind of what was received.',
  entries: [
    {
      id: 'media.received',
      keebai: { fields: ['whatsapp.message.received body.data.type=image|audio|video|document|sticker'] },
      hubmessage: { absent: 'Its document holds no webhooks.' },
    },
  ],
} as const satisfies Subject
