import { openStaticMock } from '../../mocks/static/static-mock.ts'
import { say } from './listening.ts'

/** The static mock as `trunkline mock` runs it. */
const mock = await openStaticMock({ port: 0 })
await mock.ready
process.once('disconnect', () => void mock.close().finally(() => process.exit()))
say({ url: mock.url, headers: { authorization: 'Bearer kbai_pk_bench' } })
