import { afterAll, beforeAll, expect, test } from 'vitest'
import { hubmessage, keebai, unwrap } from '../../../client/index.ts'
import { answer, type Company, control, openRig, type Rig, refusal } from './rig.ts'

/** Short enough to wait for, long enough for an answer in a busy moment. */
const acceptanceWaitMs = 400

let rig: Rig
beforeAll(async () => {
  rig = await openRig({ acceptanceWaitMs })
})
afterAll(() => rig[Symbol.asyncDispose]())

const lucio = '+5491155555555'
const byNumber = (company: Company, text: string, to = lucio) =>
  answer(
    keebai.sendTextMessage({
      client: company.api,
      body: { phone_number_id: company.channel.phone_number_id, to, text },
    }),
  )
const byChannel = (company: Company, text: string) =>
  answer(keebai.sendTextMessage({ client: company.api, body: { channel_id: company.channel.id, to: lucio, text } }))
const byHub = (company: Company, message: string) =>
  answer(
    hubmessage.sendMessage({
      client: company.hub,
      path: { channelId: company.channel.id },
      body: { recipient: { identifier: lucio.slice(1) }, content: { type: 'TEXT', body: { message } } },
    }),
  )
const ledger = (company: Company) => rig.sandbox.world.graph.ledger(company.company_id).map(({ text }) => text)
const detailsOf = ({ body }: { body: unknown }) =>
  (body as { error: { details: { broadcast_id: string } } }).error.details
const screen = async (company: Company) => (await company.inbox(lucio)).map(({ text }) => text)

test('a send while Meta takes nothing is 502 with what Meta says, and is not sent when it is back', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'down' })
  const keebaiAnswer = await byNumber(company, 'nunca')
  expect(keebaiAnswer).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '131016' }))
  const hubAnswer = await byHub(company, 'nunca')
  expect(hubAnswer).toMatchObject({
    status: 502,
    body: { error: 502, message: 'Integration error', details: { outcome: 'refused', code: '131016' } },
  })
  await company.clearFaults()
  await rig.advance('P1D')
  expect([await screen(company), ledger(company)]).toEqual([[], []])
})

test('a send waits its whole time, and no longer, for a WhatsApp that does not answer', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'hang' })
  const before = performance.now()
  const refused = await byNumber(company, 'quizas')
  const waited = performance.now() - before
  expect(refused).toMatchObject(
    refusal(502, 'UPSTREAM_ERROR', { outcome: 'unknown', broadcast_id: expect.stringMatching(/^[0-9a-f]{24}$/) }),
  )
  expect(waited).toBeGreaterThanOrEqual(acceptanceWaitMs - 5)
  expect(waited).toBeLessThan(acceptanceWaitMs + 1_000)
  // Behind it, to the same person: nobody has claimed this one yet, so it can be taken back.
  expect(await byNumber(company, 'nunca')).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'not_sent' }))
  await company.clearFaults()
  expect(await byNumber(company, 'otro', '+5491166661111')).toMatchObject({ status: 202 })
  expect(await screen(company)).toEqual([])
})

test('a refusal of WhatsApp is 502 with its code, and final', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'error', status: 400, code: 131031, times: 1 })
  const refused = await byNumber(company, 'nunca')
  expect(refused).toMatchObject(
    refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '131031', title: expect.any(String) }),
  )
  await company.fault({ target: 'graph', kind: 'error', status: 400, code: 131031, times: 1 })
  expect(await byHub(company, 'nunca')).toMatchObject({
    status: 502,
    body: { error: 502, details: { outcome: 'refused', code: '131031' } },
  })
  await rig.advance('P1D')
  expect([await screen(company), ledger(company)]).toEqual([[], []])
})

test('a send by channel_id is queued whatever WhatsApp does, and goes out when it is back', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'down' })
  const queued = await byChannel(company, 'mas tarde')
  expect(queued).toMatchObject({ status: 202, body: { status: 'PENDING' } })
  await company.clearFaults()
  await rig.advance('PT2M')
  const { broadcast_id } = queued.body as { broadcast_id: string }
  expect(await company.ended(broadcast_id)).toMatchObject({ status: 'COMPLETED' })
  expect([await screen(company), ledger(company)]).toEqual([['mas tarde'], ['mas tarde']])
})

test('a limit of WhatsApp holds a queued send back and does not lose it', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'error', status: 400, code: 130429, times: 2 })
  const queued = await byChannel(company, 'con calma')
  for (let minute = 0; minute < 3; minute += 1) await rig.advance('PT1M')
  const { broadcast_id } = queued.body as { broadcast_id: string }
  expect(await company.ended(broadcast_id)).toMatchObject({ status: 'COMPLETED' })
  expect(ledger(company)).toEqual(['con calma'])
})

test('a message that is held back keeps its place before the next to the same person', async () => {
  const company = await rig.company()
  await company.fault({ target: 'graph', kind: 'error', status: 400, code: 131056, times: 1 })
  for (const text of ['uno', 'dos', 'tres']) await byChannel(company, text)
  await rig.advance('PT1M')
  expect(await screen(company)).toEqual(['uno', 'dos', 'tres'])
})

test('what is still queued when its phone unlinks fails and is not sent after a new pairing', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  const ana = await company.phone('+5491166665550', 'Ana')
  await company.fault({ target: 'multi-device', kind: 'down' })
  const body = { channel_id: channel.id, to: ana, text: 'nunca' }
  const queued = await answer(keebai.sendTextMessage({ client: company.api, body }))
  await company.clearFaults()
  await unwrap(control.unlinkDevice({ client: company.control, path: { number: lucio }, body: { all: true } }))
  await expect.poll(async () => (await company.readChannel(channel.id)).is_active, { timeout: 10_000 }).toBe(false)
  await rig.advance('PT2M')
  expect(await company.ended((queued.body as { broadcast_id: string }).broadcast_id)).toMatchObject({
    status: 'FAILED',
  })
  await company.pair(lucio)
  await rig.advance('PT2M')
  expect(await company.inbox(ana)).toEqual([])
})

test('a send whose answer was lost is not made again, and its status settles it', async () => {
  const company = await rig.company()
  rig.sandbox.world.graph.addFault(company.company_id, { kind: 'lost', times: 1 })
  const queued = await byChannel(company, 'una sola vez')
  const { broadcast_id } = queued.body as { broadcast_id: string }
  expect(await company.ended(broadcast_id)).toMatchObject({ status: 'COMPLETED' })
  await rig.advance('P1D')
  expect([await screen(company), ledger(company)]).toEqual([['una sola vez'], ['una sola vez']])
})

test('an outcome nobody ever learns ends as failed, and the message is not sent again', async () => {
  const company = await rig.company()
  const { world } = rig.sandbox
  // Accepted, the answer lost, and no status ever comes.
  world.graph.addFault(company.company_id, { kind: 'lost', times: 1 })
  world.graph.configure(company.company_id, { statusDelayMs: 0 })
  world.setCallback(null)
  try {
    const unknown = await byNumber(company, 'quien sabe')
    expect(unknown).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'unknown' }))
    await rig.advance('PT3M')
    expect(await company.ended(detailsOf(unknown).broadcast_id)).toMatchObject({ status: 'failed', failed: 1 })
    expect(ledger(company)).toEqual(['quien sabe'])
    world.setCallback(`${rig.url}/webhooks/meta`)
    await rig.advance('PT1M')
    // Late truth counts.
    await expect.poll(async () => (await company.ended(detailsOf(unknown).broadcast_id)).status).toBe('completed')
    expect(ledger(company)).toEqual(['quien sabe'])
  } finally {
    world.setCallback(`${rig.url}/webhooks/meta`)
  }
})

test('a QR channel whose WhatsApp is down: 502 and never sent by phone_number_id, queued by channel_id', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  const ana = await company.phone('+5491166662222', 'Ana')
  await company.fault({ target: 'multi-device', kind: 'down' })
  const sender = { phone_number_id: channel.phone_number_id ?? '' }
  const refused = await answer(
    keebai.sendTextMessage({ client: company.api, body: { ...sender, to: ana, text: 'nunca' } }),
  )
  expect(refused).toMatchObject(refusal(502, 'UPSTREAM_ERROR', { outcome: 'not_sent' }))
  const queued = await answer(
    keebai.sendTextMessage({ client: company.api, body: { channel_id: channel.id, to: ana, text: 'despues' } }),
  )
  expect(queued.status).toBe(202)
  await company.clearFaults()
  await expect
    .poll(
      async () => {
        await rig.advance('PT1M')
        return (await company.inbox(ana)).map(({ text }) => text)
      },
      { timeout: 15_000 },
    )
    .toEqual(['despues'])
})

test('a QR channel whose WhatsApp does not acknowledge: the outcome is unknown', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  const ana = await company.phone('+5491166663333', 'Ana')
  await company.fault({ target: 'multi-device', kind: 'hang' })
  const body = { phone_number_id: channel.phone_number_id ?? '', to: ana, text: 'quizas' }
  expect(await answer(keebai.sendTextMessage({ client: company.api, body }))).toMatchObject(
    refusal(502, 'UPSTREAM_ERROR', { outcome: 'unknown', broadcast_id: expect.any(String) }),
  )
  await company.clearFaults()
  await unwrap(control.unlinkDevice({ client: company.control, path: { number: lucio }, body: { all: true } }))
})

test('a QR send that WhatsApp refuses is 502 with its code', async () => {
  const company = await rig.company()
  const channel = await company.pair(lucio)
  const ana = await company.phone('+5491166664444', 'Ana')
  await company.fault({ target: 'multi-device', kind: 'error', code: 463, times: 1 })
  const body = { phone_number_id: channel.phone_number_id ?? '', to: ana, text: 'nunca' }
  expect(await answer(keebai.sendTextMessage({ client: company.api, body }))).toMatchObject(
    refusal(502, 'UPSTREAM_ERROR', { outcome: 'refused', code: '463' }),
  )
})
