import type { Seed } from '../../generated/sandbox/types.gen.ts'
import { ConfigProblems } from '../../server/config/problems.ts'
import { loadDocument } from '../../server/http/pipeline/document.ts'
import { validatorsOf } from '../../server/http/pipeline/validators.ts'

/** A seed file, held against the body of `seedSandbox`; all problems at once, with where they are. */
export async function readSeed(text: string, file: string): Promise<Seed> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    throw new ConfigProblems([`${file} is no JSON: ${error instanceof Error ? error.message : error}`])
  }
  const validators = validatorsOf(loadDocument('sandbox'))
  const operation = validators.operations.find(({ id }) => id === 'seedSandbox')
  if (!operation) throw new Error('the control API has no seedSandbox')
  const headers = { 'content-type': 'application/json' }
  const details = await validators.check(operation, { headers, query: {}, params: {}, body, url: '/_sandbox/seed' })
  if (details.length > 0) throw new ConfigProblems(details.map(({ path, message }) => `${file} ${path}: ${message}`))
  return body as Seed
}
