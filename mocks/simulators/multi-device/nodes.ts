import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildBuffer, S_WHATSAPP_NET } from 'baileys'

/** A stanza. Absent attributes are dropped; numbers become text, since the codec corrupts anything else. */
export function node(
  tag: string,
  attributes: Record<string, string | number | undefined> = {},
  content?: BinaryNode['content'],
): BinaryNode {
  const attrs: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) attrs[name] = String(value)
  return content === undefined ? { tag, attrs } : { tag, attrs, content }
}

/** The answer to an iq. `from` must be the form with the at sign, which Baileys compares with. */
export function iqResult(request: BinaryNode, content?: BinaryNode[]): BinaryNode {
  return node('iq', { from: S_WHATSAPP_NET, type: 'result', id: request.attrs.id }, content)
}

/** The bytes of a child, whatever form the codec gave them. */
export function childBytes(parent: BinaryNode | undefined, tag: string): Buffer | undefined {
  const bytes = getBinaryNodeChildBuffer(parent, tag)
  return bytes && Buffer.from(bytes)
}

export function childUint(parent: BinaryNode | undefined, tag: string): number | undefined {
  const bytes = childBytes(parent, tag)
  return bytes && bytes.length > 0 && bytes.length <= 6 ? bytes.readUIntBE(0, bytes.length) : undefined
}

export function contentBytes(stanza: BinaryNode | undefined): Buffer | undefined {
  const content = stanza?.content
  if (content instanceof Uint8Array) return Buffer.from(content)
  return typeof content === 'string' ? Buffer.from(content) : undefined
}

export function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}

export { getBinaryNodeChild as child }
