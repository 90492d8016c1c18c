import { catalogue, type StateDescription } from '../../provider-states/catalogue.ts'
import { commonParams, type StateParam } from '../../provider-states/catalogue-params.ts'

const all: readonly StateDescription[] = catalogue

/** The tables of docs/provider-states.md, as the catalogue has them. */
export function statesTable(): string {
  const rows = all.map(({ name, description, surfaces, params }) => {
    const apis = surfaces.length === 2 ? 'both' : surfaces[0] === 'keebai' ? 'Keebai' : 'HubMessage'
    return `| \`${name}\` | ${escaped(description)} | ${params.map((param) => `\`${param.name}\``).join(', ')} | ${apis} |`
  })
  return ['| `given` | what is true then | params | API |', '|---|---|---|---|', ...rows].join('\n')
}

/** Each param once for each meaning it has, with the states it is of. */
export function paramsTable(): string {
  const meanings = new Map<string, { param: StateParam; states: string[] }>()
  for (const { name, params } of all) {
    for (const param of params) {
      const key = JSON.stringify(param)
      const known = meanings.get(key) ?? { param, states: [] }
      known.states.push(name)
      meanings.set(key, known)
    }
  }
  const rows = [...meanings.values()]
    .toSorted((a, b) => a.param.name.localeCompare(b.param.name, 'en'))
    .map(({ param, states }) => row(param, states.length > 3 ? `${states.length} states` : states.join('; ')))
  return [
    '| param | what it is | without it | of |',
    '|---|---|---|---|',
    ...commonParams.map((param) => row(param, 'every state')),
    ...rows,
  ].join('\n')
}

function row(param: StateParam, of: string): string {
  return `| \`${param.name}\` | ${escaped(param.description)} | ${escaped(param.default)} | ${of} |`
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|')
}
