import { parseArgs } from 'node:util'
import type { Company } from '../../server/domain/tokens/token.ts'
import { isoTime, resultOf } from '../admin-result.ts'
import { type Command, exitCodes, UsageError } from '../command.ts'

const common = `  --data-dir FOLDER  where the gateway keeps everything  (TRUNKLINE_DATA_DIR; .trunkline)
  --json             print JSON, one object per line

Works on a running gateway and on a stopped one.
`

const shared = { 'data-dir': { type: 'string' }, json: { type: 'boolean', default: false } } as const

export const companiesCreate: Command = {
  help: `Usage: trunkline companies create NAME [--data-dir FOLDER] [--json]

Creates a company and prints its id. Tokens, channels and messages each belong to one company.

  --name NAME        the same as NAME
${common}`,
  async run(args, { stdout, stderr, env }) {
    const options = { ...shared, name: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const names = [...positionals, ...(values.name === undefined ? [] : [values.name])]
    const [name, ...more] = names.map((given) => given.trim())
    if (!name) throw new UsageError('the company needs a NAME')
    if (more.length > 0) throw new UsageError('one NAME at a time; put a name of several words into quotes')

    const { runAdmin } = await import('../../server/admin/run.ts')
    const answer = await runAdmin({ command: 'companies.create', name }, { dataDirectory: values['data-dir'] }, env)
    const company = resultOf(answer) as Company
    stdout.write(`${values.json ? JSON.stringify(toJson(company)) : company.id}\n`)
    if (!values.json) stderr.write(`Created "${company.name}". Next: trunkline tokens create --company ${company.id}\n`)
    return exitCodes.done
  },
}

export const companiesList: Command = {
  help: `Usage: trunkline companies list [--data-dir FOLDER] [--json]

Lists the companies: id, name.

${common}`,
  async run(args, { stdout, env }) {
    const { values } = parseArgs({ args, options: shared })
    const { runAdmin } = await import('../../server/admin/run.ts')
    const answer = await runAdmin({ command: 'companies.list' }, { dataDirectory: values['data-dir'] }, env)
    for (const company of resultOf(answer) as Company[]) {
      stdout.write(`${values.json ? JSON.stringify(toJson(company)) : `${company.id}  ${company.name}`}\n`)
    }
    return exitCodes.done
  },
}

function toJson({ id, name, createdAt }: Company) {
  return { id, name, created_at: isoTime(createdAt) }
}
