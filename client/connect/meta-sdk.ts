/** The part of Meta's JavaScript SDK that signup needs; a simulator's has it too. */
export interface MetaSdk {
  init(settings: { appId: string; autoLogAppEvents: boolean; xfbml: boolean; version: string }): void
  /** Refuses an async callback. */
  login(callback: (response?: { authResponse?: { code?: string } | null }) => void, options: object): void
}

interface MetaWindow {
  FB?: MetaSdk & { __buffer?: unknown }
  fbAsyncInit?: { (): void; hasRun?: boolean }
}

const metaOrigin = 'https://connect.facebook.net'
const loadMs = 20_000

/** By URL; a simulator has one for each company, and all of them are called `FB`. */
const loads = new Map<string, Promise<MetaSdk>>()

/** Loads the SDK, once per page; one the page has loaded by itself is used. Rejects when it does not come. */
export function loadMetaSdk(url: string): Promise<MetaSdk> {
  const known = loads.get(url)
  if (known) return known
  const load = presentSdk(url) ?? insertSdk(url)
  loads.set(url, load)
  load.catch(() => loads.delete(url))
  return load
}

function presentSdk(url: string): Promise<MetaSdk> | undefined {
  const { FB } = globalThis as MetaWindow
  const complete = FB && FB.__buffer === undefined
  return complete && new URL(url).origin === metaOrigin ? Promise.resolve(FB) : undefined
}

function insertSdk(url: string): Promise<MetaSdk> {
  const page = globalThis as MetaWindow
  const script = scriptOfPage(url) ?? document.createElement('script')
  const load = new Promise<MetaSdk>((resolve, reject) => {
    const fail = () => reject(new Error(`${url} could not be loaded`))
    const timer = setTimeout(fail, loadMs)
    script.addEventListener('error', fail, { once: true })
    const ofPage = page.fbAsyncInit
    page.fbAsyncInit = () => {
      clearTimeout(timer)
      script.removeEventListener('error', fail)
      page.fbAsyncInit = ofPage
      if (ofPage && !ofPage.hasRun) {
        ofPage.hasRun = true
        ofPage()
      }
      if (page.FB) resolve(page.FB)
      else fail()
    }
  })
  if (!script.isConnected) {
    script.src = url
    script.async = true
    script.nonce = nonceOfPage()
    document.head.append(script)
  }
  load.catch(() => script.remove())
  return load
}

/** The page's own way of loading Meta's SDK, under way. */
function scriptOfPage(url: string): HTMLScriptElement | undefined {
  if (new URL(url).origin !== metaOrigin) return undefined
  return [...document.scripts].find(({ src }) => src.startsWith(`${metaOrigin}/`) && src.includes('/sdk'))
}

/** A page whose content security policy works by nonces has them on its scripts. */
function nonceOfPage(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
}
