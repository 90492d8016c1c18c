import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkout, type Program, start } from '../test/process/program.ts'
import { type Ask, answersOf, ask as askAt, type Sample, sampleOf, samples } from './test/mock-rig.ts'

/** The target of the `prism` command. */
const prism = join(checkout, 'node_modules/@stoplight/prism-cli/dist/index.js')

/** People who bring their own Prism give it a document of ours and nothing else. */
describe.each(['keebai', 'hubmessage'] as const)('prism mock generated/openapi/%s.json', (surface) => {
  let program: Program
  let url = ''
  beforeAll(async () => {
    program = start(process.execPath, [prism, 'mock', '--port', '0', `generated/openapi/${surface}.json`])
    url = await program.says(/Prism is listening on (\S+)/)
  })
  afterAll(() => program[Symbol.asyncDispose]())

  const own = samples.filter((sample) => sample.surface === surface)
  /** A document of one surface knows no prefix. */
  const ask = (sample: Sample, other?: Ask) =>
    askAt(url, { ...sample, path: sample.path.replace(/^\/hubmessage/, '') }, other)

  test.each(own.map((sample) => [sample.operation.id, sample] as const))('%s', async (_, sample) => {
    const declared = answersOf(sample)
    const [success] = declared.filter(({ status }) => status < 300)
    const answered = await ask(sample)
    expect([answered.status, answered.body]).toEqual([
      success?.status,
      success?.mediaType === 'application/json' ? success.examples.values().next().value : undefined,
    ])
    for (const { status, examples, mediaType } of declared) {
      const asked = await ask(sample, { headers: { prefer: `code=${status}` } })
      expect(asked.status).toBe(status)
      if (mediaType === 'application/json') expect(asked.body).toEqual(examples.values().next().value)
    }
    expect((await ask(sample, { token: null })).status).toBe(401)
  })

  test('an invalid request is not answered with a success', async () => {
    const sample = sampleOf(surface === 'keebai' ? 'createWebhook' : 'createChannel')
    const rejection = answersOf(sample).find(({ status }) => status === (surface === 'keebai' ? 400 : 422))
    for (const body of [{}, { name: 7 }]) {
      const answered = await ask(sample, { body })
      expect([answered.status, answered.body]).toEqual([rejection?.status, rejection?.examples.values().next().value])
    }
  })
})
