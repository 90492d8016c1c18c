import { literals } from '../literals.ts'
import { numberOf } from '../params.ts'
import type { State } from '../state.ts'
import { turned } from '../turned.ts'

/** WhatsApp and Meta out of order, for this company alone. */
export const upstreamStates = {
  'WhatsApp cannot be reached': {
    last: true,
    async make(run) {
      const { settings } = run.gateway.context
      turned(run, run.switches, { graphUrl: nobodyListens })
      // Shorter than the pause before a second try: whoever waits is told after the first.
      turned(run, settings, { acceptanceWaitMs: Math.min(settings.acceptanceWaitMs, 500) })
      return {}
    },
  },
  'WhatsApp refuses the send': {
    last: true,
    async make(run, params) {
      const code = numberOf(params, 'code', { from: 0, to: 9_999_999 }) ?? Number(literals.refusalCode)
      const status = numberOf(params, 'status', { from: 400, to: 599 })
      run.world.graph.addFault(run.company, { kind: 'error', code, status })
      return { code, ...(status !== undefined && { status }) }
    },
  },
  'WhatsApp does not answer': {
    last: true,
    async make(run) {
      run.world.graph.addFault(run.company, { kind: 'cut' })
      // Nobody will learn what became of the send, and two minutes of hoping would not change it.
      turned(run, run.gateway.context.settings, { doubtMs: 0 })
      return {}
    },
  },
} satisfies Record<string, State>

/** The lowest port: only a superuser could listen there, and nobody does. */
const nobodyListens = 'http://127.0.0.1:1'
