import { expect, test } from 'vitest'
import { aChannel, aCompany, type MakeRig, start } from './rig.ts'

export function ingressCases(makeRig: MakeRig): void {
  test('a raw webhook is stored once, worked off oldest first, and known afterwards', async () => {
    await using rig = await makeRig()
    const insert = (hash: string, body: string, at: number) =>
      rig.storage.transaction(({ ingress }) => ingress.insert(hash, body, at))
    expect(await insert('b', '{"n":1}', start)).toBe(true)
    expect(await insert('a', '{"n":2}', start)).toBe(true)
    expect(await insert('b', '{"n":1}', start + 1)).toBe(false)

    const { read } = await rig.reopen()
    expect(await read.ingress.pending(10)).toEqual([
      { hash: 'b', body: '{"n":1}' },
      { hash: 'a', body: '{"n":2}' },
    ])
    expect(await read.ingress.pending(1)).toHaveLength(1)
    await rig.storage.transaction(({ ingress }) => ingress.done('b', start + 5))
    expect(await rig.storage.read.ingress.pending(10)).toEqual([{ hash: 'a', body: '{"n":2}' }])
    expect(await insert('b', '{"n":1}', start + 6)).toBe(false)
  })

  test('raw webhooks done before a time are forgotten, pending ones never', async () => {
    await using rig = await makeRig()
    await rig.storage.transaction(async ({ ingress }) => {
      for (const hash of ['a', 'b', 'c']) await ingress.insert(hash, '{}', start)
      await ingress.done('a', start + 1)
      await ingress.done('b', start + 2)
      await ingress.deleteDoneBefore(start + 2, 100)
    })
    const again = await rig.storage.transaction(({ ingress }) =>
      Promise.all(['a', 'b', 'c'].map((hash) => ingress.insert(hash, '{}', start + 9))),
    )
    expect(again).toEqual([true, false, false])
  })

  test('a fact counts once until it is forgotten', async () => {
    await using rig = await makeRig()
    const record = (at: number) => rig.storage.transaction(({ facts }) => facts.record('status/wamid.A/sent', at))
    expect(await record(start)).toBe(true)
    expect(await record(start + 1)).toBe(false)
    await rig.storage.transaction(({ facts }) => facts.deleteBefore(start, 100))
    expect(await record(start + 2)).toBe(false)
    await rig.storage.transaction(({ facts }) => facts.deleteBefore(start + 1, 100))
    expect(await record(start + 3)).toBe(true)
  })

  test('credentials of a link are kept by owner, type and id; null deletes', async () => {
    await using rig = await makeRig()
    await rig.storage.transaction(async ({ links }) => {
      await links.set('session:1', [
        { type: 'pre-key', id: '1', value: 'one' },
        { type: 'pre-key', id: '2', value: 'two' },
        { type: 'session', id: '1', value: 'other' },
      ])
      await links.set('session:1', [
        { type: 'pre-key', id: '1', value: 'changed' },
        { type: 'pre-key', id: '2', value: null },
        { type: 'pre-key', id: '9', value: null },
      ])
    })
    const { links } = rig.storage.read
    expect(await links.get('session:1', 'pre-key', ['1', '2', '3'])).toEqual(new Map([['1', 'changed']]))
    expect(await links.get('session:1', 'session', ['1'])).toEqual(new Map([['1', 'other']]))
    expect(await links.get('session:2', 'pre-key', ['1'])).toEqual(new Map())
  })

  test('what a link holds of one type is listed in the order of the ids', async () => {
    await using rig = await makeRig()
    await rig.storage.transaction(async ({ links }) => {
      await links.set('session:1', [
        { type: 'inbox', id: '3', value: 'three' },
        { type: 'inbox', id: '1', value: 'one' },
        { type: 'session', id: '2', value: 'other' },
      ])
      await links.set('session:2', [{ type: 'inbox', id: '2', value: 'two' }])
    })
    const { links } = rig.storage.read
    expect([...(await links.list('session:1', 'inbox'))]).toEqual([
      ['1', 'one'],
      ['3', 'three'],
    ])
    expect(await links.list('session:1', 'pre-key')).toEqual(new Map())
  })

  test('moving a link replaces what the new owner had', async () => {
    await using rig = await makeRig()
    const owner = `channel:${aChannel(aCompany()).id}`
    await rig.storage.transaction(async ({ links }) => {
      await links.set(owner, [
        { type: 'creds', id: 'main', value: 'old' },
        { type: 'pre-key', id: '7', value: 'old' },
      ])
      await links.set('session:1', [{ type: 'creds', id: 'main', value: 'new' }])
      await links.move('session:1', owner)
    })
    const { links } = rig.storage.read
    expect(await links.get(owner, 'creds', ['main'])).toEqual(new Map([['main', 'new']]))
    expect(await links.get(owner, 'pre-key', ['7'])).toEqual(new Map())
    expect(await links.get('session:1', 'creds', ['main'])).toEqual(new Map())
    await rig.storage.transaction((tables) => tables.links.clear(owner))
    expect(await links.get(owner, 'creds', ['main'])).toEqual(new Map())
  })
}
