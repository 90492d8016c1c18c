import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogue, type StateDescription } from '../../provider-states/catalogue.ts'
import { checks } from './checks.ts'
import { openStageRig, type StageRig } from './stage-rig.ts'

let rig: StageRig
beforeAll(async () => {
  rig = await openStageRig()
})
afterAll(() => rig[Symbol.asyncDispose]())

const all: readonly StateDescription[] = catalogue

describe.each(all.map((state) => ({ ...state, check: checks[state.name as keyof typeof checks] })))(
  '$name',
  (state) => {
    const { name, params, check } = state

    test('is true from its set-up to its tear-down, as often as it is asked for', async () => {
      for (const _ of ['once', 'again']) {
        await check.bare(rig, await rig.setUp(name))
        await rig.tearDown(name)
        expect((await rig.keebai('GET', '/v1/me')).status).toBe(401)
      }
    })

    test('is true of what its params name', async () => {
      expect(Object.keys(check.given?.params ?? {})).toEqual(expect.arrayContaining(params.map((param) => param.name)))
      for (const { params: given, show } of [check.given ?? [], check.also ?? []].flat()) {
        for (const _ of ['once', 'again']) {
          const made = await rig.setUp(name, given)
          await show(rig, made)
          await rig.tearDown(name)
        }
      }
    })
  },
)
