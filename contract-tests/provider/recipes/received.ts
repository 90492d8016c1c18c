import type { Json } from '../../json.ts'
import type { Recipe, Step } from './recipe.ts'

const person = '$/data/from|+5491155555555'

const phone: Step = {
  control: 'POST /_sandbox/phones',
  body: { number: person, name: '$/data/contact/profile/name|Lucio', reads: true },
}

function sent(what: Record<string, Json>): Step {
  return {
    control: 'POST /_sandbox/phones/{number}/messages',
    path: { number: person },
    body: { to: '$phone_number', ...what },
  }
}

const recipient = { phone_number_id: '$phone_number_id', to: person }
const keep = { message_id: '/message_id' }

/** Of the kinds whose member has the name of the kind. */
function ofKind(kind: string, what: Json, ...before: Step[]): Recipe {
  return { when: { '/data/type': kind }, steps: [phone, ...before, sent({ [kind]: what })] }
}

/** Somebody writes to the number: every kind that a phone can send, a text where the pact names none. */
export const received: Recipe[] = [
  ofKind('image', { caption: '$/data/image/caption' }),
  ofKind('video', { caption: '$/data/video/caption' }),
  ofKind('audio', { voice: true }),
  ofKind('document', { caption: '$/data/document/caption', filename: '$/data/document/filename' }),
  ofKind('sticker', {}),
  ofKind('location', { latitude: -34.603684, longitude: -58.381559, name: 'Obelisco', address: 'Buenos Aires' }),
  ofKind('contacts', '$/data/contacts'),
  ofKind(
    'reaction',
    { message_id: '$message_id', emoji: '$/data/reaction/emoji' },
    { api: 'POST /v1/messages/text', body: { ...recipient, text: 'Hola' }, keep },
  ),
  {
    when: { '/data/interactive/type': 'button_reply' },
    steps: [
      phone,
      {
        api: 'POST /v1/messages/interactive/buttons',
        body: { ...recipient, body_text: '?', buttons: [{ id: 'confirm', title: 'Confirmar' }] },
        keep,
      },
      sent({ button_reply: { id: 'confirm' } }),
    ],
  },
  {
    when: { '/data/interactive/type': 'list_reply' },
    steps: [
      phone,
      {
        api: 'POST /v1/messages/interactive/list',
        body: {
          ...recipient,
          body_text: '?',
          button_text: 'Ver',
          sections: [{ rows: [{ id: 'mon-10', title: 'Lunes 10:00', description: 'Con Lucía' }] }],
        },
        keep,
      },
      sent({ list_reply: { id: 'mon-10' } }),
    ],
  },
  {
    when: { '/data/referral/source_type': 'ad' },
    steps: [phone, sent({ text: '$/data/text/body|Hola', referral: '$/data/referral' })],
  },
  { steps: [phone, sent({ text: '$/data/text/body|Hola' })] },
]
