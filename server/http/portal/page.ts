import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PortalView } from './words.ts'

/** What the page needs to open Meta's dialog; the same page works with Meta's SDK and with a simulator's. */
export interface DialogOfPage {
  sdkUrl: string
  /** Origins whose messages are Meta's, besides facebook.com. */
  messageOrigins: string[]
  appId: string
  configId: string
  graphVersion: string
  coexistence: boolean
}

const [html, css, js] = ['page.html', 'page.css', 'browser.js'].map((name) =>
  readFileSync(join(import.meta.dirname, name), 'utf8'),
) as [string, string, string]

/** The page and the headers it needs. Without a `dialog` it only tells its view. */
export function renderPage(view: PortalView, dialog?: DialogOfPage): { html: string; headers: Headers } {
  const nonce = randomBytes(16).toString('base64')
  const values: Record<string, string> = {
    nonce,
    css,
    js,
    status: view.status,
    heading: escapeHtml(view.heading),
    text: escapeHtml(view.text),
    data: JSON.stringify({ view, ...dialog }).replaceAll('<', '\\u003c'),
  }
  const page = html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
  return { html: page, headers: headersOf(nonce, dialog) }
}

type Headers = Record<string, string>

function headersOf(nonce: string, dialog: DialogOfPage | undefined): Headers {
  const meta = dialog ? ['https://*.facebook.com', new URL(dialog.sdkUrl).origin, ...dialog.messageOrigins] : []
  const sources = [...new Set(meta)].join(' ')
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${dialog ? new URL(dialog.sdkUrl).origin : ''}`.trim(),
    `style-src 'nonce-${nonce}'`,
    `connect-src 'self' ${sources}`.trim(),
    `frame-src ${sources || "'none'"}`,
    `img-src data: ${sources}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    // The dialog is a popup of another origin that must still reach this page.
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'x-frame-options': 'DENY',
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
