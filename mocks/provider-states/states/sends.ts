import { setImmediate as turn } from 'node:timers/promises'
import type { Channel } from '../../../server/domain/channels/channel.ts'
import { phoneNumberFromDigits } from '../../../server/domain/ids.ts'
import { type IdempotencyClaim, type Send, sendAndWait, sendQueued } from '../../../server/domain/messages/send.ts'
import type { Caller } from '../../../server/domain/tokens/token.ts'
import { idempotencyOf } from '../../../server/http/idempotency.ts'
import { loadDocument } from '../../../server/http/pipeline/document.ts'
import { operationsOf } from '../../../server/http/pipeline/operations.ts'
import { channelOf, describeChannel, openWindow } from '../channels.ts'
import { literals } from '../literals.ts'
import { matching, type Params, textOf } from '../params.ts'
import type { Run, State } from '../state.ts'

/** Sends that came before, under an `Idempotency-Key`. Each operation that sends has keys of its own. */
export const sendStates = {
  'a send with this idempotency key is in flight': {
    async make(run, params) {
      const { context } = run.gateway
      const { key, channel, sends } = await earlierSends(run, params)
      run.world.graph.addFault(run.company, { kind: 'hang', times: sends.length })
      const settings = { ...context.settings, acceptanceWaitMs: inFlightMs }
      const all = sends.map(({ caller, send, claim }) => sendAndWait({ ...context, settings }, caller, send, claim))
      // The end of the run withdraws them; until then they wait.
      let broken: unknown
      for (const one of all) one.catch((error) => (broken = error))
      while (run.world.graph.hanging(run.company) < sends.length && broken === undefined) await turn()
      if (broken !== undefined) throw broken
      return { idempotency_key: key, ...describeChannel(channel, textOf(params, 'channel_id')) }
    },
  },
  'this idempotency key was used for another send': {
    async make(run, params) {
      const { key, channel, sends } = await earlierSends(run, params)
      for (const { caller, send, claim } of sends) await sendQueued(run.gateway.context, caller, send, claim)
      return { idempotency_key: key, ...describeChannel(channel, textOf(params, 'channel_id')) }
    },
  },
} satisfies Record<string, State>

const inFlightMs = 3_600_000

/** Every operation that takes an `Idempotency-Key`. */
const operations = (['keebai', 'hubmessage'] as const).flatMap((surface) =>
  operationsOf(loadDocument(surface))
    .filter(({ headers }) => headers.some(({ lower }) => lower === 'idempotency-key'))
    .map(({ id }) => [id, surface] as const),
)

async function earlierSends(run: Run, params: Params) {
  const key =
    matching(params, 'idempotency_key', /^[!-~]{1,255}$/, '1 to 255 visible characters') ?? literals.idempotencyKey
  const channel = await channelOf(run, textOf(params, 'channel_id'))
  const sends: { caller: Caller; send: Send; claim: IdempotencyClaim | undefined }[] = []
  for (const [index, [operation, surface]] of operations.entries()) {
    // One person each: messages to one person go one after the other.
    const to = String(5491155550100 + index)
    await openWindow(run, channel, `+${to}`)
    const caller = { company: run.company, token: run.acting[surface] }
    sends.push({ caller, send: sendOf(channel, to), claim: idempotencyOf(operation, key, 'another send') })
  }
  return { key, channel, sends }
}

function sendOf(channel: Channel, to: string): Send {
  return {
    channel,
    to: phoneNumberFromDigits(to),
    content: { type: 'text', text: 'Otro mensaje.', previewUrl: false },
    metaData: null,
    dialect: 'reference',
  }
}
