import { nearest, plain } from '../../mocks/provider-states/nearest.ts'
import { isObject, type Json } from '../json.ts'
import type { Interaction, Pact, ProviderState } from '../pact-file/interaction.ts'
import type { StateMapping } from './state-mapping.ts'

/** A state nobody knows, as `verify` tells of it before anything runs. */
export interface StateProblem {
  pact: Pact
  interaction: Interaction
  /** As the pact, or the mapping, has it. */
  state: string
  /** The team's word it came from, where a mapping has it. */
  mappedFrom?: string
  nearest: string[]
}

/** The set-up of a state failed; the message is the provider's own explanation. */
export class StateFailure extends Error {
  override name = 'StateFailure'
}

/** Nobody knows a state of this name. */
export class UnknownState extends StateFailure {
  override name = 'UnknownState'
}

/** Every state name of these pacts that neither the catalogue nor the mapping has, with the three nearest. */
export function stateProblems(
  pacts: Pact[],
  catalogue: readonly { name: string }[],
  mapping: StateMapping = new Map(),
): StateProblem[] {
  const names = catalogue.map(({ name }) => name)
  const known = new Set(names.map(plain))
  const words = [...names, ...[...mapping.values()].map(({ word }) => word)]
  const problems: StateProblem[] = []
  for (const pact of pacts) {
    for (const interaction of pact.interactions) {
      for (const { name } of interaction.states) {
        const mapped = mapping.get(plain(name))
        const meant = mapped ? mapped.states.map(({ state }) => state) : [name]
        for (const state of meant) {
          if (plain(state) === '' || known.has(plain(state))) continue
          const from = mapped ? { mappedFrom: name } : {}
          problems.push({ pact, interaction, state, ...from, nearest: nearest(state, mapped ? names : words, 3) })
        }
      }
    }
  }
  return problems
}

/** What has to be made before an interaction: its states in the provider's words, `''` for the plain world where it names none. */
export function statesToMake(interaction: Interaction, mapping: StateMapping = new Map()): ProviderState[] {
  const states = interaction.states.flatMap((state) => translated(state, mapping))
  return states.length > 0 ? states : [{ name: '', params: {} }]
}

function translated({ name, params }: ProviderState, mapping: StateMapping): ProviderState[] {
  const mapped = mapping.get(plain(name))
  if (!mapped) return [{ name, params }]
  return mapped.states.map((target) => ({
    name: target.state,
    params: target.params === undefined ? params : filled(target.params, params),
  }))
}

/** `$name` stands for the pact's own param of that name; one that the pact does not give is left out. */
function filled(template: Record<string, Json>, params: Record<string, Json>): Record<string, Json> {
  const entries = Object.entries(template).map(([name, value]) => [name, filledValue(value, params)] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

function filledValue(value: Json, params: Record<string, Json>): Json | undefined {
  if (typeof value === 'string' && /^\$\w/.test(value)) return params[value.slice(1)]
  if (Array.isArray(value)) return value.map((one) => filledValue(one, params)).filter((one) => one !== undefined)
  return isObject(value) ? filled(value, params) : value
}
