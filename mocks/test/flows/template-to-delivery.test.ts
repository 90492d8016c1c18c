import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRig, type Rig } from './rig.ts'

/** As an integrator's script does it: HTTP and nothing of this project. */
let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

interface Event {
  id: string
  type: string
  data: Record<string, string | null>
}

/** A receiver that is down for the first attempts of every event. */
async function openServer(downFor: number) {
  const attempts = new Map<string, number>()
  const events: Event[] = []
  const signatures: { signature: string; body: string }[] = []
  const http = createServer(async (req, res) => {
    const id = String(req.headers['x-keebai-event-id'])
    const attempt = (attempts.get(id) ?? 0) + 1
    attempts.set(id, attempt)
    let body = ''
    for await (const chunk of req) body += chunk
    if (attempt > downFor) {
      events.push(JSON.parse(body))
      signatures.push({ signature: String(req.headers['x-keebai-signature']), body })
    }
    res.writeHead(attempt > downFor ? 204 : 503).end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    attempts,
    events,
    areGenuine: (secret: string) =>
      signatures.every(({ signature, body }) => {
        const [t = '', v1 = ''] = signature.split(',').map((part) => part.slice(part.indexOf('=') + 1))
        return createHmac('sha256', secret).update(`${t}.${body}`).digest('hex') === v1
      }),
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/hooks`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

test('a template is created, approved and sent to 5,000, and every status reaches a receiver that was down for three attempts', {
  timeout: 300_000,
}, async () => {
  // What decides about each recipient is told to the one, what comes later to the other: together every status.
  await using server = await openServer(3)
  await using other = await openServer(0)
  const { channel, keebai } = await rig.company()
  const ask = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(rig.url + path, {
      method,
      headers: { authorization: `Bearer ${keebai.token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    expect(response.ok, `${method} ${path}: ${response.status} ${text}`).toBe(true)
    return JSON.parse(text)
  }
  const advance = (by: string) => ask('POST', '/_sandbox/clock/advance', { by })
  const subscribe = (url: string, events: string[]) =>
    ask<{ id: string; secret: string }>('POST', '/v1/webhooks', { url, events: events.map((one) => `whatsapp.${one}`) })
  const subscription = await subscribe(server.url, ['template.status_updated', 'message.sent', 'message.failed'])
  const { secret } = await subscribe(other.url, ['message.delivered', 'message.read'])

  const template = await ask<{ id: string; status: string }>('POST', '/v1/templates', {
    channel_id: channel.id,
    name: 'oferta_de_primavera',
    language: 'es',
    category: 'MARKETING',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Hola {{nombre}}, la primavera llegó.',
        example: { body_text_named_params: [{ param_name: 'nombre', example: 'Lucía' }] },
      },
    ],
  })
  expect(template).toMatchObject({ status: 'PENDING', variables: ['nombre'] })
  // The reviewer takes five minutes.
  await advance('PT5M1S')
  expect(await ask('GET', `/v1/templates/${template.id}`)).toMatchObject({ status: 'APPROVED' })

  // Numbers that are tried again for a day have their own tests.
  const recipients = Array.from({ length: 5_010 }, (_, index) => `+54911${30_000_000 + index}`)
    .filter((to) => !/(1056|0429)$/.test(to))
    .slice(0, 5_000)
    .map((to, index) => ({ to, variables: { nombre: `Cliente ${index}` } }))
  const isUndeliverable = (to: string) => /(0000|1026|1047|1049|0500|0190|2001)$/.test(to)
  const undeliverable = recipients.filter(({ to }) => isUndeliverable(to)).length
  const startedAt = performance.now()
  const { broadcast_id } = await ask<{ broadcast_id: string }>('POST', '/v1/messages/bulk', {
    channel_id: channel.id,
    template_name: 'oferta_de_primavera',
    language: 'es',
    recipients,
  })
  const acceptedMs = performance.now() - startedAt
  type Progress = Record<'sent' | 'failed' | 'pending', number> & Record<'started_at' | 'completed_at', string>
  const progress = () => ask<Progress>('GET', `/v1/messages/bulk/${broadcast_id}`)
  const begun = await progress()
  expect(begun.sent + begun.failed + begun.pending).toBe(5_000)
  expect(begun.pending).toBeGreaterThan(2_500)

  await advance('PT2M')
  const done = await progress()
  expect(done).toMatchObject({ status: 'COMPLETED', total_recipients: 5_000, pending: 0, failed: undeliverable })
  expect(done.sent).toBe(5_000 - undeliverable)
  expect(Date.parse(done.completed_at) - Date.parse(done.started_at)).toBeGreaterThan((5_000 / 88) * 1_000)
  expect(server.events).toEqual([])

  // The third attempt is 6 minutes after the first, the fourth half an hour later.
  await advance('PT6M')
  await advance('PT31M')
  expect(new Set(server.attempts.values())).toEqual(new Set([4]))
  expect(server.events).toHaveLength(server.attempts.size)
  expect(new Set(other.attempts.values())).toEqual(new Set([1]))
  expect([server.areGenuine(subscription.secret), other.areGenuine(secret)]).toEqual([true, true])

  const of = (type: string) => [...server.events, ...other.events].filter((event) => event.type === type)
  expect(of('whatsapp.template.status_updated').map(({ data }) => data)).toEqual([
    {
      template_id: template.id,
      name: 'oferta_de_primavera',
      language: 'es',
      status: 'APPROVED',
      previous_status: 'PENDING',
      reason: null,
    },
  ])
  const toldOf = (type: string) =>
    of(type)
      .map(({ data }) => String(data.recipient_id))
      .sort()
  const numbers = recipients.map(({ to }) => to).sort()
  for (const status of ['sent', 'delivered', 'read']) {
    expect(toldOf(`whatsapp.message.${status}`), status).toEqual(numbers.filter((to) => !isUndeliverable(to)))
  }
  expect(toldOf('whatsapp.message.failed')).toEqual(numbers.filter(isUndeliverable))
  expect(await ask('GET', `/v1/webhooks/${subscription.id}`)).toMatchObject({ is_active: true, failure_count: 0 })
  console.log(
    `5,000 accepted in ${acceptedMs.toFixed(0)} ms, the last of ${server.events.length} events delivered at its fourth attempt ${(
      (performance.now() - startedAt) / 1_000
    ).toFixed(1)} s later; RSS ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB`,
  )
})
