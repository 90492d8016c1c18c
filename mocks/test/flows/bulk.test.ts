import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keebai, unwrap } from '../../../client/index.ts'
import type { BulkRecipient } from '../../../generated/keebai/types.gen.ts'
import { openReceiver } from './receiver.ts'
import { answer, type Company, openRig, type Rig, refusal } from './rig.ts'
import { surfaces } from './surfaces.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const template = { template_name: 'welcome_v2', language: 'es' }
const ana = '+5491155555555'
const beto = '+5511999999999'

/** People nobody else has written to. */
function people(count: number, first = 10_002_002): BulkRecipient[] {
  return Array.from({ length: count }, (_, index) => ({
    to: `+54911${first + index}`,
    variables: { nombre: `Lucio ${index}`, monto: String(index) },
    meta_data: { order: index },
  }))
}

const send = (from: Company, recipients: BulkRecipient[], body: object = { channel_id: from.channel.id }) =>
  from.call('POST', '/v1/messages/bulk', { body: { ...template, ...body, recipients } })

async function accepted(from: Company, recipients: BulkRecipient[], body?: object): Promise<string> {
  const { status, body: receipt } = await send(from, recipients, body)
  expect([status, receipt]).toMatchObject([202, { total_recipients: recipients.length, scheduled_at: null }])
  return (receipt as { broadcast_id: string }).broadcast_id
}

const ledger = (of: Company, { sandbox } = rig) => sandbox.world.graph.ledger(of.company_id)
const read = (from: Company, broadcastId: string) =>
  unwrap(keebai.getBroadcast({ client: from.api, path: { broadcastId } }))

describe('accepting', () => {
  test('both dialects are answered at once, each broadcast is read in its own, and strict answers have nothing more', async () => {
    const from = await rig.company()
    const { id, phone_number_id } = from.channel
    const prose = await send(from, people(2), { channel_id: id, campaign_name: 'Onboarding marzo' })
    expect([prose.status, prose.body]).toEqual([
      202,
      { broadcast_id: expect.any(String), status: 'PENDING', total_recipients: 2, scheduled_at: null },
    ])
    const reference = await send(from, people(1), { phone_number_id })
    expect([reference.status, reference.body]).toEqual([
      202,
      { broadcast_id: expect.any(String), status: 'scheduled', total_recipients: 1, scheduled_at: null },
    ])
    const [one, other] = [prose, reference].map(({ body }) => (body as { broadcast_id: string }).broadcast_id)
    await from.ended(one ?? '')
    await from.ended(other ?? '')
    expect(await read(from, one ?? '')).toMatchObject({
      status: 'COMPLETED',
      total_recipients: 2,
      sent: 2,
      campaign_name: 'Onboarding marzo',
      started_at: expect.any(String),
      completed_at: expect.any(String),
    })
    const named = await read(from, other ?? '')
    expect(named).toMatchObject({ status: 'completed', sent: 1 })
    expect(named.campaign_name).toMatch(/^welcome_v2 \d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
  })

  test('every recipient gets the template with values of its own, and its events carry its meta_data', async () => {
    await using receiver = await openReceiver()
    const from = await rig.company()
    const { secret } = await receiver.subscribe(from, { events: ['whatsapp.message.sent', 'whatsapp.message.failed'] })
    const recipients = [
      { to: ana, variables: { nombre: 'Ana', monto: '1' }, meta_data: { order: 1, deep: { list: [null] } } },
      { to: beto, variables: { nombre: 'Beto', monto: '2' } },
      { to: '+5491177771026', variables: { nombre: 'Nadie', monto: '3' }, meta_data: { order: 3 } },
    ]
    const broadcast = await accepted(from, recipients)
    expect(await from.ended(broadcast)).toMatchObject({ status: 'COMPLETED', sent: 2, failed: 1, pending: 0 })
    const [toAna, toBeto] = [await from.inbox(ana), await from.inbox(beto)].map((inbox) => inbox.at(-1)?.text)
    expect(toAna).toContain('Ana')
    expect(toBeto).toContain('Beto')
    await expect.poll(() => receiver.deliveries.length).toBe(3)
    const told = receiver.events(secret).map(({ type, data }) => {
      const { recipient_id, broadcast_id, meta_data } = data as Record<string, unknown>
      return { type, recipient_id, broadcast_id, meta_data }
    })
    expect(told).toEqual(
      expect.arrayContaining([
        {
          type: 'whatsapp.message.sent',
          recipient_id: ana,
          broadcast_id: broadcast,
          meta_data: recipients[0]?.meta_data,
        },
        { type: 'whatsapp.message.sent', recipient_id: beto, broadcast_id: broadcast, meta_data: undefined },
        {
          type: 'whatsapp.message.failed',
          recipient_id: '+5491177771026',
          broadcast_id: broadcast,
          meta_data: { order: 3 },
        },
      ]),
    )
  })

  test('whoever is named twice gets it twice, one after the other, and counts twice', async () => {
    const from = await rig.company()
    const twice = ['1', '2'].map((monto) => ({ to: ana, variables: { nombre: 'Ana', monto } }))
    const broadcast = await accepted(from, twice)
    expect(await from.ended(broadcast)).toMatchObject({ sent: 2, failed: 0 })
    const texts = (await from.inbox(ana)).slice(-2).map(({ text }) => text)
    expect(texts[0]).toContain('1')
    expect(texts[1]).toContain('2')
  })

  test('a key makes one bulk send, and another body under it is refused', async () => {
    const from = await rig.company()
    const ask = (recipients: BulkRecipient[]) =>
      from.call('POST', '/v1/messages/bulk', {
        headers: { 'idempotency-key': 'spring' },
        body: { ...template, channel_id: from.channel.id, recipients },
      })
    const [first, second] = await Promise.all([ask(people(3)), ask(people(3))])
    expect(second.body).toEqual(first.body)
    expect(await ask(people(4))).toMatchObject(refusal(422, 'IDEMPOTENCY_KEY_REUSED'))
    await from.ended((first.body as { broadcast_id: string }).broadcast_id)
    expect((await ask(people(3))).body).toEqual(first.body)
    expect(ledger(from)).toHaveLength(3)
  })
})

describe('refusing', () => {
  let from: Company
  beforeAll(async () => {
    from = await rig.company()
  })

  test('one malformed number refuses all of it, and each is named by its place', async () => {
    const recipients = people(4_000)
    for (const [index, to] of [
      [7, '5491155555555'],
      [150, '+911'],
      [3_999, '+54 911 5555'],
    ] as const) {
      recipients[index] = { to }
    }
    const refused = await send(from, recipients)
    surfaces.keebai.expectRefused(refused, 400)
    const { details } = (refused.body as { error: { details: { path: string }[] } }).error
    expect(details.map(({ path }) => path)).toEqual([7, 150, 3_999].map((index) => `/body/recipients/${index}/to`))
  })

  test('thousands of mistakes are answered with the first 50, without holding anybody up', async () => {
    const wrong = people(5_000).map(({ to }) => ({ to: to.slice(1), surprise: 1, other: 2 }))
    await send(from, wrong.slice(0, 200) as BulkRecipient[])
    const used = process.cpuUsage()
    const refused = await send(from, wrong as BulkRecipient[])
    const { user, system } = process.cpuUsage(used)
    surfaces.keebai.expectRefused(refused, 400, ['/body/recipients/0/to', '/body/recipients/0/surprise'])
    expect((refused.body as { error: { details: object[] } }).error.details).toHaveLength(50)
    expect((user + system) / 1000).toBeLessThan(300)
  })

  test.each([
    [0, 'must NOT have fewer than 1 items'],
    [5_001, 'must NOT have more than 5000 items'],
  ])('%d recipients are refused', async (count, message) => {
    expect(await send(from, people(count))).toMatchObject(
      refusal(400, 'BAD_REQUEST', [{ path: '/body/recipients', message }]),
    )
  })

  test.each([
    [{ to: ana, variables: { nombre: 7 } }, '/body/recipients/0/variables/nombre'],
    [{ to: ana, variables: [] }, '/body/recipients/0/variables'],
    [{ to: ana, meta_data: 'order' }, '/body/recipients/0/meta_data'],
    [{ to: ana, text: 'Hola' }, '/body/recipients/0/text'],
    [{}, '/body/recipients/0/to'],
    ['+5491155555555', '/body/recipients/0'],
  ])('the recipient %j is refused at its place', async (recipient, path) => {
    surfaces.keebai.expectRefused(await send(from, [recipient as BulkRecipient]), 400, [path])
  })

  test.each([
    [{ template_name: undefined }, '/body/template_name'],
    [{ language: 'e' }, '/body/language'],
    [{ campaign_name: '' }, '/body/campaign_name'],
    [{ channel_id: undefined }, '/body/phone_number_id'],
    [{ scheduled_at: '2027-01-01T00:00:00Z' }, '/body/scheduled_at'],
  ])('a body with %j is refused at %s', async (change, path) => {
    const refused = await send(from, people(1), { channel_id: from.channel.id, ...change })
    surfaces.keebai.expectRefused(refused, 400, [path])
  })

  test('a QR channel carries no bulk send, and an unlinked or foreign channel none at all', async () => {
    const own = await rig.company()
    const qr = await own.pair(await own.phone('+5491144440001'))
    for (const body of [{ channel_id: qr.id }, { phone_number_id: qr.phone_number_id }]) {
      expect(await send(own, people(1), body)).toMatchObject(refusal(400, 'QR_NOT_SUPPORTED_FOR_TEMPLATE_OR_BULK'))
    }
    expect(await send(own, people(1), { channel_id: from.channel.id })).toMatchObject(refusal(404, 'CHANNEL_NOT_FOUND'))
    expect(ledger(own)).toEqual([])
  })

  test('the scope is messages:bulk, and messages:send alone reads no bulk send', async () => {
    const broadcastId = await accepted(from, people(2))
    const sender = await from.as(['messages:send'])
    const body = { ...template, channel_id: from.channel.id, recipients: people(1) }
    const missing = { required: ['messages:bulk'], missing: ['messages:bulk'] }
    expect(await answer(keebai.sendBulk({ client: sender, body }))).toMatchObject(
      refusal(403, 'INSUFFICIENT_SCOPE', missing),
    )
    expect(await answer(keebai.getBroadcast({ client: sender, path: { broadcastId } }))).toMatchObject(
      refusal(403, 'INSUFFICIENT_SCOPE', missing),
    )
    const bulk = await from.as(['messages:bulk'])
    expect(await answer(keebai.sendBulk({ client: bulk, body }))).toMatchObject({ status: 202 })
  })

  test('4 MiB are read, and a byte more is 413', async () => {
    const filled = (bytes: number) => {
      const body = { ...template, channel_id: from.channel.id, recipients: people(5_000), campaign_name: '' }
      return JSON.stringify(body) + ' '.repeat(bytes - JSON.stringify(body).length)
    }
    const limit = 4 * 1024 * 1024
    const read = await from.call('POST', '/v1/messages/bulk', { body: filled(limit) })
    surfaces.keebai.expectRefused(read, 400, ['/body/campaign_name'])
    const refused = await from.call('POST', '/v1/messages/bulk', { body: filled(limit + 1) })
    expect(refused).toMatchObject(refusal(413, 'PAYLOAD_TOO_LARGE'))
    // Others keep their own limit.
    const text = { channel_id: from.channel.id, to: ana, text: 'a', meta_data: { filler: 'x'.repeat(70_000) } }
    expect(await from.call('POST', '/v1/messages/text', { body: text })).toMatchObject(
      refusal(413, 'PAYLOAD_TOO_LARGE'),
    )
  })

  test('strict dialects answer in their own words, whoever is named', async () => {
    const malformed = [{ to: ana }, { to: '911' }]
    for (const [dialect, status, word] of [
      ['prose', 'PENDING', refusal(400, 'BAD_REQUEST')],
      ['reference', 'scheduled', refusal(422, 'invalid_phone')],
    ] as const) {
      await using strict = await openRig({ dialect })
      const { channel, call } = strict.seeded
      for (const sender of [{ channel_id: channel.id }, { phone_number_id: channel.phone_number_id }]) {
        const sent = await call('POST', '/v1/messages/bulk', {
          body: { ...template, ...sender, recipients: people(1) },
        })
        expect(sent).toMatchObject({ status: 202, body: { status } })
        const { broadcast_id } = sent.body as { broadcast_id: string }
        expect((await call('GET', `/v1/messages/bulk/${broadcast_id}`)).body).not.toHaveProperty('campaign_name')
      }
      const body = { ...template, channel_id: channel.id, recipients: malformed }
      const refused = await call('POST', '/v1/messages/bulk', { body })
      expect(refused).toMatchObject(word)
      expect(refused.body).toMatchObject({ error: { details: [{ path: '/body/recipients/1/to' }] } })
    }
  })
})

describe('sending', () => {
  test('a text never waits behind a bulk, and to somebody the bulk names it comes after what was accepted before', async () => {
    const from = await rig.company()
    const { phone_number_id, phone_number } = from.channel
    await from.write(ana, phone_number, 'opens the window')
    const recipients = [...people(600), { to: ana, variables: { nombre: 'Ana', monto: '1' } }]
    const broadcast = await accepted(from, recipients)
    const before = performance.now()
    const text = { phone_number_id, to: beto, text: 'at once' }
    await from.write(beto, phone_number, 'opens the window')
    await unwrap(keebai.sendTextMessage({ client: from.api, body: text }))
    await unwrap(keebai.sendTextMessage({ client: from.api, body: { ...text, to: ana } }))
    expect(performance.now() - before).toBeLessThan(3_000)
    const shown = (await from.inbox(ana)).map((one) => one.type)
    expect(shown.slice(-2)).toEqual(['template', 'text'])
    expect((await read(from, broadcast)).pending).toBeGreaterThan(300)
    // The queue of this company is nobody else's.
    const other = await rig.company()
    const queued = await unwrap(
      keebai.sendTemplateMessage({ client: other.api, body: { ...template, channel_id: other.channel.id, to: beto } }),
    )
    await other.ended('broadcast_id' in queued ? (queued.broadcast_id ?? '') : '')
    expect((await read(from, broadcast)).pending).toBeGreaterThan(100)
  })

  test('messages leave at the pace of the number, and two bulk sends share it', async () => {
    await using own = await openRig()
    const from = await own.company()
    const one = await accepted(from, people(150))
    const other = await accepted(from, people(150, 20_002_002))
    await expect.poll(() => ledger(from, own).length, { timeout: 10_000 }).toBeGreaterThan(160)
    const sent = ledger(from, own)
    const ofOther = sent.filter(({ to }) => to.startsWith('549112')).length
    const ofOne = sent.length - ofOther
    // The first had a moment for itself.
    expect(Math.abs(ofOne - ofOther)).toBeLessThan(40)
    for (const { at } of sent) {
      const inSecond = sent.filter((entry) => entry.at >= at && entry.at < at + 1_000).length
      expect(inSecond).toBeLessThanOrEqual(80 + 8 + 4)
    }
    await own.advance('PT10S')
    for (const broadcast of [one, other]) expect(await read(from, broadcast)).toMatchObject({ sent: 150, pending: 0 })
  })

  test('a broadcast can be asked for for 30 days', { timeout: 60_000 }, async () => {
    await using own = await openRig()
    const { seeded } = own
    const { body } = await seeded.call('POST', '/v1/messages/bulk', {
      body: { ...template, channel_id: seeded.channel.id, recipients: people(2) },
    })
    const { broadcast_id } = body as { broadcast_id: string }
    await own.advance('P29D')
    expect((await seeded.call('GET', `/v1/messages/bulk/${broadcast_id}`)).status).toBe(200)
    await own.advance('P2D')
    expect(await seeded.call('GET', `/v1/messages/bulk/${broadcast_id}`)).toMatchObject(
      refusal(404, 'BROADCAST_NOT_FOUND'),
    )
  })
})
