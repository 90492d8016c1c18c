import { describe } from 'vitest'
import { channelCases } from './storage/channels.ts'
import { companyCases } from './storage/companies.ts'
import { connectionCases } from './storage/connections.ts'
import { durabilityCases } from './storage/durability.ts'
import { ingressCases } from './storage/ingress.ts'
import { mediaCases } from './storage/media.ts'
import { messageCases } from './storage/messages.ts'
import { noticeCases } from './storage/notices.ts'
import { planCases } from './storage/plans.ts'
import { queueCases } from './storage/queue.ts'
import { retentionCases } from './storage/retention.ts'
import type { StorageRig } from './storage/rig.ts'
import { sessionCases } from './storage/sessions.ts'
import { templateCases } from './storage/templates.ts'
import { transactionCases } from './storage/transactions.ts'
import { webhookCases } from './storage/webhooks.ts'

/**
 * What every driver of the storage port must do.
 * @param makeRig called for each case; each rig is an empty store of its own
 */
export function storageConformance(name: string, makeRig: () => Promise<StorageRig>): void {
  describe(`${name} as storage`, () => {
    transactionCases(makeRig)
    durabilityCases(makeRig)
    companyCases(makeRig)
    channelCases(makeRig)
    sessionCases(makeRig)
    messageCases(makeRig)
    mediaCases(makeRig)
    templateCases(makeRig)
    noticeCases(makeRig)
    connectionCases(makeRig)
    planCases(makeRig)
    queueCases(makeRig)
    ingressCases(makeRig)
    webhookCases(makeRig)
    retentionCases(makeRig)
  })
}
