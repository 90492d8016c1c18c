import { exemplified, readDocument } from '../../../spec/documents.ts'

/** A request example of an operation, as its document has it. */
export function exampleOf(surface: 'keebai' | 'hubmessage', operationId: string, name: string): unknown {
  const document = readDocument(surface)
  const operation = document.operations.find(({ id }) => id === operationId)
  const places = operation ? exemplified(document, operation) : []
  const example = places.find(({ isRequest, examples }) => isRequest && examples.has(name))?.examples.get(name)
  if (example === undefined) throw new Error(`${operationId} has no request example ${name}`)
  return example
}
