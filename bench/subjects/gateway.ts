import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeGateway } from '../../server/compose.ts'
import { channelSecret } from '../../server/domain/connect/take-number.ts'
import type { CompanyId, PhoneNumber } from '../../server/domain/ids.ts'
import { createCompany, createToken } from '../../server/domain/tokens/issue.ts'
import { keebaiScopes } from '../../server/domain/tokens/scopes.ts'
import { openDirectoryBlobs } from '../../server/drivers/blobs/directory-blobs.ts'
import { openSqliteStorage } from '../../server/drivers/sqlite/open.ts'
import { systemClock } from '../../server/drivers/system/clock.ts'
import { createIds } from '../../server/drivers/system/ids.ts'
import { createVault } from '../../server/drivers/vault/aes-gcm.ts'
import { createLog } from '../../server/logging/log.ts'
import { channelAlias } from '../recipients.ts'
import { countSends } from './count-sends.ts'
import { say } from './listening.ts'

/**
 * The gateway as `trunkline serve` composes it: real time, one answer in a hundred held against the document,
 * a log line per request, a durable store. Its Graph is the one at GRAPH_URL, in another process.
 */
const directory = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
const vault = createVault(randomBytes(32))
const storage = await openSqliteStorage({ directory, made: 'gateway', keyId: vault.keyId })
const ids = createIds()
const gateway = composeGateway({
  storage,
  blobs: await openDirectoryBlobs(join(directory, 'media')),
  vault,
  clock: systemClock,
  ids,
  log: createLog('info'),
  dialect: 'auto',
  publicUrl: null,
  // Counted as in production, and out of reach.
  rateLimit: { perMinute: 1_000_000_000, perHour: 1_000_000_000 },
  webhookTargets: 'public',
  meta: {
    appId: '1',
    appSecret: 'bench',
    configId: '1',
    verifyToken: 'bench',
    graphVersion: 'v26.0',
    graphUrl: process.env.GRAPH_URL,
    sdkUrl: () => '',
    messageOrigins: [],
  },
  responses: {
    mode: 'sample',
    onViolation: (violation) => gateway.context.log.warn('http.spec_violation', { ...violation }),
  },
  logRequests: true,
})
const { context } = gateway

const { id: company } = await createCompany(context, { name: 'Bench', id: '65a0c0ffee00000000000002' as CompanyId })
const { text } = await createToken(context, { company, surface: 'keebai', name: 'bench', scopes: [...keebaiScopes] })
const channel = ids.channel()
await storage.transaction(async ({ channels, secrets }) => {
  const now = systemClock.now()
  await channels.insert({
    id: channel,
    alias: channelAlias,
    company,
    kind: 'cloud_api',
    name: 'Bench',
    state: 'connected',
    stateReason: null,
    phoneNumber: '+56987654321' as PhoneNumber,
    phoneNumberId: '100000000000001',
    wabaId: '9876543210',
    coexistence: false,
    pushName: null,
    pipelineId: null,
    createdAt: now,
    connectedAt: now,
  })
  await secrets.put(channel, 'business_token', vault.seal('bench', channelSecret(channel, 'business_token')))
})

const port = await gateway.listen(0, '127.0.0.1')
await gateway.start()
countSends(gateway)
process.once('disconnect', () => {
  void gateway.close().finally(() => {
    rmSync(directory, { recursive: true, force: true })
    process.exit()
  })
})
say({ url: `http://127.0.0.1:${port}`, headers: { authorization: `Bearer ${text}` } })
