import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../../mocks/test/browser.ts'
import { htmlReport } from './reports/html/page.ts'
import { junitReport } from './reports/junit.ts'
import { aReport, hostile } from './test/a-report.ts'
import { type Element, junitProblems } from './test/junit-schema.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})

afterAll(() => browser?.close())

interface Opened {
  page: Page
  /** Addresses asked for, and errors of the page. */
  noise: string[]
}

async function open(options: Parameters<Browser['newContext']>[0] = {}, report = aReport()): Promise<Opened> {
  const page = await (await browser.newContext(options)).newPage()
  const noise: string[] = []
  page.on('request', (request) => noise.push(request.url()))
  page.on('pageerror', (error) => noise.push(error.message))
  page.on('console', (message) => noise.push(message.text()))
  await page.setContent(htmlReport(report))
  return { page, noise: noise.filter((line) => !line.startsWith('data:')) }
}

test('text of a pact does no harm in the page, which reaches for nothing outside', async () => {
  const { page, noise } = await open()
  expect(noise).toEqual([])
  expect(await page.title()).toBe('Failed · trunkline verify')
  expect(await page.locator('img').count()).toBe(0)
  const shown = await page.locator('.finding .expected pre').allTextContents()
  // A page cannot hold a NUL, and this text has none.
  expect(shown).toContain(hostile)
})

test('the verdict has its colour, in the light and in the dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const colours: unknown[] = []
    for (const verdict of ['passed', 'failed'] as const) {
      const { page } = await open({ colorScheme }, { ...aReport(), verdict })
      const [mark, wanted] = [page.locator('h1 .mark'), verdict === 'passed' ? '--good' : '--bad']
      colours.push(await mark.evaluate((element) => getComputedStyle(element).color))
      await mark.evaluate((element, name) => element.setAttribute('style', `color: var(${name})`), wanted)
      expect(await mark.evaluate((element) => getComputedStyle(element).color)).toBe(colours.at(-1))
    }
    expect(colours[0]).not.toBe(colours[1])
  }
})

test('the page is read without a script, on a phone, without sideways scrolling', async () => {
  const viewport = { width: 360, height: 740 }
  const { page } = await open({ viewport, javaScriptEnabled: false })
  expect(await page.locator('h1').textContent()).toContain('3 errors to look at')
  expect(await page.locator('.filters').isVisible()).toBe(false)
  expect(await page.getByText('The answer lacks a field the pact relies on.').isVisible()).toBe(true)
  expect(await page.locator('.cell').first().getAttribute('title')).toContain('gateway: shown')

  const { page: scripted } = await open({ viewport })
  expect(await scripted.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

test('findings are filtered by consumer, severity and text', async () => {
  const { page } = await open()
  const visible = async () => page.locator('.finding:visible .what').allTextContents()
  expect(await visible()).toHaveLength(6)
  await page.getByLabel('Consumer').selectOption('shop')
  expect(await visible()).toEqual([
    'The answer lacks a field the pact relies on.',
    'The pact relies on Idempotency-Key, which the vendor does not promise.',
  ])
  await page.getByRole('checkbox', { name: 'warning' }).uncheck()
  expect(await visible()).toEqual(['The answer lacks a field the pact relies on.'])
  await page.getByRole('searchbox').fill('nowhere to be found')
  expect(await visible()).toEqual([])
  expect(await page.getByText('No finding is like that.').isVisible()).toBe(true)
})

test('a command line is copied as it is', async () => {
  const { page } = await open()
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text: string) => document.body.setAttribute('data-copied', text) },
    })
  })
  const box = page.locator('.group', { hasText: 'pacts/shop-keebai.json' }).locator('.curl').first()
  await box.getByRole('button').click()
  await box.getByText('copied').waitFor()
  expect(await page.locator('body').getAttribute('data-copied')).toBe(aReport().findings[1]?.curl)
})

test('a square of the matrix says what it stands for, by pointer and by keyboard', async () => {
  const { page } = await open()
  const cell = page.locator('tr', { hasText: 'deleteWebhook' }).locator('.cell').nth(6)
  await cell.focus()
  const tip = page.getByRole('tooltip')
  expect(await tip.textContent()).toContain('deleteWebhook 429')
  expect(await tip.textContent()).toContain('pact: missing')
  await page.keyboard.press('Escape')
  expect(await tip.isVisible()).toBe(false)
  await cell.hover()
  expect(await tip.isVisible()).toBe(true)
})

test('only rows with gaps remain when asked for', async () => {
  const all = Object.fromEntries(['example', 'pact'].map((column) => [column, { state: 'covered' as const }]))
  const [first, ...rest] = aReport().matrix ?? []
  if (!first) throw new Error('no row')
  const full = { ...first, subject: 'listChannels', cells: all }
  const { page } = await open({}, { ...aReport(), matrix: [full, first, ...rest] })
  await page.getByLabel('only what is missing or excluded').check()
  expect(await page.locator('tbody tr', { hasText: 'listChannels' }).isVisible()).toBe(false)
  expect(await page.locator('tbody tr', { hasText: 'deleteWebhook' }).isVisible()).toBe(true)
})

test('the JUnit report is well-formed and as its readers expect it', async () => {
  const { page } = await open()
  const root = await page.evaluate(parseXml, junitReport(aReport()))
  expect(junitProblems(root)).toEqual([])
  const suites = root.children.map(({ attributes }) => attributes)
  expect(suites).toContainEqual(
    expect.objectContaining({ name: 'shop → keebai at sandbox', tests: '4', failures: '1' }),
  )
  expect(suites).toContainEqual(expect.objectContaining({ name: 'shop → keebai at mock', failures: '0', skipped: '1' }))
  expect(suites).toContainEqual(
    expect.objectContaining({ name: 'crm → keebai at sandbox', failures: '0', skipped: '1' }),
  )
  const failure = find(root, 'failure').find(({ attributes }) => attributes.type === 'response-body-incompatible')
  const kept = hostile.replaceAll('\u001b', '\ufffd').replaceAll('\u0007', '\ufffd')
  expect(failure?.attributes.message).toBe(kept)
  expect(failure?.text).toContain(`expected: ${kept}`)
  expect(find(root, 'failure')).toHaveLength(4)
})

function find(element: Element, name: string): Element[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => find(child, name))]
}

/** Runs in the page, whose parser knows XML. */
function parseXml(text: string): Element {
  const { documentElement } = new DOMParser().parseFromString(text, 'application/xml')
  if (documentElement.querySelector('parsererror')) throw new Error(documentElement.textContent ?? '')
  return read(documentElement)

  function read(element: globalThis.Element): Element {
    return {
      name: element.tagName,
      attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
      children: [...element.children].map(read),
      text: element.textContent ?? '',
    }
  }
}
