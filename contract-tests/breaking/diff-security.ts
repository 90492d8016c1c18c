import type { Document, Operation } from '../compare/document.ts'
import { pointerTo } from '../compare/pointer.ts'
import { isObject, type Json } from '../json.ts'
import { listed, report, type Scope } from './scope.ts'

/** Scheme names and the scopes each needs, all of them together. */
type Requirement = Map<string, string[]>

/** Whether whoever was let in before is let in still. */
export function diffSecurity(scope: Scope, was: Operation, is: Operation): void {
  const [old, now] = [requirementsOf(scope.before, was), requirementsOf(scope.after, is)]
  const pointer = is.content.security === undefined ? '/security' : is.pointer + pointerTo('security')
  const place = { pointer, before: told(old), after: told(now) }
  const refused = old.find((requirement) => !now.some((one) => lets(requirement, one)))
  if (refused) {
    const alike = now.find((one) => [...one.keys()].every((scheme) => refused.has(scheme)))
    const missing = alike
      ? [...alike].flatMap(([scheme, scopes]) => scopes.filter((one) => !refused.get(scheme)?.includes(one)))
      : []
    if (missing.length > 0)
      report(scope, [], { kind: 'scope-added', what: `A token needs the scope ${listed(missing)} now.`, ...place })
    else
      report(scope, [], {
        kind: 'credentials-required',
        what: `It asks for ${names(now)} now, where ${names([refused])} was enough.`,
        ...place,
      })
  } else if (now.some((requirement) => !old.some((one) => lets(requirement, one)))) {
    report(scope, [], { kind: 'security-relaxed', what: 'It asks for less than it did.', ...place })
  }
  diffAnyScope(scope, was, is)
}

/** `x-scopes-any`: one of these scopes is enough. */
function diffAnyScope(scope: Scope, was: Operation, is: Operation): void {
  const [old, now] = [textsOf(was.content['x-scopes-any']), textsOf(is.content['x-scopes-any'])]
  if (!now) return
  const lost = old ? old.filter((one) => !now.includes(one)) : now
  if (lost.length === 0) return
  const what = old
    ? `The scope ${listed(lost)} is no longer enough.`
    : `A token needs one of the scopes ${listed(now)} now.`
  const pointer = is.pointer + pointerTo('x-scopes-any')
  report(scope, [], { kind: 'scope-added', what, pointer, before: old, after: now })
}

/** The schemes themselves: what a client sends to be let in. */
export function diffSchemes(scope: Omit<Scope, 'use'>, operations: Operation[]): void {
  const schemes = (document: Document) =>
    document.resolve(document.resolve(document.content.components).securitySchemes)
  const [old, now] = [schemes(scope.before), schemes(scope.after)]
  for (const [name, node] of Object.entries(old)) {
    const [was, is] = [scope.before.resolve(node), scope.after.resolve(now[name])]
    const changed =
      now[name] === undefined
        ? []
        : ['type', 'scheme', 'in', 'name'].filter((word) => lower(was[word]) !== lower(is[word]))
    const users = operations.filter((one) =>
      requirementsOf(scope.before, one).some((requirement) => requirement.has(name)),
    )
    for (const operation of changed.length === 0 ? [] : users) {
      const what = `Credentials "${name}" are sent in another way (${changed.join(', ')}).`
      const pointer = pointerTo('components', 'securitySchemes', name)
      const use = { operation: operation.id, part: 'operation' } as const
      report({ ...scope, use }, [], { kind: 'security-scheme-changed', what, pointer, before: node, after: now[name] })
    }
  }
}

function requirementsOf(document: Document, { content }: Operation): Requirement[] {
  const list = content.security ?? document.content.security
  const requirements = Array.isArray(list) ? list.filter(isObject) : []
  if (requirements.length === 0) return [new Map()]
  return requirements.map(
    (one) => new Map(Object.entries(one).map(([scheme, scopes]) => [scheme, textsOf(scopes) ?? []])),
  )
}

/** Whether credentials that fulfil `had` fulfil `needed` too. */
function lets(had: Requirement, needed: Requirement): boolean {
  return [...needed].every(([scheme, scopes]) => {
    const granted = had.get(scheme)
    return granted !== undefined && scopes.every((one) => granted.includes(one))
  })
}

function textsOf(value: Json | undefined): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined
}

function lower(value: Json | undefined): string {
  return String(value ?? '').toLowerCase()
}

function names(requirements: Requirement[]): string {
  return requirements.map((one) => [...one.keys()].join(' and ') || 'nothing').join(' or ')
}

function told(requirements: Requirement[]): Json {
  return requirements.map((one) => Object.fromEntries(one))
}
