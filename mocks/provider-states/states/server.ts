import { PictureUnusable } from '../../../server/domain/ports/pictures.ts'
import { ProblemError } from '../../../server/http/pipeline/problem.ts'
import { textOf } from '../params.ts'
import type { Made, State } from '../state.ts'
import { turned } from '../turned.ts'

/** The gateway itself: what it was configured with, and when it breaks. */
export const serverStates = {
  'the pipeline is unknown': {
    async make(run, params): Promise<Made> {
      turned(run, run.gateway.context.settings, { pipelines: [] })
      const pipeline = textOf(params, 'pipeline_id')
      return pipeline === undefined ? {} : { pipeline_id: pipeline }
    },
  },
  'the credit limit is reached': {
    async make(run) {
      turned(run, run.gateway.context.settings, { subscriptionsMax: 0 })
      return {}
    },
  },
  'the server has a fault': {
    async make(run) {
      turned(run, run.switches, { provoked: () => new Error('a fault, as the provider state asks for') })
      return {}
    },
  },
  'the server is unavailable': {
    async make(run) {
      turned(run, run.switches, { provoked: () => new ProblemError({ kind: 'unavailable' }) })
      return {}
    },
  },
  'too many pictures are being converted': {
    async make(run) {
      const refuse = () => Promise.reject(new PictureUnusable('busy', 'too many pictures are being converted'))
      turned(run, run.gateway.context.pictures, { toImage: refuse, toSticker: refuse })
      return {}
    },
  },
  'the rate limit is reached': {
    plan(plan) {
      plan.rateLimit = { perMinute: 0, perHour: null }
    },
  },
} satisfies Record<string, State>
