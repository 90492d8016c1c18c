let origin: string | undefined

/** Says that a gateway itself served this SDK, so that it needs no `baseUrl`. */
export function servedFrom(url: string | URL): void {
  origin = toRoot(String(url))
}

/**
 * Where the gateway is: as given (with or without the path of the API), else the page's
 * `<meta name="hubmessage-base-url">`, else whoever served the SDK, else the page's own origin. Throws TypeError for what
 * is no http(s) URL.
 */
export function gatewayRoot(given: string | undefined): string {
  if (given !== undefined) return toRoot(given)
  const told = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="hubmessage-base-url"]')?.content
  if (told) return toRoot(told)
  return origin ?? toRoot(globalThis.location?.origin ?? '')
}

function toRoot(text: string): string {
  let url: URL | undefined
  try {
    url = new URL(text)
  } catch {}
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new TypeError(`"${text}" is no base URL of a gateway; it looks like https://gateway.example.com`)
  }
  return (
    url.origin +
    url.pathname
      .replace(/\/+$/, '')
      .replace(/\/v1$/, '')
      .replace(/\/hubmessage$/, '')
  )
}
