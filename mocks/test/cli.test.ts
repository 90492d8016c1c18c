import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import QRCode from 'qrcode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeebaiClient, followQr, keebai, unwrap } from '../../client/index.ts'
import { createClient } from '../../generated/sandbox/client/index.ts'
import * as control from '../../generated/sandbox/index.ts'
import { startSandbox, type TestSandbox } from '../testing/index.ts'
import { csi, drawnModules, openTerminal, type PseudoTerminal } from './pseudo-terminal.ts'
import { openTcpRelay } from './tcp-relay.ts'

let sandbox: TestSandbox
const people = createClient()

beforeAll(async () => {
  sandbox = await startSandbox()
  people.setConfig({ baseUrl: sandbox.url })
})
afterAll(() => sandbox.close())

function connect(args: string[], env: Record<string, string> = {}): PseudoTerminal {
  const api = { KEEBAI_BASE_URL: `${sandbox.url}/v1`, KEEBAI_API_TOKEN: sandbox.credentials.keebai.token }
  return openTerminal(['whatsapp', 'connect', ...args], { ...api, ...env })
}

const client = () => createKeebaiClient({ baseUrl: sandbox.url, token: sandbox.credentials.keebai.token })

/** The codes of a session as a reader beside the terminal sees them. */
async function* codesOf(session: string, signal: AbortSignal): AsyncGenerator<string> {
  for await (const event of followQr(client(), session, { signal })) if (event.event === 'qr') yield event.data
}

const addPhone = (number: string, name: string) =>
  unwrap(control.createPhone({ client: people, body: { number, name } }))
const scan = (number: string, qr: string) => unwrap(control.scanQr({ client: people, path: { number }, body: { qr } }))

function modulesOf(code: string): boolean[][] {
  const { size, data } = QRCode.create(code, { errorCorrectionLevel: 'L' }).modules
  return Array.from({ length: size }, (_, row) => Array.from(data.slice(row * size, (row + 1) * size), Boolean))
}

test('a person connects by scanning the code in the terminal, which renews itself and survives a cut wire', async () => {
  await addPhone('+5491100000001', 'Lucio')
  await using wire = await openTcpRelay(sandbox.url)
  const terminal = connect(['--qr', '--name', 'Tienda'], { KEEBAI_BASE_URL: `${wire.url}/v1` })
  await terminal.shows(/Linked devices > Link a device.*left\. The code renews itself/s)

  const [, session = ''] = wire.sent().match(/connect\/(cs_[0-9A-Z]+)\/qr-stream/) ?? []
  const reader = new AbortController()
  const codes = codesOf(session, reader.signal)
  const first = (await codes.next()).value ?? ''
  expect(drawnModules(terminal.text())).toEqual(modulesOf(first))

  await sandbox.advance(21_000)
  const second = (await codes.next()).value ?? ''
  reader.abort()
  expect(second).not.toBe(first)
  // Up to where the first code began, and everything below erased.
  await terminal.shows(new RegExp(`${csi}\\d+A${csi}J.*left\\. The code renews itself`, 's'))
  expect(drawnModules(terminal.text())).toEqual(modulesOf(second))

  wire.cut()
  await scan('+5491100000001', second)
  await terminal.shows(/The phone has scanned the code/)
  expect(await terminal.ended).toBe(0)
  const [, channel = ''] =
    terminal.text().match(/\r\nChannel (ch_[0-9A-Z]{26}) connected \(phone \+5491100000001, as Lucio\)\r\n$/) ?? []
  const connected = await unwrap(keebai.getChannel({ client: client(), path: { id: channel } }))
  expect(connected).toMatchObject({ name: 'Tienda', type: 'whatsapp_qr', phone_number: '+5491100000001' })
})

test('a pairing nobody scans ends the command with 1 and the reason', async () => {
  const terminal = connect(['--qr'])
  await terminal.shows(/left\./)
  await sandbox.advance(301_000)
  expect(await terminal.ended).toBe(1)
  expect(terminal.text()).toMatch(/The pairing failed: .*\(timeout\)\r\n$/)
})

test('Ctrl-C ends the command cleanly with 1', async () => {
  const terminal = connect(['--qr'])
  await terminal.shows(/left\./)
  terminal.type('\u0003')
  expect(await terminal.ended).toBe(1)
  expect(terminal.text()).toMatch(/Stopped\.\r\n$/)
  expect(terminal.text()).not.toContain('    at ')
})

test.concurrent('a person connects by the signup in the browser, which opens by itself where there is a screen', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trunkline-open-'))
  try {
    const opened = join(folder, 'opened')
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`)
    await chmod(join(folder, 'xdg-open'), 0o755)
    const terminal = connect(['--coexistence'], {
      DISPLAY: ':0',
      PATH: `${folder}${delimiter}${process.env.PATH}`,
    })
    const [uri, session = ''] = await terminal.shows(/http\S+\/connect\/whatsapp\?session=(cs_[0-9A-Z]{26})(?=\r)/)
    await terminal.shows(/It opens in your browser\. Waiting/)
    const signup = await unwrap(
      control.completeSignup({ client: people, path: { session_id: session }, body: { coexistence: true } }),
    )
    expect(await terminal.ended).toBe(0)
    expect(terminal.text()).toMatch(
      new RegExp(`\\r\\nConnected channel ch_[0-9A-Z]{26} \\(phone_number_id: ${signup.phone_number_id}\\)\\r\\n$`),
    )
    expect(await readFile(opened, 'utf8')).toBe(uri)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.concurrent('without a screen, or with --no-open, the link is only printed; a cancelled signup ends with 1', async () => {
  const terminals = [connect([]), connect(['--no-open'], { DISPLAY: ':0' })]
  await Promise.all(
    terminals.map(async (terminal) => {
      const [, session = ''] = await terminal.shows(/session=(cs_[0-9A-Z]{26})(?=\r)/)
      await unwrap(control.cancelSignup({ client: people, path: { session_id: session } }))
      expect(await terminal.ended).toBe(1)
      expect(terminal.text()).not.toContain('opens in your browser')
      expect(terminal.text()).toMatch(/The signup was cancelled\.\r\n$/)
    }),
  )
})

test('programs get one JSON object per line', async () => {
  await addPhone('+5491100000002', 'Ana')
  const terminal = connect(['--qr', '--json'])
  const [, qr = ''] = await terminal.shows(/\{"event":"qr","data":"([^"]+)"\}\r\n/)
  await scan('+5491100000002', qr)
  expect(await terminal.ended).toBe(0)
  const events = terminal
    .text()
    .trim()
    .split('\r\n')
    .map((line) => JSON.parse(line))
  expect(events.map(({ event }) => event)).toEqual(['started', 'qr', 'connecting', 'connected'])
  expect(events.at(-1).data).toEqual({
    channel_id: expect.stringMatching(/^ch_/),
    phone_number: '+5491100000002',
    push_name: 'Ana',
  })
})

test('a wrong token and a token without the scope end the command with 2', async () => {
  const wrong = connect(['--token', 'kbai_pk_wrong'])
  expect(await wrong.ended).toBe(2)
  expect(wrong.text()).toContain('Invalid or missing API token')

  const { token } = await unwrap(control.createSandboxToken({ client: people, body: { scopes: ['channels:read'] } }))
  const limited = connect(['--qr', '--token', token])
  expect(await limited.ended).toBe(2)
  expect(limited.text()).toContain('it lacks the scope channels:connect')
})
