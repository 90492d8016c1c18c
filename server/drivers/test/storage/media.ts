import { expect, test } from 'vitest'
import type { Medium } from '../../../domain/media/medium.ts'
import type { Company } from '../../../domain/tokens/token.ts'
import { aCompany, ids, type MakeRig, start } from './rig.ts'

export function mediaCases(makeRig: MakeRig): void {
  test('a medium comes back as it was stored, to its own company', async () => {
    await using rig = await makeRig()
    const [company, stranger] = [aCompany(), aCompany()]
    const kept = aMedium(company, { blob: '20787-00', filename: null })
    const upstream = aMedium(company, { id: '1013859600285441', upstreamId: '1013859600285441', size: 104_857_600 })
    await rig.storage.transaction(async ({ companies, media }) => {
      await companies.insert(company)
      await companies.insert(stranger)
      await media.insert(kept)
      await media.insert(upstream)
    })
    const { media } = (await rig.reopen()).read
    expect(await media.find(company.id, kept.id)).toEqual(kept)
    expect(await media.find(company.id, upstream.id)).toEqual(upstream)
    expect(await media.find(stranger.id, kept.id)).toBeUndefined()
  })

  test('a medium stored again under its id replaces the first, in its company only', async () => {
    await using rig = await makeRig()
    const [company, other] = [aCompany(), aCompany()]
    const [first, theirs] = [aMedium(company, { id: '7' }), aMedium(other, { id: '7' })]
    const again = { ...first, filename: 'b.png', expiresAt: start + 9, channel: ids.channel() }
    await rig.storage.transaction(async ({ companies, media }) => {
      await companies.insert(company)
      await companies.insert(other)
      for (const medium of [first, theirs, again]) await media.insert(medium)
    })
    const { media } = rig.storage.read
    expect(await media.find(company.id, '7')).toEqual(again)
    expect(await media.find(other.id, '7')).toEqual(theirs)
  })

  test('expired media are told soonest first, up to a limit, until they are removed', async () => {
    await using rig = await makeRig()
    const company = aCompany()
    const at = [3, 1, 2, 4].map((tick) => aMedium(company, { expiresAt: start + tick }))
    await rig.storage.transaction(async ({ companies, media }) => {
      await companies.insert(company)
      for (const medium of at) await media.insert(medium)
    })
    const ticks = async (now: number, limit: number) =>
      (await rig.storage.read.media.expired(start + now, limit)).map(({ expiresAt }) => expiresAt - start)
    expect(await ticks(3, 10)).toEqual([1, 2, 3])
    expect(await ticks(3, 2)).toEqual([1, 2])
    expect(await ticks(0, 10)).toEqual([])
    const removed = await rig.storage.transaction(async ({ media }) => {
      const id = at[1]?.id ?? ''
      return [
        await media.remove(aCompany().id, id),
        await media.remove(company.id, id),
        await media.remove(company.id, id),
      ]
    })
    expect(removed).toEqual([false, true, false])
    expect(await ticks(3, 10)).toEqual([2, 3])
  })
}

function aMedium(company: Company, facts: Partial<Medium> = {}): Medium {
  return {
    id: ids.medium(),
    company: company.id,
    channel: ids.channel(),
    mime: 'image/png',
    size: 5,
    sha256: ids.secret(32),
    filename: 'menú.png',
    upstreamId: null,
    blob: null,
    createdAt: start,
    expiresAt: start + 30,
    ...facts,
  }
}
