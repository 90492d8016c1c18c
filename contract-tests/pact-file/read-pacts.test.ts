import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { HttpInteraction, Interaction, MessageInteraction, Pact } from './interaction.ts'
import { readPacts } from './read-pacts.ts'
import { toPact } from './to-pact.ts'

const samples = fileURLToPath(new URL('test/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pacts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function sample(name: string): Pact {
  const { pacts } = readPacts([join(samples, name)])
  expect(pacts).toHaveLength(1)
  return pacts[0] as Pact
}

function http(interaction: Interaction | undefined): HttpInteraction {
  if (interaction?.kind !== 'http') throw new Error('not an HTTP interaction')
  return interaction
}

function message(interaction: Interaction | undefined): MessageInteraction {
  if (interaction?.kind !== 'message') throw new Error('not a message')
  return interaction
}

test('a pact of version 2 by the JVM is read: one state, a query as text, a version in its old place', () => {
  const pact = sample('jvm-v2.json')
  expect(pact).toMatchObject({
    consumer: 'billing',
    provider: 'keebai-api',
    version: 2,
    surface: 'keebai',
    pending: false,
  })
  const [text, channels] = pact.interactions.map(http)
  expect(text).toMatchObject({
    index: 0,
    pointer: '/interactions/0',
    states: [{ name: 'a connected Cloud API channel', params: {} }],
    method: 'POST',
    operation: 'sendTextMessage',
    requestHeaders: { authorization: 'Bearer kbai_pk_0', 'content-type': 'application/json; charset=UTF-8' },
    requestBody: { to: '+5491155555555' },
    status: 202,
    responseBody: { status: 'PENDING' },
  })
  expect(channels).toMatchObject({ states: [], operation: 'listChannels', responseBody: undefined })
  expect(channels?.query).toEqual({ type: ['whatsapp', 'whatsapp_qr'], q: ['a b'] })
  expect(channels?.requestBody).toBeUndefined()
})

test('messages of version 3 by the JVM are read with the metadata under its old name, their surface by what they are', () => {
  const pact = sample('jvm-v3.json')
  expect(pact).toMatchObject({ version: 3, surface: 'keebai' })
  expect(message(pact.interactions[0])).toMatchObject({
    pointer: '/messages/0',
    event: 'whatsapp.message.sent',
    contents: { data: { message_id: 'wamid.HBgL' } },
    states: [{ name: 'a webhook subscription', params: { webhook_id: 'wh_01KS65PGZB3E828E7N4Q6PBFAK' } }],
  })
})

test('a pact of version 3 by PHP is read: no state, JSON as text, values outside of lists, the prefix of HubMessage', () => {
  const pact = sample('php-v3.json')
  expect(pact).toMatchObject({ version: 3, surface: 'hubmessage' })
  expect(http(pact.interactions[0])).toMatchObject({
    states: [],
    path: '/v1/channels',
    operation: 'createChannel',
    query: { source: ['shop'], tag: ['a', 'b'] },
    requestBody: { name: 'Loja', type: 'META_WHATSAPP' },
    status: 201,
    responseHeaders: { 'content-type': 'application/json, charset=utf-8' },
    responseBody: undefined,
  })
})

test('a pact of version 2 by Python whose provider has any name is of the surface that has its requests', () => {
  const pact = sample('python-v2.json')
  expect(pact).toMatchObject({ provider: 'gateway', version: 2, surface: 'keebai' })
  expect(http(pact.interactions[0])).toMatchObject({
    operation: 'getBroadcast',
    states: [{ name: 'a completed broadcast', params: {} }],
  })
})

test('a pact of version 4 is read: bodies in base64, streams, events, pending; a message with an answer is left out with a word', () => {
  const { pacts, findings } = readPacts([join(samples, 'rust-v4.json')])
  const [text, codes, received, qr] = pacts[0]?.interactions ?? []
  expect(http(text)).toMatchObject({
    pending: true,
    requestHeaders: { authorization: 'Bearer kbai_pk_0', 'content-type': 'application/json' },
    requestBody: { to: '+5491155555555', text: 'Hola' },
    responseBody: { status: 'sent' },
    states: [{ params: { channel_id: '65a1f2b3c4d5e6f7a8b9c0d1' } }],
  })
  expect(http(codes)).toMatchObject({
    operation: 'streamWhatsAppQr',
    query: { qr_format: ['object'] },
    responseHeaders: { 'content-type': 'text/event-stream' },
    responseBody: 'event: qr\ndata: 2@x\n\n',
  })
  expect(message(received).event).toBe('whatsapp.message.received')
  expect(message(qr)).toMatchObject({ event: 'streamWhatsAppQr#qr', contents: '2@x', index: 3 })
  expect(findings).toMatchObject([
    {
      severity: 'error',
      code: 'interaction-unusable',
      where: { interaction: 'a question', pointer: '/interactions/4' },
    },
  ])
})

test('malformed JSON is told with its line, whatever is wrong with it', () => {
  const broken: [string, number][] = [
    ['', 1],
    ['{\n  "consumer": {"name": "a"},\n  "interactions": [x]\n}', 3],
    ['{\n  "a": 1\n  "b": 2\n}', 3],
    ['{\n  "a": "unclosed\n}', 2],
    ['{\n  "a": [1,\n', 3],
  ]
  for (const [index, [text, line]] of broken.entries()) {
    const file = join(folder, `broken-${index}.json`)
    writeFileSync(file, text)
    const { pacts, findings } = readPacts([file])
    expect(pacts).toEqual([])
    expect(findings, text).toMatchObject([
      { check: 'pact-spec', severity: 'error', code: 'pact-malformed', where: { line } },
    ])
  }
})

test('what cannot be used is told with its reason, and nothing throws', () => {
  const pact = { consumer: { name: 'a' }, provider: { name: 'keebai' }, interactions: [] }
  const cases: [unknown, RegExp][] = [
    [[], /is not a pact/],
    [{ interactions: [] }, /does not name its consumer/],
    [{ ...pact, provider: {} }, /does not name its provider/],
    [{ ...pact, metadata: { pactSpecification: { version: '5.0' } } }, /specification 5\.0/],
    [{ ...pact, interactions: [null] }, /is not an object/],
    [{ ...pact, interactions: [{ description: 'x', request: {} }] }, /"x" has no `response`/],
    [{ ...pact, interactions: [{ description: 'x', request: {}, response: { status: 'soon' } }] }, /no status/],
    [{ ...pact, interactions: [{ type: 'Telepathy' }] }, /unknown type Telepathy/],
    [{ ...pact, messages: [{ description: 'x' }] }, /"x" has no `contents`/],
    [{ ...pact, provider: { name: 'backend' } }, /Neither the provider's name "backend" nor the requests/],
  ]
  for (const [content, told] of cases) {
    const { findings } = toPact(content as never, 'some.json')
    expect(findings, JSON.stringify(content)).toHaveLength(1)
    expect(findings[0]?.what).toMatch(told)
    expect(findings[0]?.hint?.length).toBeGreaterThan(10)
  }
})

test('a pact without interactions is a warning', () => {
  const content = { consumer: { name: 'a' }, provider: { name: 'keebai' }, interactions: [] }
  const { pact, findings } = toPact(content, 'some.json')
  expect(pact?.interactions).toEqual([])
  expect(findings).toMatchObject([{ severity: 'warning', code: 'pact-empty', where: { consumer: 'a' } }])
})

test('where nothing tells the surface, the option does', () => {
  const content = { consumer: { name: 'a' }, provider: { name: 'backend' }, interactions: [] }
  expect(toPact(content, 'x').findings[0]?.hint).toContain('--surface keebai or --surface hubmessage')
  expect(toPact(content, 'x', { surface: 'hubmessage' }).pact).toMatchObject({ surface: 'hubmessage' })
})

test('a folder gives every pact in it, at any depth and once; other JSON is passed over with a warning', () => {
  const root = join(folder, 'tree')
  mkdirSync(join(root, 'deep', 'node_modules'), { recursive: true })
  const interactions = [{ description: 'x', request: { path: '/v1/me' }, response: { status: 200 } }]
  const pact = (consumer: string) =>
    JSON.stringify({ consumer: { name: consumer }, provider: { name: 'keebai' }, interactions })
  writeFileSync(join(root, 'b.json'), `\uFEFF${pact('b')}`)
  writeFileSync(join(root, 'deep', 'a.json'), pact('a'))
  writeFileSync(join(root, 'deep', 'node_modules', 'c.json'), pact('c'))
  writeFileSync(join(root, 'states.json'), '{}')
  writeFileSync(join(root, 'notes.txt'), 'no pact')
  symlinkSync(join(root, 'b.json'), join(root, 'deep', 'again.json'))
  const { pacts, findings } = readPacts([root, join(root, 'b.json')])
  expect(pacts.map(({ consumer }) => consumer)).toEqual(['b', 'a'])
  expect(findings).toMatchObject([{ severity: 'warning', code: 'pact-skipped' }])
  expect(readPacts([join(root, 'states.json')]).findings).toMatchObject([{ severity: 'error', code: 'pact-unusable' }])
})

test('a source that is not there, or has no pact, is an error', () => {
  mkdirSync(join(folder, 'empty'))
  const { findings } = readPacts([join(folder, 'nowhere'), join(folder, 'empty')])
  expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'error pact-unreadable',
    'error pacts-missing',
  ])
})
