import type { TextHeader } from '../../../../generated/keebai/types.gen.ts'

interface Framed {
  body_text: string
  header?: TextHeader
  footer_text?: string
}

/** What stands around the choice of an interactive message. */
export function interactiveFrame({ body_text: body, header, footer_text: footer }: Framed) {
  return { body, ...(header && { header: { text: header.text } }), ...(footer !== undefined && { footer }) }
}
