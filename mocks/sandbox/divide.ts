import type { IncomingMessage, RequestListener } from 'node:http'
import { bearerText } from '../../server/http/pipeline/authorize.ts'
import { pathOf } from '../../server/http/pipeline/request.ts'
import { statesPath } from './control-handle.ts'
import type { Stage } from './stage.ts'

/** During a run of provider states, sends what belongs to it to its stage and everything else where it would go anyway. */
export function divide(
  own: RequestListener,
  sandbox: { stage(): Stage | undefined; issued(text: string): Promise<boolean> },
): RequestListener {
  return (req, res) => {
    const stage = sandbox.stage()
    if (!stage?.states.running) {
      own(req, res)
      return
    }
    belongs(stage, req).then(
      (forStage) => (forStage ? stage.handle : own)(req, res),
      () => own(req, res),
    )
  }

  /** Its own tokens, and those that are nobody's. Without any, what only a token opens: it is refused there as here. */
  async function belongs(stage: Stage, req: IncomingMessage): Promise<boolean> {
    const path = pathOf(req)
    if (path === statesPath) return false
    const text = bearerText(req)
    if (text === undefined) return /^(\/hubmessage)?\/v1\//.test(path)
    return (await stage.knows(text)) || !(await sandbox.issued(text))
  }
}
