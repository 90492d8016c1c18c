import { expect, test } from 'vitest'
import { keebai, unwrap, verifyWebhook } from '../../../client/index.ts'
import { integratorAt, peopleAt } from './actors.ts'
import { temporaryFolder } from './program.ts'
import { type ServerProgram, startSandboxProgram } from './servers.ts'
import { startSink } from './sink.ts'
import { until } from './until.ts'

const kills = 6
const perRound = 40

test('every event that was accepted is delivered over kill -9, in order, with one id and one body', async () => {
  await using folder = await temporaryFolder()
  await using sink = await startSink()
  let sandbox: ServerProgram = await startSandboxProgram(folder.path)
  const { token } = (await peopleAt(sandbox.url).credentials()).keebai
  const { id, secret } = await integratorAt(sandbox.url, token).subscribe(sink.url, ['whatsapp.message.received'])
  const path = { id }
  const accepted: string[] = []

  for (let round = 0; round < kills; round += 1) {
    const { client } = integratorAt(sandbox.url, token)
    const before = sink.arrivals.length
    // In every other round the receiver has not answered when the end comes, in the others it is being told more.
    if (round % 2 === 0) sink.hold()
    const asked = Array.from({ length: perRound }, async () => {
      accepted.push((await unwrap(keebai.testWebhook({ client, path }))).event_id)
    })
    const answered = Promise.allSettled(asked)
    if (round % 2 === 0) await answered
    await until(() => sink.arrivals.length > before)
    await sandbox.kill()
    await answered
    sink.release()
    sandbox = await startSandboxProgram(folder.path)
  }
  await using _last = sandbox

  const arrived = () => new Set(sink.arrivals.map(({ event }) => event.id))
  await until(() => accepted.every((event) => arrived().has(event)), {
    seen: () => accepted.filter((event) => !arrived().has(event)),
  })
  const firsts = [...arrived()]
  expect(firsts.toSorted()).toEqual(firsts)
  for (const { body, headers } of sink.arrivals) {
    verifyWebhook({ body, signature: String(headers['x-keebai-signature']), secrets: secret })
  }
  expect(new Set(sink.arrivals.map(({ body }) => body)).size).toBe(firsts.length)
  expect(accepted.length).toBeGreaterThanOrEqual(perRound * (kills / 2))

  const { client } = integratorAt(sandbox.url, token)
  const ended = async () => {
    const { data } = await unwrap(keebai.listWebhookDeliveries({ client, path, query: { limit: 100 } }))
    return data.every(({ status }) => status === 'succeeded')
  }
  await until(ended)
}, 90_000)
