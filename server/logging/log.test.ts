import { expect, test } from 'vitest'
import { createLog } from './log.ts'

test('no line carries a token, a secret, a QR payload or a whole phone number', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const canaries = {
    token: `kbai_pk_${'a1'.repeat(32)}`,
    secret: `whsec_${'b2'.repeat(32)}`,
    meta: 'EAAGm0PX4ZCpsBAKZCn8h',
    phone: '+5491155555555',
    jid: '5491155555555@s.whatsapp.net',
    session: '/v1/channels/whatsapp/connect/cs_3DER7N03G0RCRNZ6XH0D5B0C62',
    qr: 'https://wa.me/settings/linked_devices#2@abc,def,ghi,jkl,1',
  }
  log.info('canaries', { nested: [canaries] })
  log.fault('canaries', new Error(`broke for ${canaries.phone}`, { cause: new Error(canaries.token) }), canaries)
  const printed = lines.join('')
  for (const canary of Object.values(canaries)) expect(printed).not.toContain(canary)
  expect(printed).not.toContain('5491155555555')
  expect(printed).toContain('…5555')
})

test('a log entry with line breaks and terminal codes stays one escaped line', () => {
  const lines: string[] = []
  createLog('info', { write: (line) => void lines.push(line) }).info('odd', { name: 'a\nb\u001b[31m{"x":1}' })
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd().split('\n')).toHaveLength(1)
})

test('the path of a request stays readable, and a key with slashes does not pass for one', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const path = '/hubmessage/v1/channels/019E4C54B1B375A28970B605CA9B03C3/webhooks'
  const key = '/9j4AAQSkZJRgABAQ/abcdefghijklmnop/AQABAAD2wBDAAg/x='
  log.info('request', { path, key })
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ path, key: expect.stringContaining('[secret]') })
  expect(lines[0]).not.toContain('abcdefghijklmnop')
})
