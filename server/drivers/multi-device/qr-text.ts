/** The same QR text with field 4, the secret that proves the scan, replaced. */
export function withSecret(qr: string, secret: string): string {
  const [prefix = '', fields = ''] = qr.includes('#') ? splitOnce(qr, '#') : ['', qr]
  const parts = fields.split(',')
  parts[3] = secret
  return (prefix ? `${prefix}#` : '') + parts.join(',')
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return [text.slice(0, at), text.slice(at + separator.length)]
}
