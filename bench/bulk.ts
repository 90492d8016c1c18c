import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Child } from './child.ts'
import { channelAlias } from './recipients.ts'
import type { Subject } from './subjects.ts'
import { median } from './table.ts'

/** What a gateway makes of much at once: bulk sends, and Meta's webhooks of statuses. */
export interface Throughput {
  /** From the first byte of 5,000 recipients to the answer. */
  bulkMs: number
  bulkRecipientsPerCpuSecond: number
  /** The longest anybody else waited for an answer meanwhile, and in as long a time without it. */
  bulkStallMs: number
  calmStallMs: number
  /** Webhooks of one status each, verified, stored and answered. */
  ingressPerSecond: number
  /** The same with what is done about them afterwards. */
  ingressCpuUs: number
}

const recipientsMax = 5_000
const bulkRounds = 5
const webhooks = 5_000
const connections = 20
/** As the gateway under measurement is composed with. */
const appSecret = 'bench'

export async function measureThroughput(gateway: Subject): Promise<Throughput> {
  const { child, url, headers = {} } = await gateway.start()
  await using _stopped = child
  const post = poster(url)
  await acceptBulk(child, post, headers, 0)
  const rounds: Awaited<ReturnType<typeof acceptBulk>>[] = []
  for (let round = 1; round <= bulkRounds; round += 1) rounds.push(await acceptBulk(child, post, headers, round))
  await takeWebhooks(child, post, 0, webhooks / 10)
  const taken = await takeWebhooks(child, post, webhooks, webhooks)
  return {
    bulkMs: median(rounds.map(({ ms }) => ms)),
    bulkRecipientsPerCpuSecond: recipientsMax / (median(rounds.map(({ cpuUs }) => cpuUs)) / 1e6),
    bulkStallMs: median(rounds.map(({ stallMs }) => stallMs)),
    calmStallMs: median(rounds.map(({ calmStallMs }) => calmStallMs)),
    ingressPerSecond: taken.perSecond,
    ingressCpuUs: taken.cpuUs,
  }
}

type Post = (path: string, headers: Record<string, string>, body: string) => Promise<void>

function poster(url: string): Post {
  const agent = new Agent({ keepAlive: true, maxSockets: connections + 1 })
  return (path, headers, body) =>
    new Promise((resolve, reject) => {
      const method = body === '' ? 'GET' : 'POST'
      const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
      const asked = request(
        url + path,
        { agent, method, headers: { ...headers, ...(body !== '' && length) } },
        (answer) => {
          answer.resume().on('end', () => {
            if ((answer.statusCode ?? 500) < 300) resolve()
            else reject(new Error(`${method} ${path} was answered ${answer.statusCode}`))
          })
        },
      )
      asked.on('error', reject)
      asked.end(body)
    })
}

/** The queue leaves at the channel's pace all the while: a dozen messages in the time of one acceptance. */
async function acceptBulk(child: Child, post: Post, headers: Record<string, string>, round: number) {
  const recipients = Array.from({ length: recipientsMax }, (_, index) => ({
    to: `+54911${10_000_000 + round * recipientsMax + index}`,
    variables: { nombre: `Lucio ${index}`, monto: String(index) },
    meta_data: { order: index },
  }))
  const body = JSON.stringify({ channel_id: channelAlias, template_name: 'welcome_v2', language: 'es', recipients })
  const before = await child.report()
  const began = performance.now()
  const stallMs = await longestWait(post, () => post('/v1/messages/bulk', headers, body))
  const ms = performance.now() - began
  const after = await child.report()
  const calmStallMs = await longestWait(post, () => pause(ms))
  return { ms, stallMs, calmStallMs, cpuUs: after.cpuUs - before.cpuUs }
}

/** How long somebody who asks again and again waited at most while something went on. */
async function longestWait(post: Post, meanwhile: () => Promise<void>): Promise<number> {
  let over = false
  let longestMs = 0
  const others = (async () => {
    while (!over) {
      const asked = performance.now()
      await post('/healthz', {}, '')
      longestMs = Math.max(longestMs, performance.now() - asked)
    }
  })()
  await meanwhile()
  over = true
  await others
  return longestMs
}

/** Statuses of messages that are not ours, each of another one and another person: what is looked up for them is looked up for any. */
async function takeWebhooks(child: Child, post: Post, from: number, count: number) {
  const bodies = Array.from({ length: count }, (_, index) => {
    const status = {
      id: `wamid.bench${from + index}`,
      status: 'sent',
      timestamp: '1779397510',
      recipient_id: String(5_491_100_000_000 + from + index),
    }
    const metadata = { display_phone_number: '56987654321', phone_number_id: '100000000000001' }
    const value = { messaging_product: 'whatsapp', metadata, statuses: [status] }
    const entry = [{ id: '9876543210', changes: [{ field: 'messages', value }] }]
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry })
    const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`
    return { body, headers: { 'x-hub-signature-256': signature } }
  })
  const before = await child.report()
  const began = performance.now()
  let next = 0
  const lane = async () => {
    for (let one = bodies[next++]; one; one = bodies[next++]) await post('/webhooks/meta', one.headers, one.body)
  }
  await Promise.all(Array.from({ length: connections }, lane))
  const seconds = (performance.now() - began) / 1_000
  const after = await quiet(child)
  return { perSecond: count / seconds, cpuUs: (after - before.cpuUs) / count }
}

const settledBelowUs = 5_000

/** CPU time once the process has nothing left to do but its paced sends. */
async function quiet(child: Child): Promise<number> {
  for (let last = (await child.report()).cpuUs; ; ) {
    await pause(20)
    const now = (await child.report()).cpuUs
    if (now - last < settledBelowUs) return now
    last = now
  }
}
