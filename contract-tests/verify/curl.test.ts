import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { aPact, byNumber, get } from '../compare/test/a-pact.ts'
import type { HttpInteraction } from '../pact-file/interaction.ts'
import { curlLine, curlOfInteraction } from './curl.ts'

/** The words a shell makes of the line, with the variables set. */
function words(line: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; TOKEN=secret; ${line}`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

const token = `kbai_pk_${'9d1ec0de'.repeat(8)}`

test('a line sends the same request again, whatever stands in it', () => {
  const body = JSON.stringify({ text: `it's "quoted" $HOME \`id\` \\ ñ\n!`, to: '+549' })
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    host: 'x',
    'content-length': '9',
  }
  const line = curlLine(
    { method: 'POST', path: '/v1/messages/text?a=1&b=$(id)', headers, body },
    'http://localhost:4010/',
  )
  expect(line).not.toContain('9d1ec0de')
  expect(words(line)).toEqual([
    '-i',
    '-X',
    'POST',
    'http://localhost:4010/v1/messages/text?a=1&b=$(id)',
    '-H',
    'authorization: Bearer secret',
    '-H',
    'content-type: application/json',
    '--data-raw',
    body,
  ])
})

test('a credential of any form becomes a variable, and stays one', () => {
  const of = (authorization: string) =>
    words(curlLine({ method: 'GET', path: '/', headers: { authorization }, body: '' }, 'http://localhost')).at(-1)
  for (const value of [`Bearer ${token}`, 'Bearer x', 'Bearer $TOKEN', 'Bearer $KEEBAI_TOKEN']) {
    expect(of(value)).toBe('authorization: Bearer secret')
  }
  expect(of('letmein')).toBe('authorization: secret')
})

test('a stream is not buffered, a read needs no method', () => {
  const line = curlLine({ method: 'GET', path: '/s', headers: { accept: 'text/event-stream' }, body: '' }, 'http://h')
  expect(line).toBe("curl -iN http://h/s -H 'accept: text/event-stream'")
})

test('an interaction of a pact becomes a line with its query and its body', () => {
  const { interactions } = aPact('keebai', [
    { ...get('/v1/channels', 200), query: { type: ['whatsapp', 'a b'] } },
    { requestBody: byNumber },
  ])
  const [read, send] = interactions.map((one) => words(curlOfInteraction(one as HttpInteraction, 'http://h')))
  expect(read?.[1]).toBe('http://h/v1/channels?type=whatsapp&type=a+b')
  expect(JSON.parse(send?.at(-1) ?? '')).toEqual(byNumber)
})
