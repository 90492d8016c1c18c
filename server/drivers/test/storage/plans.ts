import { expect, test } from 'vitest'
import type { Plan } from '../../../domain/channels/plan.ts'
import { aChannel, aCompany, type MakeRig, start } from './rig.ts'

export function planCases(makeRig: MakeRig): void {
  test('a plan replaces the one before, and is of one channel', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const [one, other] = [aChannel(company), aChannel(company)]
    const paid: Plan = { channel: one.id, state: 'paid', since: start, endsAt: null, reason: null }
    const cancelling: Plan = { ...paid, state: 'cancelling', since: start + 1, endsAt: start + 9, reason: 'too dear' }
    await rig.storage.transaction(async (tables) => {
      await tables.companies.insert(company)
      for (const channel of [one, other]) await tables.channels.insert(channel)
      await tables.plans.put(paid)
    })
    expect(await rig.storage.read.plans.find(one.id)).toEqual(paid)
    await rig.storage.transaction(({ plans }) => plans.put(cancelling))
    expect(await rig.storage.read.plans.find(one.id)).toEqual(cancelling)
    expect(await rig.storage.read.plans.find(other.id)).toBeUndefined()
  })

  test('a plan goes with its channel', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const channel = aChannel(company)
    await rig.storage.transaction(async (tables) => {
      await tables.companies.insert(company)
      await tables.channels.insert(channel)
      await tables.plans.put({ channel: channel.id, state: 'paid', since: start, endsAt: null, reason: null })
    })
    await rig.storage.transaction(({ companies }) => companies.remove(company.id))
    expect(await rig.storage.read.plans.find(channel.id)).toBeUndefined()
  })
}
