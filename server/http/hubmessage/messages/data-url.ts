/** What a base64 data URL holds; undefined for any other, and for one of nothing. */
export function readDataUrl(url: string): { mime: string; bytes: Buffer } | undefined {
  const comma = url.indexOf(',')
  if (comma < 0 || comma > headerMax) return undefined
  const [, mime] = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.+-]+=[^;,]*)*;base64$/i.exec(url.slice(0, comma)) ?? []
  if (mime === undefined) return undefined
  const text = url.slice(comma + 1)
  // The decoder takes whatever it is given and leaves out what it does not know.
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  return { mime: mime.toLowerCase(), bytes: Buffer.from(text, 'base64') }
}

const headerMax = 256
