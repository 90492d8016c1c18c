/** Text of unknown origin as HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** Text of unknown origin as XML 1.0; what XML cannot carry becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll('\r', '&#13;')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Text of unknown origin for a terminal: control characters, which could move the cursor or change what is shown
 * elsewhere, and marks that turn the direction of writing are shown as `\u001b`. Line ends stay.
 */
export function escapeTerminal(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, (character) => `\\u${hex(character)}`)
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')
}
