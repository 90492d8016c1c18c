import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { untar } from './untar.ts'

const decompress = promisify(brotliDecompress)
const require = createRequire(import.meta.url)

/**
 * A real browser, headless, for tests of pages. It opens every pop-up; see `blockUnaskedPopups`. `CHROME_PATH` names
 * another one than the one found. Throws, with the places looked at, where there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  const { path, args, env } = await findChromium()
  return chromium.launch({ executablePath: path, args, env: { ...process.env, ...env } })
}

/**
 * Makes the pages of a context meet the pop-up blocker people have: `window.open` is `null` but for once in the seconds
 * after a click or key press. Chromium's headless shell carries no blocker of its own, and what Playwright evaluates in
 * a page counts as a user's doing there, so clicks are counted here.
 */
export async function blockUnaskedPopups(context: BrowserContext): Promise<void> {
  await context.addInitScript(`{
    const open = window.open
    let askedAt = -Infinity
    const ask = ({ isTrusted }) => { if (isTrusted) askedAt = performance.now() }
    for (const type of ['click', 'keydown']) addEventListener(type, ask, true)
    window.open = (...args) => {
      if (performance.now() - askedAt > 5_000) return null
      askedAt = -Infinity
      return open.apply(window, args)
    }
  }`)
}

/** Clicks what makes a window close itself; the click may be cut short by the closing it brings about. */
export async function clickToClose(page: Page, selector: string): Promise<void> {
  const closed = page.waitForEvent('close')
  await page.click(selector).catch((error: unknown) => {
    if (!page.isClosed()) throw error
  })
  await closed
}

/** Pages are drawn without a GPU: an in-process one that cannot start takes the browser with it. */
const shellFlags = [
  '--no-sandbox',
  '--headless=shell',
  '--no-zygote',
  '--in-process-gpu',
  '--disable-gpu',
  '--disable-software-rasterizer',
]

interface Chromium {
  path: string
  args: string[]
  env: Record<string, string>
}

async function findChromium(): Promise<Chromium> {
  if (process.env.CHROME_PATH) return { path: process.env.CHROME_PATH, args: [], env: {} }
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedChromium()
  const places = installed[process.platform] ?? []
  const path = places.find((place) => existsSync(place))
  if (path) return { path, args: [], env: {} }
  throw new Error(
    `The browser tests need a Chrome or Chromium, and none is installed (${places.join(', ') || process.platform}). ` +
      'Install one, or name it in CHROME_PATH.',
  )
}

const installed: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  linux: ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
}

/**
 * The Chromium inside @sparticuz/chromium with the libraries and fonts it needs, unpacked once per version. Workers
 * that unpack at the same time do not meet: each writes a folder of its own, and the first to finish gives it the name.
 */
async function unpackedChromium(): Promise<Chromium> {
  const packed = join(dirname(require.resolve('@sparticuz/chromium')), '..')
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as { version: string }
  const cache = join(packed, '..', '..', '.cache', 'trunkline')
  const folder = join(cache, `chromium-${version}`)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    const staging = await mkdtemp(join(cache, 'unpacking-'))
    const unpack = async (name: string) => decompress(await readFile(join(packed, 'bin', `${name}.br`)))
    try {
      await writeFile(join(staging, 'chromium'), await unpack('chromium'), { mode: 0o700 })
      await untar(await unpack('al2023.tar'), staging)
      await untar(await unpack('fonts.tar'), join(staging, 'fonts'))
      await writeFile(join(staging, 'fonts', 'fonts.conf'), fontsConfiguration(join(folder, 'fonts')))
      await rename(staging, folder)
    } catch (error) {
      await rm(staging, { recursive: true, force: true })
      if (!existsSync(folder)) throw error
    }
  }
  const libraries = [join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return {
    path: join(folder, 'chromium'),
    args: shellFlags,
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') },
  }
}

function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`
}
