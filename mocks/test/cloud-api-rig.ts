import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Channel } from '../../server/domain/channels/channel.ts'
import type { CompanyId, MessageId, PhoneNumber } from '../../server/domain/ids.ts'
import type { Content } from '../../server/domain/messages/content.ts'
import { createCloudApiLine } from '../../server/drivers/cloud-api/cloud-api-line.ts'
import { createCloudApiMedia } from '../../server/drivers/cloud-api/cloud-api-media.ts'
import { createGraphClient } from '../../server/drivers/cloud-api/graph-client.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { createGraphSimulator } from '../simulators/graph/simulator.ts'
import { openPhones } from '../simulators/phone/phones.ts'
import { openWorldStore } from '../simulators/store.ts'

const app = { id: '1000000000000001', secret: 'app-secret', configId: '2000000000000002' }
export const realm = 'shop'
export const asset = {
  wabaId: '42',
  phoneNumberId: '100000000000001',
  phoneNumber: '+15552000001',
  verifiedName: 'Shop',
}
export const customer = '+5491155555555' as PhoneNumber
export const customerDigits = customer.slice(1)

/** The Cloud API driver over the wire to a Graph simulator with one number and one customer in its window. */
export async function openCloudApiRig(timeoutMs = 2000) {
  const store = openWorldStore(':memory:')
  const phones = openPhones(store)
  const time = { now: Date.UTC(2026, 10, 20, 12) }
  const meta = createGraphSimulator({ store, phones, clock: { now: () => time.now }, app, callback: () => undefined })
  const server = createServer((req, res) => {
    if (!meta.handle(req, res)) res.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const client = createGraphClient({
    baseUrl: `http://127.0.0.1:${port}`,
    appId: app.id,
    appSecret: app.secret,
    timeoutMs,
  })
  const { token } = meta.seedNumber(realm, asset)
  phones.add(realm, { number: customerDigits, name: 'Lucio' })
  meta.openWindow(realm, asset.phoneNumberId, customer)
  const ids = createIds()
  const driver = { client, tokenOf: async () => token }
  const channel: Channel = {
    id: ids.channel(),
    alias: ids.channelAlias(),
    company: '65a0c0ffee00000000000001' as CompanyId,
    kind: 'cloud_api',
    name: 'Shop',
    state: 'connected',
    stateReason: null,
    phoneNumber: asset.phoneNumber as PhoneNumber,
    phoneNumberId: asset.phoneNumberId,
    wabaId: asset.wabaId,
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: 0,
    connectedAt: 0,
  }
  const line = createCloudApiLine(driver)(channel)
  return {
    meta,
    phones,
    time,
    client,
    token,
    channel,
    ids,
    line,
    mediaOf: createCloudApiMedia(driver),
    send: (content: Content, to = customer) => line.send({ id: ids.message() as MessageId, to, content }),
    /** What Meta keeps. */
    media: () => store.list<{ id: string }>('graph.media', `${realm}/`),
    /** What the customer sees. */
    screen: () => phones.messages(realm, customerDigits),
    async [Symbol.asyncDispose]() {
      client.close()
      server.closeAllConnections()
      server.close()
      await meta.close()
      store.close()
    },
  }
}
