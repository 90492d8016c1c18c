import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PactV4 } from '@pact-foundation/pact'
import { isObject, type Json, type JsonObject } from '../../json.ts'

process.env.PACT_DO_NOT_TRACK = 'true'

/**
 * A pact in the making. Every interaction is written by Pact on its own once its test has passed, so the order of tests and
 * what else runs change nothing; `text` puts them together in the order of their descriptions.
 */
export class PactBook implements Disposable {
  readonly #names: { consumer: string; provider: string }
  readonly #folder = mkdtempSync(join(tmpdir(), 'trunkline-pact-'))
  #parts = 0

  constructor(names: { consumer: string; provider: string }) {
    this.#names = names
  }

  /** For one interaction. */
  newPact(): PactV4 {
    return new PactV4({ ...this.#names, dir: join(this.#folder, String(this.#parts++)), logLevel: 'error' })
  }

  /** The whole pact, without the versions of what wrote it. Throws when an interaction is missing because its test failed. */
  text(): string {
    const interactions = Array.from({ length: this.#parts }, (_, part) => this.#read(part)).flat()
    const missing = this.#parts - interactions.length
    if (missing > 0) throw new Error(`${missing} interaction${missing > 1 ? 's were' : ' was'} not written: see above`)
    interactions.sort((one, other) => (String(one.description) < String(other.description) ? -1 : 1))
    const { consumer, provider } = this.#names
    const pact = {
      consumer: { name: consumer },
      provider: { name: provider },
      interactions,
      metadata: { pactSpecification: { version: '4.0' } },
    }
    return `${JSON.stringify(pact, null, 2)}\n`
  }

  #read(part: number): JsonObject[] {
    const { consumer, provider } = this.#names
    const file = join(this.#folder, String(part), `${consumer}-${provider}.json`)
    if (!existsSync(file)) return []
    const written: Json = JSON.parse(readFileSync(file, 'utf8'))
    return isObject(written) && Array.isArray(written.interactions) ? written.interactions.filter(isObject) : []
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
