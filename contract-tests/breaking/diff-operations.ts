import { type Operation, placeOf } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json } from '../json.ts'
import { eventsOf } from '../pact-file/match-operation.ts'
import { diffContents } from './diff-bodies.ts'
import { diffHeaders } from './diff-headers.ts'
import { diffParameters } from './diff-parameters.ts'
import { diffSecurity } from './diff-security.ts'
import { report, type Scope } from './scope.ts'

type Common = Pick<Scope, 'before' | 'after' | 'report'>

/** Compares one operation with what became of it. */
export function diffOperation(common: Common, was: Operation, is: Operation): void {
  const use = { operation: was.id, part: 'operation' } as const
  const request: Scope = { ...common, direction: 'request', use }
  if (was.id !== is.id) {
    const what = `The operation is called ${is.id} now; generated clients name their functions after it.`
    report(request, [], {
      kind: 'operation-renamed',
      what,
      pointer: is.pointer + pointerTo('operationId'),
      before: was.id,
      after: is.id,
    })
  }
  if (is.content.deprecated === true && was.content.deprecated !== true) {
    report(request, [], {
      kind: 'operation-deprecated',
      what: 'The operation is deprecated now.',
      pointer: is.pointer + pointerTo('deprecated'),
    })
  }
  diffSecurity(request, was, is)
  diffParameters(request, was, is)
  diffRequestBody({ ...request, use: { ...use, part: 'body' } }, was, is)
  diffAnswers(common, was, is)
}

function diffRequestBody(scope: Scope, was: Operation, is: Operation): void {
  const [old, now] = [was.content.requestBody, is.content.requestBody]
  const [before, after] = [scope.before.resolve(old), scope.after.resolve(now)]
  const gone = placeOf(old, was.pointer + pointerTo('requestBody'))
  const pointer = placeOf(now, is.pointer + pointerTo('requestBody'))
  const [needed, needs] = [before.required === true, after.required === true]
  if (needs && !needed) report(scope, [], { kind: 'body-required', what: 'A request body is required now.', pointer })
  if (needed && !needs && now !== undefined) {
    report(scope, [], { kind: 'body-optional', what: 'The request body may be left out now.', pointer })
  }
  diffContents(scope, { before, after, gone, pointer })
}

function diffAnswers(common: Common, was: Operation, is: Operation): void {
  const [old, now] = [answersOf(was), answersOf(is)]
  const streams = eventsOf(common.before).some((event) => event.isStream && event.operation.pointer === was.pointer)
  for (const [status, node] of Object.entries(old)) {
    const scope = answerScope(common, was.id, status)
    const gone = placeOf(node, was.pointer + pointerTo('responses', status))
    const next = now[status]
    if (next === undefined) {
      const general = now[`${status[0]}XX`] ?? now.default
      if (general === undefined) {
        const operation = { ...scope, use: { ...scope.use, part: 'operation' } } as const
        report(operation, [], {
          kind: 'status-removed',
          what: `The answer ${status} is gone.`,
          gone: was.pointer + pointerTo('responses', status),
        })
      }
      continue
    }
    const pointer = placeOf(next, is.pointer + pointerTo('responses', status))
    const bodies = { before: common.before.resolve(node), after: common.after.resolve(next), gone, pointer }
    diffHeaders({ ...scope, use: { ...scope.use, part: 'header' } }, bodies)
    diffContents(scope, bodies, streams ? ['text/event-stream'] : [])
  }
  for (const status of Object.keys(now).filter((one) => old[one] === undefined)) {
    const scope = answerScope(common, was.id, status)
    const pointer = is.pointer + pointerTo('responses', status)
    report({ ...scope, use: { ...scope.use, part: 'operation' } }, [], {
      kind: 'status-added',
      what: `The answer ${status} is new.`,
      pointer,
    })
  }
}

function answersOf({ content }: Operation): Record<string, Json> {
  return isObject(content.responses) ? content.responses : {}
}

function answerScope(common: Common, operation: string, status: string): Scope {
  const code = /^\d{3}$/.test(status) ? { status: Number(status) } : {}
  return { ...common, direction: 'response', use: { operation, ...code, part: 'body' } }
}
