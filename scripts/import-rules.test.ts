import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, run } from './tools.ts'

/** Every planted import with the rule that must name it; `null` is an import that is allowed. */
const planted: { from: string; line: string; rule: string | null }[] = [
  { from: 'server/domain/a.ts', line: "import '../config/target.ts'", rule: 'domain-imports-only-domain' },
  { from: 'server/domain/b.ts', line: "import 'node:crypto'", rule: 'domain-imports-only-domain' },
  { from: 'server/domain/c.ts', line: "import './ports/target.ts'", rule: null },
  { from: 'server/http/keebai/a.ts', line: "import '../hubmessage/target.ts'", rule: 'surfaces-are-strangers' },
  { from: 'server/http/portal/a.ts', line: "import '../meta/target.ts'", rule: 'surfaces-are-strangers' },
  { from: 'server/http/keebai/b.ts', line: "import '../pipeline/target.ts'", rule: null },
  { from: 'server/http/pipeline/a.ts', line: "import '../../drivers/sqlite/target.ts'", rule: 'compose-joins-drivers' },
  { from: 'server/compose.ts', line: "import './drivers/sqlite/target.ts'", rule: null },
  {
    from: 'server/drivers/sqlite/a.ts',
    line: "import '../../config/target.ts'",
    rule: 'drivers-stay-behind-their-port',
  },
  {
    from: 'server/drivers/sqlite/b.ts',
    line: "import '../multi-device/target.ts'",
    rule: 'drivers-stay-behind-their-port',
  },
  {
    from: 'server/drivers/sqlite/c.ts',
    line: "import '../../../generated/meta/target.ts'",
    rule: 'graph-shapes-only-in-cloud-api',
  },
  { from: 'server/drivers/cloud-api/a.ts', line: "import '../../../generated/meta/target.ts'", rule: null },
  {
    from: 'server/drivers/sqlite/d.ts',
    line: "import '../../domain/channels/target.ts'",
    rule: 'drivers-run-no-domain',
  },
  { from: 'server/drivers/sqlite/e.ts', line: "import type { T } from '../../domain/channels/target.ts'", rule: null },
  { from: 'server/drivers/sqlite/f.ts', line: "import '../../domain/ports/target.ts'", rule: null },
  { from: 'server/drivers/sqlite/g.ts', line: "import 'baileys'", rule: 'driver-library-sqlite' },
  { from: 'server/drivers/cloud-api/b.ts', line: "import 'kysely'", rule: 'driver-library-of-others' },
  { from: 'server/drivers/multi-device/a.ts', line: "await import('baileys')", rule: null },
  { from: 'server/app.ts', line: "import '../mocks/target.ts'", rule: 'server-never-imports-mocks' },
  { from: 'server/test/a.test.ts', line: "import '../../mocks/target.ts'", rule: 'server-never-imports-mocks' },
  { from: 'mocks/a.ts', line: "import '../server/config/target.ts'", rule: null },
  { from: 'client/a.ts', line: "import '../server/config/target.ts'", rule: 'client-sees-only-generated' },
  { from: 'cli/commands/whatsapp.ts', line: "import '../../mocks/target.ts'", rule: 'integrators-see-only-the-client' },
  {
    from: 'contract-tests/consumers/a.ts',
    line: "import '../../server/config/target.ts'",
    rule: 'integrators-see-only-the-client',
  },
  { from: 'examples/a.ts', line: "import '../mocks/target.ts'", rule: 'integrators-see-only-the-client' },
  { from: 'examples/b.ts', line: "import '../client/target.ts'", rule: null },
  { from: 'cli/commands/sandbox.ts', line: "import '../../mocks/target.ts'", rule: 'commands-start-servers-lazily' },
  { from: 'cli/commands/serve.ts', line: "await import('../../mocks/target.ts')", rule: null },
  {
    from: 'cli/commands/verify.ts',
    line: "import '../../contract-tests/target.ts'",
    rule: 'commands-start-servers-lazily',
  },
  {
    from: 'cli/commands/world.ts',
    line: "await import('../../contract-tests/target.ts')",
    rule: 'only-verify-runs-contract-tests',
  },
  { from: 'mocks/d.ts', line: "import '../contract-tests/target.ts'", rule: 'only-verify-runs-contract-tests' },
  {
    from: 'contract-tests/compare/a.ts',
    line: "import '@pact-foundation/pact'",
    rule: 'shipped-code-needs-no-development-packages',
  },
  { from: 'contract-tests/provider/a.ts', line: "await import('@pact-foundation/pact-core')", rule: null },
  { from: 'contract-tests/consumers/b.ts', line: "import '@pact-foundation/pact'", rule: null },
  { from: 'mocks/b.ts', line: "import 'vitest'", rule: 'shipped-code-needs-no-development-packages' },
  { from: 'mocks/c.ts', line: "import './nowhere.ts'", rule: 'every-import-resolves' },
  { from: 'mocks/circle-a.ts', line: "import './circle-b.ts'", rule: 'no-cycles' },
  { from: 'mocks/types-a.ts', line: "import './types-b.ts'\nexport type T = 1", rule: null },
]

const files: Record<string, string> = {
  'mocks/circle-b.ts': "import './circle-a.ts'\nexport {}",
  'mocks/types-b.ts': "import type { T } from './types-a.ts'\nexport type U = T",
}

const targets = [
  'server/config',
  'server/domain/ports',
  'server/domain/channels',
  'server/http/hubmessage',
  'server/http/meta',
  'server/http/pipeline',
  'server/drivers/sqlite',
  'server/drivers/multi-device',
  'generated/meta',
  'client',
  'mocks',
  'contract-tests',
].map((folder) => `${folder}/target.ts`)

let folder: string
let violations: { from: string; rule: { name: string } }[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trunkline-imports-'))
  for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) {
    await cp(join(root, file), join(folder, file))
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const path of targets) await plant(path, 'export interface T {\n  at: number\n}')
  for (const [path, text] of Object.entries(files)) await plant(path, text)
  for (const { from, line } of planted) await plant(from, `${line}\nexport {}`)
  const parts = ['server', 'mocks', 'client', 'cli', 'contract-tests', 'examples', 'generated']
  violations = JSON.parse((await cruise('json', parts)).output).summary.violations
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each(planted)('$from: $line is told as $rule', ({ from, rule }) => {
  const names = new Set(violations.filter((violation) => violation.from === from).map(({ rule }) => rule.name))
  if (rule === null) expect([...names]).toEqual([])
  else expect(names).toContain(rule)
})

test('a violation fails the check', async () => {
  const { code, output } = await cruise('err', ['server/app.ts'])
  expect(code).toBe(1)
  expect(output).toContain('server-never-imports-mocks: server/app.ts → mocks/target.ts')
})

function cruise(reporter: string, paths: string[]) {
  const program = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
  const args = [program, '--config', '.dependency-cruiser.mjs', '--output-type', reporter, ...paths]
  return run(process.execPath, args, { cwd: folder })
}

async function plant(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), `${text}\n`)
}
