import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSandbox, type Sandbox } from '../../../mocks/sandbox/sandbox.ts'
import type { JsonObject } from '../../json.ts'
import { errorCases } from '../correspondence/error-cases.ts'
import { subjects } from '../correspondence/index.ts'
import type { ErrorCase, Subject } from '../entry.ts'
import { openTamperingProxy, type Tampering } from '../test/tampering-proxy.ts'
import { type CrossCheckOptions, executeCrossCheck } from './execute.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await openSandbox({ port: 0, lazy: true, logLevel: 'error' })
})
afterAll(() => sandbox[Symbol.asyncDispose]())

test('every intent leaves the same through both shapes and in both dialects, and every mapping holds on real values', async () => {
  const { intents, findings } = await executeCrossCheck(sandbox)
  expect(findings).toEqual([])
  expect(intents.filter(({ passed }) => !passed)).toEqual([])
  expect(intents.map(({ name }) => name)).toEqual(expect.arrayContaining(['connect a number', 'send a text']))
  for (const { name, entries } of intents) expect(entries, name).not.toEqual([])
  const text = intents.find(({ name }) => name === 'send a text')
  expect(text?.facts).toMatchObject({
    phone: [{ type: 'text', text: 'Hola *Lucio* 👋', status: 'read' }],
    stored: { messages: [{ state: 'read', recipient: '+5491155555555' }], progress: { sent: 1 } },
  })
})

/** What is found when something in between changes what passes. */
async function tampered(only: string, tampering: Tampering, options: CrossCheckOptions = {}): Promise<string[]> {
  await using proxy = await openTamperingProxy(sandbox.url, tampering)
  return await found({ only: [only], url: proxy.url, ...options })
}

async function found(options: CrossCheckOptions): Promise<string[]> {
  const { intents, findings } = await executeCrossCheck(sandbox, options)
  expect(intents.every(({ passed }) => passed)).toBe(
    findings.filter(({ code }) => !/^mapping-(not-)?executed$/.test(code)).length === 0,
  )
  return findings.map(({ code, what, expected, got }) => [code, what, expected, got].filter(Boolean).join(' | '))
}

const isSend = (at: string) => /^POST \/hubmessage\/v1\/channels\/\w+\/messages$/.test(at)
const changed = (text: string, change: (body: JsonObject) => void) => {
  const body = JSON.parse(text) as JsonObject
  change(body)
  return JSON.stringify(body)
}

test('nothing is found through a proxy that changes nothing', async () => {
  expect(await tampered('send a text', {})).toEqual([])
})

test('an answered id that is not the id of the message is found', async () => {
  const list = await tampered('learn what became of a message', {
    answer: (body, at) => (isSend(at) ? body.replace('wamid.', 'wamid.X') : body),
  })
  expect(list.join('\n')).toMatch(/facts-differ \| learn what became of a message: stored differ/)
  const texts = await tampered('send a text', {
    answer: (body, at) => (isSend(at) ? changed(body, (answer) => delete answer.messageId) : body),
  })
  expect(texts.join('\n')).toContain('no event tells of the message HubMessage sent')
})

test('another text on the phone is found, in the store and on the phone', async () => {
  const list = await tampered('send a text', {
    request: (body, at) => (isSend(at) ? body.replace('Hola', 'Adiós') : body),
  })
  expect(list.filter((one) => one.startsWith('facts-differ | send a text: phone differ.'))).toHaveLength(2)
  expect(list.filter((one) => one.startsWith('facts-differ | send a text: stored differ.'))).toHaveLength(2)
})

test('a channel that is answered under another id, name or number is found', async () => {
  const list = await tampered('connect a number', {
    answer: (body, at) =>
      at.startsWith('GET /v1/channels/ch_')
        ? changed(body, (channel) => Object.assign(channel, { name: 'Other', business_account_id: '1' }))
        : body,
  })
  expect(list).toEqual([
    expect.stringMatching(/^mapping-differs \| connect a number: channel.name differs \(getChannel → createChannel\)/),
    expect.stringMatching(/^mapping-differs \| connect a number: channel.name differs on the way back/),
    expect.stringMatching(/^mapping-differs \| connect a number: channel.business-account differs/),
    expect.stringMatching(/^mapping-differs \| connect a number: channel.business-account differs on the way back/),
  ])
})

test('an error with another status, word or place is found', async () => {
  const list = await tampered('send to what is no phone number', {
    answer: (body, at, status) =>
      isSend(at)
        ? { status, body: body.replace('/body/recipient/identifier', '/body/recipient') }
        : status === 400
          ? { status: 409, body: body.replace('"BAD_REQUEST"', '"CONFLICT"') }
          : body,
  })
  expect(list[0]).toBe(
    'error-differs | send to what is no phone number: sendTextMessage does not answer errors.invalid. | 400 BAD_REQUEST | 409 CONFLICT',
  )
  expect(list.join('\n')).toMatch(
    /errors.problem-path differs .*"\/body\/recipient\/identifier" \| "\/body\/recipient"/,
  )
})

test('a member that one dialect leaves out is found', async () => {
  const list = await tampered('send a text in both dialects', {
    answer: (body, at) =>
      at.startsWith('GET /v1/messages/bulk/') && body.includes('COMPLETED')
        ? changed(body, (answer) => delete answer.failed)
        : body,
  })
  expect(list.join('\n')).toContain('dialects.progress has no value at getBroadcast')
})

test('an answer in the other dialect is found', async () => {
  const list = await tampered('send a text in both dialects', {
    answer: (body, at, status) =>
      at === 'POST /v1/messages/text' && status === 202
        ? changed(
            body,
            (answer) =>
              answer.status === 'PENDING' && Object.assign(answer, { status: 'sent', scheduled_at: undefined }),
          )
        : body,
  })
  expect(list.join('\n')).toContain(
    'dialect-differs | send a text in both dialects: sendTextMessage is not answered in the dialect prose. | broadcast_id, scheduled_at, status, total_recipients | broadcast_id, status, total_recipients',
  )
  expect(list.join('\n')).toContain('dialects.accepted')
})

/** The correspondence with one entry changed. */
function withEntry(id: string, change: object): readonly Subject[] {
  return subjects.map((subject) => ({
    ...subject,
    entries: subject.entries.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
  })) as Subject[]
}

test('a wrong transformation is found on real values', async () => {
  const list = await found({ only: ['send a text'], subjects: withEntry('text.recipient', { by: 'same' }) })
  expect(list[0]).toMatch(/^answer-differs \| send a text: sendMessage answers otherwise. \| 200 \| 400 /)
  const inbound = await found({
    only: ['receive a message and answer it'],
    subjects: withEntry('inbound.contact', { by: 'phoneNumber' }),
  })
  expect(inbound.join('\n')).toContain('inbound.contact differs on the way back')
})

test('a transformation that does not come back is found', async () => {
  const list = await found({
    only: ['send a template with values by position'],
    subjects: withEntry('template.name', { by: 'phoneNumber' }),
  })
  expect(list.join('\n')).toContain('template.name is not the same again when it is translated back')
})

test('a mapping that no intent runs, and an error nobody answers, are found', async () => {
  const extra = { ...subjects[0], entries: [{ ...subjects[0]?.entries[0], id: 'channel.new' }] } as unknown as Subject
  const cases: ErrorCase[] = [...errorCases, { ...(errorCases[0] as ErrorCase), id: 'errors.new' }]
  const list = await found({ subjects: [...subjects, extra], errorCases: cases })
  expect(list).toEqual([
    'mapping-not-executed | No intent runs channel.new.',
    'mapping-not-executed | No intent runs errors.new.',
  ])
})

test('a mapping that is said to be run by nobody, and is run, is found', async () => {
  const list = await found({ subjects: withEntry('text.body', { notExecuted: 'Nobody writes.' }) })
  expect(list).toEqual(['mapping-executed | text.body was run, though its entry says that no intent can.'])
})

test('an error that is another one than the entries say is found', async () => {
  const cases = errorCases.map(
    (one): ErrorCase =>
      one.id === 'errors.window-closed' ? { ...one, hubmessage: { status: 409, word: 'Closed', answers: [] } } : one,
  )
  expect(await found({ only: ['text outside the window'], errorCases: cases })).toContain(
    'error-differs | text outside the window: sendMessage does not answer errors.window-closed. | 409 Closed | 422 Conversation window is closed',
  )
})

test('an intent that breaks off is a finding and not the end of the others', async () => {
  await using proxy = await openTamperingProxy(sandbox.url, {
    answer: (body, at) => (at.startsWith('POST /_sandbox/signup') ? { status: 500, body: '{}' } : body),
  })
  const { intents, findings } = await executeCrossCheck(sandbox, {
    only: ['connect a number', 'ask with an unknown token'],
    url: proxy.url,
  })
  expect(intents.map(({ passed }) => passed)).toEqual([false, true])
  expect(findings.map(({ code }) => code)).toContain('intent-failed')
})

test('a finding shows a command line without the credential', async () => {
  await using proxy = await openTamperingProxy(sandbox.url, {
    answer: (body, at) => (isSend(at) ? { status: 500, body } : body),
  })
  const { findings } = await executeCrossCheck(sandbox, { only: ['send a text'], url: proxy.url })
  const { curl = '' } = findings.find(({ code }) => code === 'answer-differs') ?? {}
  expect(curl).toMatch(/^curl -X POST '.*\/messages' -H "Authorization: Bearer \$HUBMESSAGE_SECRET_KEY"/)
  expect(JSON.stringify(findings)).not.toMatch(/hm_sk_|kbai_pk_/)
})
