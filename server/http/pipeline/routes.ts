import type { OperationInfo } from './operations.ts'

/** The operations behind one path, by method. */
export interface Route {
  path: string
  operations: Map<string, OperationInfo>
  /** The value of an `Allow` header. */
  allow: string
}

export interface Match {
  route: Route
  /** Raw values of the path parameters, still percent-encoded. */
  values: string[]
}

export interface Routes {
  /** Finds the path in the document; undefined when it has none like it. A slash at the end does not matter. */
  match(path: string): Match | undefined
}

/** Routing from the paths of a document; literal paths win over templated ones. */
export function createRoutes(operations: OperationInfo[]): Routes {
  const literal = new Map<string, Match>()
  const templates: { pattern: RegExp; route: Route }[] = []
  for (const route of routesOf(operations)) {
    if (route.path.includes('{')) templates.push({ pattern: patternOf(route.path), route })
    else literal.set(route.path, { route, values: [] })
  }

  return {
    match(path) {
      const plain = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
      const found = literal.get(plain)
      if (found) return found
      for (const { pattern, route } of templates) {
        const values = pattern.exec(plain)
        if (values) return { route, values: values.slice(1) }
      }
      return undefined
    },
  }
}

function routesOf(operations: OperationInfo[]): Route[] {
  const byPath = Map.groupBy(operations, (operation) => operation.path)
  return [...byPath].map(([path, ofPath]) => ({
    path,
    operations: new Map(ofPath.map((operation) => [operation.method, operation])),
    allow: ofPath.map((operation) => operation.method).join(', '),
  }))
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('([^/]+)')}$`)
}
