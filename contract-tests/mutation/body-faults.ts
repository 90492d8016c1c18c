import type { Document } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { type Member, membersOf } from './members.ts'
import type { MutantKind } from './mutant.ts'

/** A fault in a JSON text, without the place it is planted in. */
export interface BodyFault {
  kind: MutantKind
  title: string
  /** Undefined where the text has nothing to break. */
  apply(body: string): string | undefined
}

/** Every way to break a text that looks like `example`: each member dropped, renamed, of another type, out of its values, out of its form. */
export function bodyFaults(document: Document, schema: Json | undefined, example: Json): BodyFault[] {
  return membersOf(document, schema, example).flatMap((member) => faultsOf(member))
}

function faultsOf({ path, value, schemas }: Member): BodyFault[] {
  const name = String(path.at(-1))
  const faults: BodyFault[] = [
    fault('drop-member', 'drop', path, (holder) => {
      delete holder[name]
    }),
    fault('rename-member', 'rename', path, (holder) => {
      holder[`${name}_`] = holder[name] ?? null
      delete holder[name]
    }),
    fault('change-type', 'another type at', path, (holder) => {
      holder[name] = otherType(holder[name] ?? null)
    }),
  ]
  if (schemas.some((schema) => schema.const !== undefined || Array.isArray(schema.enum))) {
    const change = (holder: JsonObject) => {
      holder[name] = typeof holder[name] === 'number' ? Number(holder[name]) + 1 : 'SOMETHING_ELSE'
    }
    faults.push(fault('change-value', 'an unknown value at', path, change))
  } else if (typeof value === 'string' && schemas.some((schema) => schema.format ?? schema.pattern)) {
    const change = (holder: JsonObject) => {
      holder[name] = '\u00bf?'
    }
    faults.push(fault('break-form', 'a malformed value at', path, change))
  }
  return faults
}

function fault(
  kind: MutantKind,
  verb: string,
  path: (string | number)[],
  change: (holder: JsonObject) => void,
): BodyFault {
  return { kind, title: `${verb} ${pointerTo(...path)}`, apply: (body) => changed(body, path, change) }
}

function changed(text: string, path: (string | number)[], change: (holder: JsonObject) => void): string | undefined {
  const body = parsed(text)
  let holder: Json | undefined = body
  for (const step of path.slice(0, -1)) {
    holder = Array.isArray(holder) ? holder[Number(step)] : isObject(holder) ? holder[step] : undefined
  }
  if (body === undefined || !isObject(holder) || !Object.hasOwn(holder, String(path.at(-1)))) return undefined
  change(holder)
  return JSON.stringify(body)
}

function otherType(value: Json): Json {
  if (typeof value === 'string') return 7
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null) return { unexpected: true }
  return Array.isArray(value) ? { 0: value[0] ?? null } : [value]
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}
