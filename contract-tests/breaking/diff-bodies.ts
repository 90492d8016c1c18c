import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { diffSchemas } from './diff-schemas.ts'
import { report, type Scope } from './scope.ts'

/** A request body or an answer as each version has it. */
export interface Bodies {
  before: JsonObject
  after: JsonObject
  /** Where they stand. */
  gone: string
  pointer: string
}

/** Compares what is carried, media type by media type. `besides` are media types somebody else compares. */
export function diffContents(scope: Scope, { before, after, gone, pointer }: Bodies, besides: string[] = []): void {
  const [old, now] = [contentOf(before), contentOf(after)]
  const noun =
    scope.direction === 'request' ? 'The request body' : scope.direction === 'response' ? 'The answer' : 'The event'
  if (old.size > 0 && now.size === 0) {
    report(scope, [], { kind: 'body-removed', what: `${noun} is gone.`, gone })
    return
  }
  if (old.size === 0 && now.size > 0) {
    report(scope, [], { kind: 'body-added', what: `${noun} is new.`, pointer })
    return
  }
  for (const [type, { name, media }] of old) {
    const next = now.get(type)
    if (!next) {
      const what =
        scope.direction === 'request'
          ? `A body of ${name} is no longer taken.`
          : `${noun} is no longer sent as ${name}.`
      report(scope, [], { kind: 'media-type-removed', what, gone: gone + pointerTo('content', name), before: name })
    } else if (!besides.includes(type)) diffSchemas(scope, schemaIn(media), schemaIn(next.media))
  }
  for (const [type, { name }] of now) {
    if (old.has(type)) continue
    const what = scope.direction === 'request' ? `A body may be ${name} now.` : `${noun} may be had as ${name} now.`
    report(scope, [], { kind: 'media-type-added', what, pointer: pointer + pointerTo('content', name), after: name })
  }
}

function contentOf(body: JsonObject): Map<string, { name: string; media: Json }> {
  const content = isObject(body.content) ? body.content : {}
  return new Map(Object.entries(content).map(([name, media]) => [plain(name), { name, media }]))
}

/** Without parameters such as a charset. */
function plain(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase()
}

function schemaIn(media: Json): Json | undefined {
  return isObject(media) ? media.schema : undefined
}
