import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ConnectResult } from '../../client/connect/index.ts'
import { createHubMessageClient, createKeebaiClient, hubmessage, keebai, unwrap } from '../../client/index.ts'
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts'
import { wellKnownTokens } from '../scenarios/documented.ts'
import { blockUnaskedPopups, clickToClose, launchBrowser } from './browser.ts'
import { serveIntegratorPage } from './integrator-page.ts'

let browser: Browser
let sandbox: Sandbox
let site: Awaited<ReturnType<typeof serveIntegratorPage>>
const contexts: BrowserContext[] = []
const complaints: string[] = []

beforeAll(async () => {
  ;[browser, sandbox] = await Promise.all([launchBrowser(), openSandbox({ port: 0, lazy: true, logLevel: 'error' })])
  site = await serveIntegratorPage({ gatewayUrl: sandbox.url, publicKey: wellKnownTokens.hubmessagePublic })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await site?.[Symbol.asyncDispose]()
  await sandbox?.close()
})

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
  expect(complaints.splice(0)).toEqual([])
})

test.each(['served', 'bundled'])('the %s SDK opens Meta’s window, and its result connects the channel', async (sdk) => {
  const channel = await createChannel()
  const { tab, dialog } = await openDialog({ channel, sdk })
  await clickToClose(dialog, '#finish')
  const result = await outcomeOf<ConnectResult>(tab)
  expect(result).toEqual({
    wabaId: expect.stringMatching(/^\d+$/),
    phoneId: expect.stringMatching(/^\d+$/),
    code: expect.stringMatching(/^AQ/),
    coexistence: false,
  })
  expect(await connect(channel, result)).toEqual({ success: true })
  expect(await keebaiChannel(channel)).toMatchObject({ is_active: true, phone_number_id: result.phoneId })
  await leavesNothing(tab)
})

test('a number of the Business app comes without an id, which the gateway finds out', async () => {
  const channel = await createChannel()
  const { tab, dialog } = await openDialog({ channel, options: '{"coexistence":true}' })
  expect(await dialog.getByRole('heading').innerText()).toBe('Connect your WhatsApp Business app')
  await clickToClose(dialog, '#finish')
  const result = await outcomeOf<ConnectResult>(tab)
  expect(result).toMatchObject({ phoneId: '', coexistence: true })
  expect(await connect(channel, result)).toEqual({ success: true })
  const { data } = await unwrap(keebai.listWhatsAppNumbers({ client: keebaiClient() }))
  expect(data).toContainEqual(expect.objectContaining({ waba_id: result.wabaId, id: expect.stringMatching(/^\d+$/) }))
})

test.each([
  ['cancels in Meta’s window', (dialog: Page) => clickToClose(dialog, '#cancel'), 'CANCELLED', /closed before/],
  ['closes Meta’s window', (dialog: Page) => dialog.close(), 'CANCELLED', /closed before/],
  [
    'reports an error',
    (dialog: Page) => clickToClose(dialog, '#error'),
    'META_ERROR',
    /Your display name was not approved/,
  ],
])('a person who %s is a rejection with its code, and may try again', async (_, leave, code, message) => {
  const channel = await createChannel()
  const { tab, dialog } = await openDialog({ channel })
  await leave(dialog)
  expect(await outcomeOf(tab)).toEqual({ name: 'ConnectError', code, message: expect.stringMatching(message) })
  await leavesNothing(tab)
  const again = await clickConnect(tab)
  await clickToClose(again, '#finish')
  expect(await outcomeOf(tab)).toMatchObject({ phoneId: expect.stringMatching(/^\d+$/) })
})

test('a blocked window is told at once, and a click opens it', async () => {
  const tab = await openPage({ channel: await createChannel() }, { blocked: true })
  expect(await tab.evaluate('connect()')).toMatchObject({ code: 'POPUP_BLOCKED' })
  await leavesNothing(tab)
  const dialog = await clickConnect(tab)
  await clickToClose(dialog, '#finish')
  expect(await outcomeOf(tab)).toMatchObject({ coexistence: false })
})

test('nothing is awaited between the click and the window', async () => {
  const tab = await openPage({ channel: await createChannel() })
  const opens = await tab.evaluate(
    `(async () => {
    await until(() => window.ready)
    let opened = false
    window.open = () => { opened = true; return null }
    const ended = connect()
    const atOnce = opened
    await ended
    return atOnce
    function until(holds) { return new Promise((done) => { const look = () => holds() ? done() : setTimeout(look, 20); look() }) }
  })()`.replace('window.ready', 'window.FB'),
  )
  expect(opens).toBe(true)
})

test('a window that is left open is closed when its time is over', async () => {
  const { tab, dialog } = await openDialog({ channel: await createChannel(), options: '{"timeoutMs":1500}' })
  expect(await outcomeOf(tab)).toMatchObject({ code: 'TIMEOUT' })
  await expect.poll(() => dialog.isClosed()).toBe(true)
  await leavesNothing(tab)
})

test('a key that is none of a page is refused', async () => {
  const channel = await createChannel()
  const wrong = await openPage({ channel, key: `hm_pk_${'0'.repeat(64)}` })
  await wrong.click('#connect')
  expect(await outcomeOf(wrong)).toMatchObject({ code: 'UNAUTHORIZED' })
  // The browser itself notes each refused request in the console.
  expect(complaints.splice(0).every((one) => /401/.test(one))).toBe(true)
  const secret = await openPage({ channel, key: wellKnownTokens.hubmessageSecret })
  expect(await secret.evaluate('window.client')).toBeUndefined()
  expect(complaints.splice(0)).toEqual([expect.stringMatching(/secret key; never put one into a page/)])
})

test.each([
  ['CHANNEL_NOT_FOUND', async () => '019E4C54B1B375A28970B605CA9B03C3'],
  ['CHANNEL_ALREADY_CONNECTED', async () => sandbox.credentials.channel.id],
])('a channel that cannot be connected is %s, and Meta’s window does not stay', async (code, of) => {
  const { tab, dialog } = await openDialog({ channel: await of() })
  expect(await outcomeOf(tab)).toMatchObject({ code })
  await expect.poll(() => dialog.isClosed()).toBe(true)
  await leavesNothing(tab)
  complaints.splice(0)
})

test('a second signup beside the first is refused and leaves it alone', async () => {
  const { tab, dialog } = await openDialog({ channel: await createChannel() })
  expect(await tab.evaluate('connect()')).toMatchObject({ code: 'IN_PROGRESS' })
  await clickToClose(dialog, '#finish')
  expect(await outcomeOf(tab)).toMatchObject({ coexistence: false })
})

test('a gateway out of reach is told as such', async () => {
  const tab = await openPage({ channel: 'x', base: 'http://127.0.0.1:9' })
  await tab.click('#connect')
  expect(await outcomeOf(tab)).toMatchObject({ code: 'UNAVAILABLE' })
  complaints.splice(0)
})

test('a message of a stranger is not heard, whatever its origin ends with', async () => {
  const { tab, dialog } = await openDialog({ channel: await createChannel() })
  await tab.evaluate(`for (const origin of ['https://evilfacebook.com', 'http://www.facebook.com', 'https://facebook.com.evil.example', 'https://www.facebook.com:8443', 'null', location.origin]) {
    const data = JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 'ERROR', data: { error_message: 'forged' } })
    dispatchEvent(new MessageEvent('message', { data, origin }))
  }
  dispatchEvent(new MessageEvent('message', { data: 'not JSON', origin: 'https://www.facebook.com' }))`)
  await clickToClose(dialog, '#finish')
  expect(await outcomeOf(tab)).toMatchObject({ coexistence: false })
})

test('the id of a channel is a link to its page in a sandbox, and not where a port is a gateway’s', async () => {
  const page = await fetch(`${sandbox.url}/connect/whatsapp?channel=${await createChannel()}`)
  expect(page.status).toBe(200)

  await using gateway = await openSandbox({ port: 0, lazy: true, logLevel: 'error', control: 'own-port' })
  const settings = { baseUrl: `${gateway.url}/hubmessage`, token: gateway.credentials.hubmessage.secret_key }
  const body = { name: 'Loja', type: 'META_WHATSAPP' } as const
  const { id } = await unwrap(hubmessage.createChannel({ client: createHubMessageClient(settings), body }))
  expect((await fetch(`${gateway.url}/connect/whatsapp?channel=${id}`)).status).toBe(404)
})

async function createChannel(): Promise<string> {
  const body = { name: 'Atendimento', type: 'META_WHATSAPP' } as const
  return (await unwrap(hubmessage.createChannel({ client: hubClient(), body }))).id
}

function connect(channelId: string, body: ConnectResult) {
  return unwrap(hubmessage.connectChannel({ client: hubClient(), path: { channelId }, body }))
}

function keebaiChannel(id: string) {
  return unwrap(keebai.getChannel({ client: keebaiClient(), path: { id } }))
}

function hubClient() {
  return createHubMessageClient({ baseUrl: `${sandbox.url}/hubmessage`, token: wellKnownTokens.hubmessageSecret })
}

function keebaiClient() {
  return createKeebaiClient({ baseUrl: sandbox.url, token: wellKnownTokens.keebai })
}

async function openPage(query: Record<string, string>, { blocked = false } = {}): Promise<Page> {
  const context = await browser.newContext()
  contexts.push(context)
  if (blocked) await blockUnaskedPopups(context)
  const tab = await context.newPage()
  tab.on('pageerror', (error) => complaints.push(error.message))
  tab.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await tab.goto(site.url(query))
  return tab
}

async function clickConnect(tab: Page): Promise<Page> {
  const [dialog] = await Promise.all([tab.waitForEvent('popup'), tab.click('#connect')])
  return dialog
}

async function openDialog(query: Record<string, string>): Promise<{ tab: Page; dialog: Page }> {
  const tab = await openPage(query)
  return { tab, dialog: await clickConnect(tab) }
}

async function outcomeOf<Outcome>(tab: Page): Promise<Outcome> {
  await expect.poll(() => tab.evaluate('window.outcome'), { timeout: 10_000 }).toBeTruthy()
  return tab.evaluate('window.outcome')
}

/** Meta's script takes its own listener away 100 ms after its window is gone. */
async function leavesNothing(tab: Page): Promise<void> {
  await expect.poll(() => tab.evaluate('window.listening')).toBe(0)
  expect(await tab.evaluate('window.open === window.originalOpen')).toBe(true)
}
