import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeebaiClient, keebai, unwrap } from '../../client/index.ts'
import { startSandbox, type TestSandbox } from '../testing/index.ts'
import { launchBrowser } from './browser.ts'

let browser: Browser
let sandbox: TestSandbox

beforeAll(async () => {
  ;[browser, sandbox] = await Promise.all([launchBrowser(), startSandbox()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await sandbox?.close()
})

/** Starts a signup through the API and opens the link it hands out; Meta's dialog opens by itself. */
async function openLink() {
  const client = createKeebaiClient({ baseUrl: sandbox.url, token: sandbox.credentials.keebai.token })
  const started = await unwrap(keebai.startWhatsAppConnect({ client, body: {} }))
  if (!('verification_uri' in started)) throw new Error('no link')
  const context = await browser.newContext()
  const page = await context.newPage()
  const dialog = context.waitForEvent('page')
  await page.goto(started.verification_uri)
  const path = { session_id: started.session_id }
  const state = () => unwrap(keebai.getWhatsAppConnect({ client, path }))
  return { client, page, dialog: await dialog, state, context }
}

test('a signup finished in the browser is a channel that sends templates in both dialects', async () => {
  const { client, page, dialog, state, context } = await openLink()
  expect(await state()).toMatchObject({ status: 'pending' })
  await dialog.click('#finish')
  await expect.poll(state, { timeout: 15_000 }).toMatchObject({ status: 'completed' })
  const { channel } = await unwrap(
    keebai.getWhatsAppConnect({ client, path: { session_id: new URL(page.url()).searchParams.get('session') ?? '' } }),
  ).then((done) => ('channel' in done ? done : Promise.reject(new Error('no channel'))))
  await expect.poll(() => page.textContent('body')).toContain(channel?.phone_number ?? 'a number')

  const template = {
    to: '+5491155555555',
    template_name: 'welcome_v2',
    language: 'es',
    variables: { nombre: 'Lucio', monto: '5' },
  }
  const ids = [{ channel_id: channel?.id }, { phone_number_id: channel?.phone_number_id ?? '' }]
  for (const sender of ids) {
    const receipt = await unwrap(keebai.sendTemplateMessage({ client, body: { ...template, ...sender } }))
    const path = { broadcastId: receipt.broadcast_id ?? '' }
    await expect
      .poll(async () => (await unwrap(keebai.getBroadcast({ client, path }))).status, { timeout: 10_000 })
      .toMatch(/^completed$/i)
  }
  await context.close()
})

test('a signup left in the dialog can be cancelled on the page', async () => {
  const { page, dialog, state, context } = await openLink()
  await dialog.close()
  await page.getByText('Cancel the connection').click()
  await expect.poll(state, { timeout: 15_000 }).toMatchObject({ status: 'cancelled' })
  await context.close()
})
