import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { blockUnaskedPopups, clickToClose, launchBrowser } from './browser.ts'
import { startPortalRig } from './portal-rig.ts'

let browser: Browser
let rig: Awaited<ReturnType<typeof startPortalRig>>
const contexts: BrowserContext[] = []
const complaints: string[] = []

beforeAll(async () => {
  rig = await startPortalRig()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await rig?.[Symbol.asyncDispose]()
})

afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
  expect(rig.faults.splice(0)).toEqual([])
  expect(complaints.splice(0)).toEqual([])
})

test('a person connects a number: the dialog opens by itself, the page shows the number', async () => {
  const company = await rig.company()
  const { id, url } = await rig.start(company)
  const tab = await openTab()
  const [dialog] = await Promise.all([tab.waitForEvent('popup'), tab.goto(url)])
  await heading(tab, 'Continue in Meta’s window')
  await dialog.getByLabel('Display name').fill('Panadería <Sur> & "Co"')
  await dialog.getByLabel('New number').fill('+5491144440001')
  await clickToClose(dialog, '#finish')

  await heading(tab, 'Your number is connected')
  expect(await tab.locator('#number').innerText()).toMatch(/\+5491144440001\s+Name\s+Panadería <Sur> & "Co"/)
  expect(await tab.locator('#sync').isVisible()).toBe(false)
  const [channel] = await rig.channels(company)
  expect(await rig.session(id)).toMatchObject({ state: 'completed', channel: channel?.id })
  expect(channel).toMatchObject({ phoneNumber: '+5491144440001', state: 'connected', coexistence: false })
  expect(rig.meta.numbers(company)).toMatchObject([{ number: '5491144440001', registered: true }])

  await tab.reload()
  await heading(tab, 'Your number is connected')
})

test('a blocked window leaves a button that opens it', async () => {
  const company = await rig.company()
  const { url } = await rig.start(company)
  const tab = await openTab({ blocked: true })
  await tab.goto(url)
  const button = tab.getByRole('button', { name: 'Continue with Meta' })
  await button.waitFor()
  expect(await tab.getByRole('status').innerText()).toMatch(/kept Meta’s sign-up window from opening/)
  const [dialog] = await Promise.all([tab.waitForEvent('popup'), button.click()])
  await clickToClose(dialog, '#finish')
  await heading(tab, 'Your number is connected')
})

test('a number of the Business app is connected beside it, and the page tells of the synchronisation', async () => {
  const company = await rig.company()
  const { url } = await rig.start(company, { coexistence: true })
  const { tab, dialog } = await openDialog(url)
  expect(await dialog.getByRole('heading').innerText()).toBe('Connect your WhatsApp Business app')
  await clickToClose(dialog, '#finish')
  await heading(tab, 'Your number is connected')
  expect(await tab.locator('#sync').innerText()).toMatch(/synchronised/)
  expect(await rig.channels(company)).toMatchObject([{ coexistence: true }])
  expect(rig.meta.numbers(company)).toMatchObject([{ coexistence: true }])
})

test('a person cancels: the session is cancelled, and stays so', async () => {
  const { id, url } = await rig.start(await rig.company())
  const { tab, dialog } = await openDialog(url)
  await tab.getByRole('button', { name: 'Cancel the connection' }).click()
  await heading(tab, 'The connection was cancelled')
  await expect.poll(() => dialog.isClosed()).toBe(true)
  expect(await rig.session(id)).toMatchObject({ state: 'cancelled' })
  await tab.reload()
  await heading(tab, 'The connection was cancelled')
  expect(await tab.getByRole('button').count()).toBe(0)
})

test('leaving the dialog is no end: the person may try again', async () => {
  const { id, url } = await rig.start(await rig.company())
  const { tab, dialog } = await openDialog(url)
  await clickToClose(dialog, '#cancel')
  await heading(tab, 'Not connected yet')
  expect(await tab.getByRole('alert').innerText()).toMatch(/closed before the number was chosen/)
  expect(await rig.session(id)).toMatchObject({ state: 'pending' })
  const again = await tryAgain(tab)
  await clickToClose(again, '#finish')
  await heading(tab, 'Your number is connected')
})

test('a problem that Meta reports is shown', async () => {
  const { url } = await rig.start(await rig.company())
  const { tab, dialog } = await openDialog(url)
  await clickToClose(dialog, '#error')
  await heading(tab, 'Not connected yet')
  expect(await tab.getByRole('alert').innerText()).toBe('Meta reported a problem: Your display name was not approved.')
})

test('a window that is closed is noticed', async () => {
  const { url } = await rig.start(await rig.company())
  const { tab, dialog } = await openDialog(url)
  await dialog.close()
  await heading(tab, 'Not connected yet')
})

test('a number connected in another company is refused in words, and another one may be chosen', async () => {
  const [first, second] = [await rig.company(), await rig.company()]
  const asset = {
    wabaId: '428000000000001',
    phoneNumberId: '100000000009001',
    phoneNumber: '+5491144440009',
    verifiedName: 'Shop',
  }
  for (const company of [first, second]) rig.meta.seedNumber(company, asset)
  const take = async (dialog: Page) => {
    await dialog.getByLabel('Number', { exact: true }).selectOption(asset.phoneNumberId)
    await clickToClose(dialog, '#finish')
  }
  const winner = await openDialog((await rig.start(first)).url)
  await take(winner.dialog)
  await heading(winner.tab, 'Your number is connected')

  const loser = await openDialog((await rig.start(second)).url)
  await take(loser.dialog)
  await heading(loser.tab, 'Not connected yet')
  expect(await loser.tab.getByRole('alert').innerText()).toMatch(
    /^The number \+5491144440009 is already connected in another company/,
  )
  const again = await tryAgain(loser.tab)
  await clickToClose(again, '#finish')
  await heading(loser.tab, 'Your number is connected')
})

test('a message of a stranger is not heard, whatever its origin ends with', async () => {
  const { url } = await rig.start(await rig.company())
  const { tab } = await openDialog(url)
  await tab.evaluate(() => {
    const data = JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 'ERROR', data: { error_message: 'forged' } })
    const strangers = [
      'https://evilfacebook.com',
      'http://www.facebook.com',
      'https://facebook.com.evil.example',
      'null',
    ]
    for (const origin of [...strangers, location.origin]) dispatchEvent(new MessageEvent('message', { data, origin }))
  })
  await heading(tab, 'Continue in Meta’s window')
  await tab.evaluate(() => {
    const data = 'not JSON'
    dispatchEvent(new MessageEvent('message', { data, origin: 'https://www.facebook.com' }))
  })
  await heading(tab, 'Continue in Meta’s window')
})

test('an account without a number is explained', async () => {
  const { url } = await rig.start(await rig.company())
  const { tab } = await openDialog(url)
  await tab.evaluate(() => {
    const data = JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 'FINISH_ONLY_WABA', data: { waba_id: '42' } })
    dispatchEvent(new MessageEvent('message', { data, origin: 'https://www.facebook.com' }))
  })
  await heading(tab, 'Not connected yet')
  expect(await tab.getByRole('alert').innerText()).toMatch(/but no number/)
})

test('a created channel is connected by its link, which then shows the number', async () => {
  const company = await rig.company()
  const { id, url } = await rig.startChannel(company)
  const { tab, dialog } = await openDialog(url)
  await heading(tab, 'Continue in Meta’s window')
  await clickToClose(dialog, '#cancel')
  await heading(tab, 'Not connected yet')
  const again = await tryAgain(tab)
  await clickToClose(again, '#finish')
  await heading(tab, 'Your number is connected')
  expect(await rig.channels(company)).toMatchObject([{ id, name: 'Atendimento', state: 'connected' }])
  await tab.reload()
  await heading(tab, 'Your number is connected')
  expect(await tab.getByRole('button').count()).toBe(0)
})

test('a link to a channel may offer to keep the Business app, can be given up and opened again', async () => {
  const company = await rig.company()
  const { url } = await rig.startChannel(company, '&coexistence=1')
  const { tab } = await openDialog(url)
  await tab.getByRole('button', { name: 'Cancel the connection' }).click()
  await heading(tab, 'The connection was cancelled')
  const [dialog] = await Promise.all([tab.waitForEvent('popup'), tab.reload()])
  await clickToClose(dialog, '#finish')
  await heading(tab, 'Your number is connected')
  expect(await rig.channels(company)).toMatchObject([{ coexistence: true }])
})

test('a link to a channel without its key leads nowhere, and one of yesterday has expired', async () => {
  const { url } = await rig.startChannel(await rig.company())
  const tab = await openTab()
  await tab.goto(url.replace(/&key=.*/, ''))
  await heading(tab, 'This link does not work')
  complaints.splice(0)
  await rig.pass(86_400_000)
  await tab.goto(url)
  await heading(tab, 'This link has expired')
})

test('links that lead nowhere say so', async () => {
  const company = await rig.company()
  const { url } = await rig.start(company)
  const tab = await openTab()
  await tab.goto(url.replace(/cs_\w+/, 'cs_00000000000000000000000000'))
  await heading(tab, 'This link does not work')
  complaints.splice(0)
  await rig.pass()
  await tab.goto(url)
  await heading(tab, 'This link has expired')
  expect(await tab.getByRole('list').count()).toBe(0)
})

async function openTab({ blocked = false } = {}): Promise<Page> {
  const context = await browser.newContext()
  contexts.push(context)
  if (blocked) await blockUnaskedPopups(context)
  const tab = await context.newPage()
  tab.on('pageerror', (error) => complaints.push(error.message))
  tab.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return tab
}

async function openDialog(url: string): Promise<{ tab: Page; dialog: Page }> {
  const tab = await openTab()
  const [dialog] = await Promise.all([tab.waitForEvent('popup'), tab.goto(url)])
  return { tab, dialog }
}

async function tryAgain(tab: Page): Promise<Page> {
  complaints.splice(0)
  const [dialog] = await Promise.all([
    tab.waitForEvent('popup'),
    tab.getByRole('button', { name: 'Try again' }).click(),
  ])
  return dialog
}

async function heading(tab: Page, text: string): Promise<void> {
  await tab.getByRole('heading', { name: text, exact: true }).waitFor()
}
