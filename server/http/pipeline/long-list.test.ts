import { expect, test } from 'vitest'
import { checkInParts } from './long-list.ts'

const list = { name: 'items', itemsMax: 5_000 }

test('others get their turn before a long list is looked through, and every 500 items', async () => {
  const items = Array.from({ length: 5_000 }, (_, index) => index)
  const body = { items }
  const seen: number[] = []
  const betweenTurns = [0]
  let over = false
  const takeTurn = () => {
    if (over) return
    betweenTurns.push(0)
    setImmediate(takeTurn)
  }
  setImmediate(takeTurn)
  const details = await checkInParts(body, list, () => {
    seen.push(...body.items)
    betweenTurns.push((betweenTurns.pop() ?? 0) + body.items.length)
    return []
  })
  over = true
  expect(details).toEqual([])
  expect(seen).toEqual(items)
  expect(body.items).toBe(items)
  expect(betweenTurns[0]).toBe(0)
  expect(Math.max(...betweenTurns)).toBeLessThanOrEqual(500)
})

test('what is wrong is told by its place in the whole list, and the body is whole again', async () => {
  const items = Array.from({ length: 1_000 }, (_, index) => index)
  const body = { items }
  const details = await checkInParts(body, list, () =>
    body.items.flatMap((item, index) => (item === 777 ? [{ path: `/body/items/${index}/to`, message: 'no' }] : [])),
  )
  expect(details).toEqual([{ path: '/body/items/777/to', message: 'no' }])
  expect(body.items).toBe(items)
})
