import { pairingWindowMs, signupWindowMs } from '../../../server/domain/connect/session.ts'
import { cancelSignup } from '../../../server/domain/connect/signup.ts'
import { startPairing, startSignup } from '../../../server/domain/connect/start.ts'
import type { SessionId } from '../../../server/domain/ids.ts'
import { channelOf, describeChannel } from '../channels.ts'
import { literals } from '../literals.ts'
import { pairChannel, pendingPairing, withSessionId } from '../pairing.ts'
import { choiceOf, matching, type Params } from '../params.ts'
import type { Plan, Run, State } from '../state.ts'

/** Connect sessions in each of their states. */
export const sessionStates = {
  'a pending connect session': sessionState(async (run, { id, qr }) => {
    const session = qr ? (await pending(run, id)).session : await startSignup(...signupTools(run, id))
    return { session_id: session.id }
  }),
  'a completed connect session': {
    plan: (plan, params) => leaveOutDocumented(plan, params),
    async make(run, params) {
      const { id, qr } = await chosen(run, wishOf(params))
      const { context } = run.gateway
      if (qr) {
        const wish = { session: id, name: literals.channelName, phone: literals.qrPhone }
        const { session, channel } = await pairChannel(run, wish)
        return { session_id: session.id, mode: 'qr', ...describeChannel(channel) }
      }
      const channel = await channelOf(run, undefined)
      const session = await startSignup(...signupTools(run, id))
      const end = { state: 'completed', channel: channel.id, at: context.clock.now() } as const
      await context.storage.transaction(({ sessions }) => sessions.end(session.id, end))
      return { session_id: session.id, mode: 'embedded_signup', ...describeChannel(channel) }
    },
  },
  'an expired connect session': sessionState(async (run, { id, qr }) => {
    const { context, pairings } = run.gateway
    const age = (qr ? pairingWindowMs : signupWindowMs) + 1
    const clock = { ...context.clock, now: () => context.clock.now() - age }
    const tools = { ...withSessionId(context, id), clock }
    const session = qr
      ? await startPairing(tools, run.company, { name: literals.channelName })
      : await startSignup(tools, run.company, anySignup)
    await pairings.expire()
    return { session_id: session.id }
  }),
  'a cancelled connect session': sessionState(async (run, { id, qr }) => {
    const { context } = run.gateway
    if (!qr) {
      const session = await startSignup(...signupTools(run, id))
      await cancelSignup(context, session.id)
      return { session_id: session.id }
    }
    // Nobody picks the pairing up before it has failed.
    const signals = { ...context.signals, raise: () => undefined }
    const session = await startPairing({ ...withSessionId(context, id), signals }, run.company, {
      name: literals.channelName,
    })
    const at = context.clock.now()
    await context.storage.transaction(async ({ sessions }) => {
      await sessions.end(session.id, { state: 'cancelled', channel: null, at })
      await sessions.appendEvent(session.id, at, {
        type: 'failed',
        reason: 'WhatsApp refused the link.',
        code: 'refused',
      })
    })
    return { session_id: session.id }
  }),
} satisfies Record<string, State>

interface Wish {
  id: string | undefined
  qr: boolean
}

function sessionState(make: (run: Run, wish: Wish) => Promise<{ session_id: string }>): State {
  return {
    async make(run, params) {
      const wish = await chosen(run, wishOf(params))
      return { ...(await make(run, wish)), mode: wish.qr ? 'qr' : 'embedded_signup' }
    },
  }
}

function wishOf(params: Params): Wish {
  return {
    id: matching(params, 'session_id', /^[!-~]{1,100}$/, 'at most 100 visible characters'),
    qr: choiceOf(params, 'mode', ['embedded_signup', 'qr']) === 'qr',
  }
}

/** Under the documented id where none was given and no other session of the run has it. */
async function chosen({ gateway }: Run, wish: Wish): Promise<Wish> {
  if (wish.id !== undefined) return wish
  const taken = await gateway.context.storage.read.sessions.find(undefined, literals.sessionId as SessionId)
  return { ...wish, id: taken ? undefined : literals.sessionId }
}

/** A QR session makes a channel of its own under the documented ids. */
function leaveOutDocumented(plan: Plan, params: Params): void {
  plan.documentedChannel &&= !wishOf(params).qr
}

const anySignup = { pipelineId: null, coexistence: false }

function signupTools(run: Run, id: string | undefined): Parameters<typeof startSignup> {
  return [withSessionId(run.gateway.context, id), run.company, anySignup]
}

async function pending(run: Run, id: string | undefined) {
  const { session, stop } = await pendingPairing(run, id, literals.channelName)
  stop.abort()
  return { session }
}
