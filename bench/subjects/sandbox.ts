import { openSandbox } from '../../mocks/sandbox/sandbox.ts'
import { channelAlias, recipients } from '../recipients.ts'
import { countSends } from './count-sends.ts'
import { say } from './listening.ts'

/** The sandbox as `npm start` runs it, on a data directory of its own, every recipient's window open. */
const sandbox = await openSandbox({
  port: 0,
  seed: {
    phones: recipients.map((number, index) => ({ number, name: `Phone ${index}` })),
    windows: recipients.map((phone) => ({ channel_id: channelAlias, phone })),
  },
})
await sandbox.ready
countSends(sandbox.gateway)
process.once('disconnect', () => void sandbox.close().finally(() => process.exit()))
say({ url: sandbox.url, headers: { authorization: `Bearer ${sandbox.credentials.keebai.token}` } })
