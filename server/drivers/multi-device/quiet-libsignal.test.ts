import { expect, test, vi } from 'vitest'
import { LIBSIGNAL_LINES, quietLibsignal } from './quiet-libsignal.ts'

test('what libsignal prints is dropped, everything else passes', () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined)
  const printed = console.info
  quietLibsignal()
  quietLibsignal()
  for (const line of LIBSIGNAL_LINES) console.info(line, { privKey: 'secret' })
  console.info('listening', 4010)
  console.info({ kind: 'object' })
  expect(info.mock.calls).toEqual([['listening', 4010], [{ kind: 'object' }]])
  expect(console.info).not.toBe(printed)
})
