import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CompanyId } from '../../server/domain/ids.ts'
import { createSignals } from '../../server/domain/signals.ts'
import { deliveryDuty } from '../../server/domain/webhooks/delivery-duty.ts'
import { recordEvent } from '../../server/domain/webhooks/record.ts'
import { createSubscription } from '../../server/domain/webhooks/subscriptions.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { systemClock } from '../../server/drivers/system/clock.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { createVault } from '../../server/drivers/vault/aes-gcm.ts'
import { createWebhookTransport } from '../../server/drivers/webhook-http/webhook-transport.ts'
import { renderEvent } from '../../server/http/keebai/webhooks/render-event.ts'
import { createLog } from '../../server/logging/log.ts'
import type { DeliverOrder } from '../deliveries.ts'
import { say } from './listening.ts'

/** Delivers events as a gateway does, from a durable store: read, signed, posted, recorded. They are written beforehand. */
const directory = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
const vault = createVault(randomBytes(32))
const storage = await openSqliteStorage({ directory, made: 'gateway', keyId: vault.keyId })
const ids = createIds()
const webhooks = createWebhookTransport({ allow: 'any' })
const signals = createSignals()
const tools = { storage, clock: systemClock, ids, vault, webhooks, renderEvent, signals, log: createLog('info') }
const company = '65a0c0ffee00000000000003' as CompanyId
await storage.transaction(({ companies }) => companies.insert({ id: company, name: 'Bench', createdAt: Date.now() }))
await createSubscription(tools, company, {
  name: 'Bench',
  url: process.env.SINK_URL ?? '',
  events: ['whatsapp.message.delivered'],
  headers: {},
  isActive: true,
  description: null,
})

async function deliver({ count, channels }: DeliverOrder): Promise<void> {
  const lanes = Array.from({ length: channels }, () => ids.channel())
  for (let done = 0; done < count; done += lanes.length) {
    await storage.transaction(async (tables) => {
      for (const channel of lanes) {
        await recordEvent(tools, tables, {
          type: 'whatsapp.message.delivered',
          company,
          channel,
          data: {
            kind: 'message_status',
            broadcast: ids.broadcast(),
            wamid: 'wamid.HBgNNTQ5MTE1NTU1NTU1NRUCABEYEjlBM0Y1QzFEMkU0QjZBNzhDMQA=',
            recipient: '+5491155555555',
            status: 'delivered',
            timestamp: Date.now(),
            metaData: null,
            error: null,
          },
        })
      }
    })
  }
  const duty = deliveryDuty(tools)
  const [cpu, begun] = [process.cpuUsage(), performance.now()]
  await duty.run()
  await duty.idle?.()
  const seconds = (performance.now() - begun) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const left = (await storage.read.deliveries.lanes()).length + (await storage.read.deliveries.retrying()).length
  say({ seconds, cpuUs: user + system, left })
}

process.on('message', (message: DeliverOrder | { ask: string }) => {
  if ('count' in message) void deliver(message)
})
say({ ready: true })
