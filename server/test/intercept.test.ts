import { expect, test } from 'vitest'
import { ProblemError } from '../http/pipeline/problem.ts'
import { startApp } from './app-rig.ts'

const template = { channel_id: 'malformed' }
const surfaces = [
  {
    surface: 'keebai',
    path: '/v1/messages/template',
    body: template,
    fault: {
      error: { code: 'INTERNAL_ERROR', message: 'Internal Server Error' },
      message: 'Internal Server Error',
      statusCode: 500,
    },
    unavailable: { error: { code: 'SERVICE_UNAVAILABLE' }, statusCode: 503 },
  },
  {
    surface: 'hubmessage',
    path: '/hubmessage/v1/channels',
    body: { name: 1 },
    fault: { error: 500, message: 'Internal server error' },
    unavailable: { error: 503, message: 'Service unavailable' },
  },
] as const

test.each(surfaces)('a provoked fault of $surface is answered and logged as a real one', async (one) => {
  const broken = new Error('secret detail')
  const asked: unknown[] = []
  await using app = await startApp({
    intercept({ company, token }, operation) {
      asked.push([company, token.surface, operation])
      throw broken
    },
  })
  const { status, body, headers } = await app.call(one.path, { token: app.tokens[one.surface], body: one.body })
  expect([status, body]).toEqual([500, one.fault])
  expect(headers.get('x-request-id')).toMatch(/^\w+-\w+$/)
  expect(app.faults).toEqual([broken])
  expect(asked).toEqual([
    [app.company, one.surface, one.surface === 'keebai' ? 'sendTemplateMessage' : 'createChannel'],
  ])
  expect(app.violations).toEqual([])
})

test.each(surfaces)('a provoked outage of $surface is 503 with Retry-After and no fault', async (one) => {
  await using app = await startApp({
    intercept: () => Promise.reject(new ProblemError({ kind: 'unavailable' })),
  })
  const { status, body, headers } = await app.call(one.path, { token: app.tokens[one.surface], body: one.body })
  expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  expect(body).toMatchObject(one.unavailable)
  expect([app.faults, app.violations]).toEqual([[], []])
})

test('whoever may not make a request provokes nothing', async () => {
  const asked: string[] = []
  await using app = await startApp({ intercept: (_, operation) => void asked.push(operation) })
  const scopeless = await app.token([])
  expect((await app.call('/v1/channels', { token: 'kbai_pk_unknown' })).status).toBe(401)
  expect((await app.call('/v1/channels', { token: scopeless })).status).toBe(403)
  expect((await app.call('/hubmessage/v1/channels', { body: {}, token: app.tokens.keebai })).status).toBe(401)
  expect(asked).toEqual([])
  expect((await app.call('/v1/channels')).status).toBe(200)
  expect(asked).toEqual(['listChannels'])
})
