import { expect, test } from 'vitest'
import { run } from './test/run.ts'

const everyCommand = [
  'whatsapp connect',
  'sandbox',
  'serve',
  'verify',
  'world',
  'companies create',
  'companies list',
  'tokens create',
  'tokens list',
  'tokens revoke',
]

test.each(everyCommand)('%s explains itself', async (name) => {
  for (const flag of ['--help', '-h']) {
    const { code, stdout, stderr } = await run([...name.split(' '), flag])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.startsWith(`Usage: trunkline ${name}`)).toBe(true)
  }
})

test.each(everyCommand)('%s refuses an option it does not know', async (name) => {
  const { code, stdout, stderr } = await run([...name.split(' '), '--nonsense'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain("Unknown option '--nonsense'")
  expect(stderr).toContain(`Usage: trunkline ${name}`)
  expect(stderr).not.toContain('    at ')
})

test('the overview names every command', async () => {
  for (const args of [['--help'], ['-h'], ['help']]) {
    const { code, stdout } = await run(args)
    expect(code).toBe(0)
    for (const name of everyCommand) expect(stdout).toContain(`trunkline ${name} `)
  }
})

test.each([
  { args: [], says: 'Usage: trunkline <command>' },
  { args: ['whatsap'], says: 'there is no command "whatsap"' },
  { args: ['--whatsapp'], says: 'there is no option "--whatsapp"' },
  { args: ['whatsapp'], says: 'trunkline whatsapp connect' },
  { args: ['whatsapp', 'disconnect'], says: 'there is no command "whatsapp disconnect"' },
  { args: ['sandbox', 'now'], says: "Unexpected argument 'now'" },
  { args: ['sandbox', '--port', 'many'], says: '--port takes a number' },
  { args: ['serve', '--port', '65536'], says: '--port takes a number' },
  { args: ['world', '--gateway'], says: "Option '--gateway <value>' argument missing" },
  { args: ['companies', 'create'], says: 'the company needs a NAME' },
  { args: ['companies', 'create', 'My', 'shop'], says: 'one NAME at a time' },
  { args: ['tokens', 'create'], says: '--company says whose token it is' },
  { args: ['tokens', 'create', '--company', 'c', '--surface', 'x'], says: '--surface is keebai or hubmessage' },
  { args: ['tokens', 'create', '--company', 'c', '--expires-in', 'P1M'], says: '--expires-in takes seconds' },
  { args: ['tokens', 'create', '--company', 'c', '--scopes', ','], says: '--scopes names at least one scope' },
  { args: ['tokens', 'revoke'], says: 'name one token by its ID' },
])('$args is told on stderr with exit code 2', async ({ args, says }) => {
  const { code, stdout, stderr } = await run(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(says)
  expect(stderr).toContain('Usage: trunkline')
})

test('--version is the version of the package', async () => {
  expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})
