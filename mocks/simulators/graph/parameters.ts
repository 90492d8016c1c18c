import { GraphError } from './errors.ts'

/** Every WhatsApp call names its product. */
export function requireProduct(body: Record<string, unknown>): void {
  if (body.messaging_product !== 'whatsapp') {
    throw new GraphError(100, { message: '(#100) The parameter messaging_product is required.' })
  }
}

export function requireText(value: unknown, name: string): string {
  if (value === undefined || value === null || value === '') {
    throw new GraphError(131008, { details: `Parameter '${name}' is mandatory` })
  }
  if (typeof value !== 'string') throw new GraphError(131009, { details: `Parameter '${name}' must be a text` })
  return value
}

/** Meta counts characters as the documents of both APIs do: an emoji is one of them. */
export function isLonger(text: string, max: number): boolean {
  return text.length > max && [...text].length > max
}

export function requireObject(value: unknown, name: string): Record<string, unknown> {
  if (value === undefined || value === null) {
    throw new GraphError(131008, { details: `Parameter '${name}' is mandatory` })
  }
  if (!isRecord(value)) throw new GraphError(131009, { details: `Parameter '${name}' must be an object` })
  return value
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
