import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blockUnaskedPopups, launchBrowser } from './browser.ts'

const page = `<!doctype html>
<title>opener</title>
<button onclick="window.child = window.open('/dialog', 'dialog', 'popup')">open</button>
<script>
  window.unasked = window.open('/dialog')
  addEventListener('message', (event) => { document.title = event.origin + ' says ' + event.data })
</script>`
const dialog = `<!doctype html><title>dialog</title><script>opener.postMessage('done', '*')</script>`

let server: Server
let browser: Browser
let url: string

beforeAll(async () => {
  server = createServer((req, res) => {
    res.setHeader('content-type', 'text/html')
    res.end(req.url === '/dialog' ? dialog : page)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  server.close()
})

test('a page may open a dialog by itself, and its message arrives with its origin', async () => {
  const tab = await browser.newPage()
  await tab.goto(url)
  await expect.poll(() => tab.title()).toBe(`${url} says done`)
  await tab.context().close()
})

test('a blocker keeps what nobody asked for from opening, and lets a click through', async () => {
  const context = await browser.newContext()
  await blockUnaskedPopups(context)
  const tab = await context.newPage()
  await tab.goto(url)
  expect(await tab.evaluate('unasked === null')).toBe(true)
  expect(await tab.title()).toBe('opener')
  await tab.getByRole('button', { name: 'open' }).click()
  await expect.poll(() => tab.title()).toBe(`${url} says done`)
  await context.close()
})
