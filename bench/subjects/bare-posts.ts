import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { DeliverOrder } from '../deliveries.ts'
import { say } from './listening.ts'

/** Signed POSTs over kept connections and nothing else: what a delivery cannot cost less than. */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })
const url = process.env.SINK_URL ?? ''
const event = {
  id: 'evt_01KS65RDD05KC3S1BFQPF0TZMF',
  type: 'whatsapp.message.delivered',
  occurred_at: new Date().toISOString(),
  data: {
    message_id: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABEYEjlBM0Y1QzFEMkU0QjZBNzhDMQA=',
    recipient_id: '+5491155555555',
  },
}

function post(): Promise<void> {
  const body = JSON.stringify(event)
  const time = Math.floor(Date.now() / 1000)
  const sign = createHmac('sha256', 'whsec_bench').update(`${time}.${body}`).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-keebai-signature': `t=${time},v1=${sign}` }
  return new Promise((resolve, reject) => {
    const req = request(url, { method: 'POST', headers, agent }, (res) => res.resume().on('end', resolve))
    req.on('error', reject).end(body)
  })
}

async function deliver({ count, channels }: DeliverOrder): Promise<void> {
  const [cpu, begun] = [process.cpuUsage(), performance.now()]
  const oneLane = async () => {
    for (let done = 0; done < count / channels; done += 1) await post()
  }
  await Promise.all(Array.from({ length: channels }, oneLane))
  const { user, system } = process.cpuUsage(cpu)
  say({ seconds: (performance.now() - begun) / 1000, cpuUs: user + system, left: 0 })
}

process.on('message', (message: DeliverOrder | { ask: string }) => {
  if ('count' in message) void deliver(message)
})
say({ ready: true })
