import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blockUnaskedPopups, clickToClose, launchBrowser } from '../../test/browser.ts'
import { APP, openGraphRig } from './graph-rig.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
})

/** A page of another origin that uses the SDK the way Meta documents it. */
async function openPortal(
  extras: Record<string, string>,
  prepare: (context: BrowserContext) => Promise<void> = async () => {},
  query = '',
) {
  const rig = await openGraphRig()
  const html = `<!doctype html><button onclick="start()">start</button><script>
    window.heard = []
    window.addEventListener('message', (event) => {
      if (typeof event.data === 'string') heard.push({ origin: event.origin, ...JSON.parse(event.data) })
    })
    window.fbAsyncInit = () => {
      FB.init({ appId: '${APP.id}', version: 'v26.0' })
      if (location.search === '?unasked') start()
      window.ready = true
    }
    function start() {
      FB.login((response) => { window.answer = response }, {
        config_id: '${APP.configId}', response_type: 'code', override_default_response_type: true,
        extras: ${JSON.stringify({ setup: {}, ...extras })},
      })
    }
  </script><script async src="${rig.url}/realms/one/en_US/sdk.js"></script>`
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const context = await browser.newContext()
  await prepare(context)
  const tab = await context.newPage()
  await tab.goto(`http://127.0.0.1:${address.port}/${query}`)
  await tab.waitForFunction('window.ready')
  return {
    rig,
    tab,
    async open() {
      const [popup] = await Promise.all([tab.waitForEvent('popup'), tab.click('button')])
      await popup.waitForSelector('#finish')
      return popup
    },
    heard: () => tab.evaluate<Record<string, unknown>[]>('window.heard'),
    async answer() {
      await expect.poll(() => tab.evaluate('window.answer !== undefined')).toBe(true)
      return tab.evaluate<{ authResponse: { code: string } | null; status: string }>('window.answer')
    },
    async [Symbol.asyncDispose]() {
      await context.close()
      server.closeAllConnections()
      server.close()
      await rig[Symbol.asyncDispose]()
    },
  }
}

test('finishing the dialog posts the session event and hands the code to the callback', async () => {
  await using portal = await openPortal({})
  const popup = await portal.open()
  await popup.fill('#display-name', 'Almacén')
  await popup.fill('#phone-number', 'nonsense')
  await popup.click('#finish')
  await popup.getByRole('alert').filter({ hasText: 'nonsense' }).waitFor()
  await popup.fill('#phone-number', '+15552345678')
  await clickToClose(popup, '#finish')
  const { authResponse, status } = await portal.answer()
  expect(status).toBe('connected')
  const [number] = portal.rig.graph.numbers('one')
  expect(number).toMatchObject({ number: '15552345678', verifiedName: 'Almacén' })
  expect(await portal.heard()).toMatchObject([
    {
      origin: portal.rig.url,
      type: 'WA_EMBEDDED_SIGNUP',
      event: 'FINISH',
      data: { phone_number_id: number?.phoneNumberId, waba_id: number?.wabaId, business_id: expect.any(String) },
    },
  ])
  expect((await portal.rig.exchange(authResponse?.code ?? '')).status).toBe(200)
})

test('a coexistence signup names only the WABA', async () => {
  await using portal = await openPortal({ featureType: 'whatsapp_business_app_onboarding', sessionInfoVersion: '3' })
  await clickToClose(await portal.open(), '#finish')
  expect((await portal.answer()).status).toBe('connected')
  const [number] = portal.rig.graph.numbers('one')
  expect(number?.coexistence).toBe(true)
  expect(await portal.heard()).toMatchObject([
    { event: 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', data: { waba_id: number?.wabaId } },
  ])
})

test('cancelling, reporting an error and closing the window answer without a code', async () => {
  for (const leave of ['#cancel', '#error', 'close']) {
    await using portal = await openPortal({})
    const popup = await portal.open()
    await (leave === 'close' ? popup.close() : clickToClose(popup, leave))
    expect(await portal.answer()).toEqual({ authResponse: null, status: 'unknown' })
    const events = (await portal.heard()).map(({ event, data }) => [event, Object.keys(Object(data))[0]])
    const expected = { '#cancel': [['CANCEL', 'current_step']], '#error': [['CANCEL', 'error_message']], close: [] }
    expect(Object.entries(expected).find(([name]) => name === leave)?.[1]).toEqual(events)
    expect(portal.rig.graph.numbers('one')).toEqual([])
  }
})

test('a blocked popup leaves the callback uncalled, and a click opens the dialog after all', async () => {
  await using portal = await openPortal({}, blockUnaskedPopups, '?unasked')
  expect(portal.tab.context().pages()).toHaveLength(1)
  expect(await portal.tab.evaluate('window.answer === undefined')).toBe(true)
  await clickToClose(await portal.open(), '#finish')
  expect((await portal.answer()).status).toBe('connected')
})

test('an app or a login configuration nobody knows is refused', async () => {
  await using rig = await openGraphRig()
  for (const query of [`app_id=1&config_id=${APP.configId}`, `app_id=${APP.id}&config_id=x`]) {
    expect((await fetch(`${rig.url}/realms/one/dialog?${query}`)).status).toBe(400)
  }
  expect((await fetch(`${rig.url}/realms/one/elsewhere`)).status).toBe(404)
  expect((await fetch(`${rig.url}/elsewhere`)).status).toBe(404)
})
