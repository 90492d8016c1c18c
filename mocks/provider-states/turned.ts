import type { Run } from './state.ts'

/** Changes members of something that outlives the run; its end changes them back. */
export function turned<Thing extends object>(run: Run, thing: Thing, change: Partial<Thing>): void {
  const names = Object.keys(change) as (keyof Thing)[]
  const before = Object.fromEntries(names.map((name) => [name, thing[name]])) as Partial<Thing>
  Object.assign(thing, change)
  run.undo(() => void Object.assign(thing, before))
}
