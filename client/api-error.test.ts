import { expect, test } from 'vitest'
import { ApiError, createKeebaiClient, keebai, unwrap } from './index.ts'

const channels = (fetch: typeof globalThis.fetch) =>
  unwrap(keebai.listChannels({ client: createKeebaiClient({ baseUrl: 'http://a.test', token: 'x', fetch }) }))

test('a success is its data', async () => {
  expect(await channels(async () => Response.json({ data: [] }))).toEqual({ data: [] })
})

test.each([
  {
    status: 403,
    body: {
      error: { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details: { missing: ['channels:read'] } },
      message: 'Forbidden',
      statusCode: 403,
    },
    read: { code: 'INSUFFICIENT_SCOPE', message: 'Forbidden', details: { missing: ['channels:read'] } },
  },
  {
    status: 401,
    body: { message: 'Invalid or missing API token', error: 'Unauthorized', statusCode: 401 },
    read: { code: 'UNAUTHORIZED', message: 'Invalid or missing API token' },
  },
  {
    status: 429,
    body: { message: 'ThrottlerException: Too Many Requests', statusCode: 429 },
    read: { code: null, message: 'ThrottlerException: Too Many Requests' },
  },
  {
    status: 422,
    body: { error: 422, message: 'CHANNEL_NOT_CONNECTED' },
    read: { code: 'CHANNEL_NOT_CONNECTED', message: 'CHANNEL_NOT_CONNECTED' },
  },
  {
    status: 400,
    body: { error: 'Newport request failed', value: { errors: [{ code: 100, message: 'Code expired' }] } },
    read: { code: '100', message: 'Newport request failed', details: [{ code: 100, message: 'Code expired' }] },
  },
  {
    status: 400,
    body: {
      timestamp: 't',
      status: 400,
      errors: [{ code: 'VALIDATION_ERROR', subCode: 'MEDIA_TOO_LARGE', message: 'x' }],
    },
    read: { code: 'MEDIA_TOO_LARGE', message: 'x' },
  },
  {
    status: 502,
    body: { timestamp: 't', code: 'VALIDATION_ERROR', subCode: 'MEDIA_UPLOAD_FAILED', message: 'x' },
    read: { code: 'MEDIA_UPLOAD_FAILED', message: 'x' },
  },
  {
    status: 422,
    body: {
      error: { errors: [{ code: '100', subCode: '2388024', message: 'Invalid parameter', description: 'Taken' }] },
    },
    read: { code: '100', message: 'Taken', details: [{ subCode: '2388024' }] },
  },
])('the documented body of $status is read whole', async ({ status, body, read }) => {
  const error = await channels(async () => Response.json(body, { status })).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ status, body, ...read })
})

test('an answer that is not of the API is an ApiError too', async () => {
  const error = await channels(async () => new Response('', { status: 502 })).catch((error: unknown) => error)
  expect(error).toMatchObject({ status: 502, code: null, message: 'The API answered with HTTP status 502' })
})

test('a connection that fails is no ApiError', async () => {
  const refused = new TypeError('fetch failed')
  await expect(channels(() => Promise.reject(refused))).rejects.toBe(refused)
})
