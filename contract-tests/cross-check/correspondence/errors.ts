import type { Subject } from '../entry.ts'
import { wordsOfKeebaiAlone } from './error-cases.ts'
import { allSends, templatesAtMeta } from './places.ts'

const metaErrors = ['description', 'name', 'message', 'code', 'subCode']
const outcome = (member: string) => ({
  keebai: {
    fields: [
      `${allSends}|markMessageRead|uploadMedia|getMedia|downloadMedia|deleteMedia|${templatesAtMeta} 502.body.error.details.${member}`,
    ],
  },
  hubmessage: { fields: [`connectChannel|sendMessage 502.body.details.${member}`] },
  by: 'same' as const,
})

export const errors = {
  title: 'Error bodies',
  about: 'The members of an error body. What each error is on the other side stands below.',
  entries: [
    {
      id: 'errors.status',
      keebai: { fields: ['* error.body.statusCode'] },
      hubmessage: { fields: ['* error.body.error'] },
      by: 'same',
      note: 'Where both answer the same status; the table of errors says where they do not.',
    },
    {
      id: 'errors.word',
      keebai: { fields: ['* error.body.error.code'] },
      hubmessage: { fields: ['* error.body.message'] },
      by: 'errorWord',
    },
    {
      id: 'errors.word-of-keebai-alone',
      keebai: { fields: [`* error.body.error.code=${wordsOfKeebaiAlone.join('|')}`] },
      hubmessage: { absent: 'It has no such error; the table of errors says why for each.' },
    },
    {
      id: 'errors.problem-path',
      keebai: { fields: ['* error.body.error.details[].path'] },
      hubmessage: { fields: ['* error.body.details[].path'] },
      by: 'problemPath',
    },
    {
      id: 'errors.problem',
      keebai: { fields: ['* error.body.error.details[].message'] },
      hubmessage: { fields: ['* error.body.details[].message'] },
      by: 'anyText',
    },
    { id: 'errors.outcome', ...outcome('outcome') },
    { id: 'errors.outcome-broadcast', ...outcome('broadcast_id'), notExecuted: 'The id is another one for each send.' },
    { id: 'errors.outcome-code', ...outcome('code') },
    { id: 'errors.outcome-title', ...outcome('title') },
    { id: 'errors.outcome-details', ...outcome('message') },
    {
      id: 'errors.retry-after',
      keebai: { fields: ['* error.headers.Retry-After'] },
      hubmessage: { fields: ['* error.headers.Retry-After'] },
      by: 'same',
      notExecuted: 'The seconds to wait are others at every moment.',
    },
    {
      id: 'errors.sentences',
      keebai: { fields: ['* error.body.error.message', '* error.body.message', '* error.body.error'] },
      hubmessage: { absent: 'Its one text is the word that stands for the code.' },
    },
    {
      id: 'errors.meta',
      keebai: { absent: 'The portal speaks with Meta, not the integrator.' },
      hubmessage: {
        fields: metaErrors.map((member) => `connectChannel 400.body.value.errors[].${member}`),
        interactions: ['connectChannel answers 400: code_refused'],
      },
    },
    {
      id: 'errors.files',
      keebai: {
        absent:
          'WhatsApp fetches what it sends by an address; what an upload is refused for is an error like any other.',
      },
      hubmessage: {
        fields: ['400', '502'].flatMap((status) =>
          [
            ...['timestamp', 'status', 'errors[].code', 'errors[].subCode', 'errors[].message'],
            ...['code', 'subCode'],
          ].map((member) => `sendMessage ${status}.body.${member}`),
        ),
        interactions: ['sendMessage answers 400: url_required', 'sendMessage answers 502: media_download_failed'],
      },
    },
  ],
} as const satisfies Subject
