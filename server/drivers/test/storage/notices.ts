import { expect, test } from 'vitest'
import type { Notice } from '../../../domain/notices.ts'
import { ids, type MakeRig, start } from './rig.ts'

export function noticeCases(makeRig: MakeRig): void {
  test('a notice is kept once, whole, and told newest first within its account', async () => {
    await using rig = await makeRig()
    const old = aNotice({ value: { history: [{ errors: [{ code: 2593109 }] }] }, phoneNumberId: '100000000000001' })
    const young = aNotice({ receivedAt: start + 1 })
    const other = aNotice({ waba: '43' })
    const inserted = await rig.storage.transaction(async ({ notices }) => {
      const fresh = []
      for (const one of [old, young, other, old]) fresh.push(await notices.insert(one))
      return fresh
    })
    expect(inserted).toEqual([true, true, true, false])
    const { notices } = (await rig.reopen()).read
    expect(await notices.ofWaba('42', 10)).toEqual([young, old])
    expect(await notices.ofWaba('42', 1)).toEqual([young])
  })

  test('old notices are forgotten', async () => {
    await using rig = await makeRig()
    const [old, young] = [aNotice(), aNotice({ receivedAt: start + 1 })]
    await rig.storage.transaction(async ({ notices }) => {
      for (const one of [old, young]) await notices.insert(one)
      await notices.deleteBefore(start + 1, 100)
    })
    expect(await rig.storage.read.notices.ofWaba('42', 10)).toEqual([young])
  })
}

function aNotice(facts: Partial<Notice> = {}): Notice {
  return {
    hash: ids.secret(32),
    waba: '42',
    phoneNumberId: null,
    field: 'phone_number_name_update',
    value: { decision: 'APPROVED' },
    receivedAt: start,
    ...facts,
  }
}
