import { expect, test } from 'vitest'
import { createOggClock } from './ogg-duration.ts'

/** A page of an Ogg file that ends at this sample. */
function page(position: number, body = 'x'.repeat(40)): Buffer {
  const header = Buffer.alloc(27)
  header.write('OggS')
  header.writeBigInt64LE(BigInt(position), 6)
  return Buffer.concat([header, Buffer.from(body)])
}

function secondsOf(bytes: Buffer, chunkBytes: number): number | undefined {
  const clock = createOggClock()
  for (let at = 0; at < bytes.length; at += chunkBytes) clock.pass(bytes.subarray(at, at + chunkBytes))
  return clock.seconds()
}

test('a voice message plays as long as its last page says, however its bytes arrive', () => {
  const file = Buffer.concat([page(0), page(48_000), page(-1), page(48_000 * 7 + 23_000)])
  for (const chunkBytes of [1, 3, 13, 14, 29, 1_000]) expect(secondsOf(file, chunkBytes), `${chunkBytes}`).toBe(7)
})

test('what is shorter than a second plays one, and what is no Ogg file says nothing', () => {
  expect(secondsOf(page(100), 50)).toBe(1)
  expect(secondsOf(Buffer.concat([Buffer.from('ID3'), page(48_000)]), 50)).toBeUndefined()
  expect(secondsOf(Buffer.alloc(0), 1)).toBeUndefined()
})
