import type { MessageId, PhoneNumber } from '../../server/domain/ids.ts'
import { createMultiDeviceNetwork } from '../../server/drivers/multi-device/network.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { systemClock } from '../../server/drivers/system/clock.ts'
import { channel, channelId, company, customer, vault } from './multi-device-rig.ts'

// A gateway whose domain gets stuck at the first report, in a process of its own to be killed at that moment.
const [directory = '', url = '', text] = process.argv.slice(2)
const stuck = (report: string) => {
  process.stdout.write(`stuck at ${report}\n`)
  return new Promise<void>(() => undefined)
}
const network = createMultiDeviceNetwork({
  storage: await openSqliteStorage({ directory, made: 'sandbox' }),
  vault,
  clock: systemClock,
  openMedium: () => Promise.reject(new Error('no media here')),
  url,
  log: { info: () => undefined, warn: () => undefined, fault: (event, error) => console.error(event, error) },
  reports: {
    received: ({ text }) => stuck(`received ${text}`),
    status: ({ status }) => stuck(`status ${status}`),
    connection: async () => undefined,
    unlinked: ({ reason }) => stuck(`unlinked ${reason}`),
  },
})
network.resume(company, channelId)
const opened = setInterval(async () => {
  if (network.connectionState(channelId) !== 'open') return
  clearInterval(opened)
  if (text !== undefined) {
    const id = '00000000000000abcdef0123456789ab' as MessageId
    const content = { type: 'text', text, previewUrl: false } as const
    await network.line(channel).send({ id, to: `+${customer}` as PhoneNumber, content })
  }
  process.stdout.write('open\n')
}, 5)
