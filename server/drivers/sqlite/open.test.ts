import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { aBroadcast, aChannel, aCompany, aMessage, aToken } from '../test/storage/rig.ts'
import { createVault } from '../vault/aes-gcm.ts'
import { openConnection } from './connection.ts'
import { DataDirectoryInUse, DataDirectoryMismatch, MasterKeyMismatch, StoreTooNew } from './errors.ts'
import { createDialect } from './kysely-dialect.ts'
import { lockDataDirectory } from './lock.ts'
import { migrations } from './migrations/index.ts'
import { openSqliteStorage } from './open.ts'

test('a second process is told which process holds the data directory, and a killed one holds nothing', async () => {
  await using place = await makePlace()
  await using holder = await startHolder(place.directory)
  const open = () => openSqliteStorage({ directory: place.directory, made: 'gateway' })
  await expect(open()).rejects.toThrow(DataDirectoryInUse)
  await expect(open()).rejects.toThrow(
    `The data directory ${place.directory} is in use by process ${holder.pid}; stop it or choose another with TRUNKLINE_DATA_DIR.`,
  )
  await holder.kill()
  await (await open()).close()
})

test('a data directory is held once within a process too, and free after release', async () => {
  await using place = await makePlace()
  const release = lockDataDirectory(place.directory)
  expect(() => lockDataDirectory(place.directory)).toThrow(DataDirectoryInUse)
  expect(() => lockDataDirectory(place.directory)).toThrow(`process ${process.pid}`)
  const storage = await openSqliteStorage({ directory: place.directory, made: 'gateway', locked: true })
  await storage.close()
  expect(() => lockDataDirectory(place.directory)).toThrow(DataDirectoryInUse)
  release()
  release()
  lockDataDirectory(place.directory)()
})

test('closing a store gives its directory back, and a failed opening does so too', async () => {
  await using place = await makePlace()
  const storage = await openSqliteStorage({ directory: place.directory, made: 'gateway' })
  await expect(openSqliteStorage({ directory: place.directory, made: 'gateway' })).rejects.toThrow(DataDirectoryInUse)
  await storage.close()
  await storage.close()
  await expect(openSqliteStorage({ directory: place.directory, made: 'sandbox' })).rejects.toThrow('made by')
  lockDataDirectory(place.directory)()
})

test('a directory made by the sandbox is refused by a gateway, and the reverse', async () => {
  for (const [made, wanted, sentence] of [
    ['sandbox', 'gateway', 'was made by the sandbox and cannot be used by a gateway'],
    ['gateway', 'sandbox', 'was made by a gateway and cannot be used by the sandbox'],
  ] as const) {
    await using place = await makePlace()
    await (await openSqliteStorage({ directory: place.directory, made })).close()
    const refused = openSqliteStorage({ directory: place.directory, made: wanted })
    await expect(refused).rejects.toThrow(DataDirectoryMismatch)
    await expect(refused).rejects.toThrow(sentence)
    await (await openSqliteStorage({ directory: place.directory, made })).close()
  }
})

test('a store is opened with the master key it was made with and no other', async () => {
  await using place = await makePlace()
  const made = createVault(Buffer.alloc(32, 1)).keyId
  const other = createVault(Buffer.alloc(32, 2)).keyId
  const open = (keyId?: string) => openSqliteStorage({ directory: place.directory, made: 'gateway', keyId })
  await (await open()).close()
  await (await open(made)).close()
  await expect(open(other)).rejects.toThrow(MasterKeyMismatch)
  await expect(open(other)).rejects.toThrow(`made with the master key ${made}, but the key given is ${other}`)
  await (await open(made)).close()
  await (await open()).close()
})

test('a store of the first version is brought up to date with its tokens and its queue kept', async () => {
  await using place = await makePlace()
  const company = aCompany()
  const [token, channel] = [aToken(company), aChannel(company)]
  const message = aMessage(aBroadcast(channel))
  await writeFirstVersion(place.directory, [
    ['companies', { id: company.id, name: company.name, created_at: company.createdAt }],
    ['tokens', columnsOf(token, ['rateLimit'])],
    ['channels', columnsOf(channel)],
    ['messages', columnsOf(message, ['priority'])],
  ])

  const storage = await openSqliteStorage({ directory: place.directory, made: 'gateway' })
  expect(await storage.read.tokens.findByHash(token.hash)).toEqual(token)
  const claimed = await storage.transaction(({ messages }) => messages.claim(channel.id, 1, message.notBefore))
  expect(claimed).toMatchObject([{ id: message.id, state: 'sending', priority: 'interactive' }])
  await storage.close()
})

test('a store written by a newer version is refused and left as it is', async () => {
  await using place = await makePlace()
  const open = () => openSqliteStorage({ directory: place.directory, made: 'gateway' })
  await (await open()).close()
  setting(place.directory, "UPDATE settings SET value = '9000' WHERE name = 'schema_version'")
  await expect(open()).rejects.toThrow(StoreTooNew)
  await expect(open()).rejects.toThrow('written by a newer version of Trunkline (schema 9000')
})

test('nobody but its owner can read a data directory', async () => {
  await using place = await makePlace()
  const directory = join(place.directory, 'data', 'gateway')
  const storage = await openSqliteStorage({ directory, made: 'gateway' })
  await storage.transaction(({ settings }) => settings.set('seed', '1'))
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(place.directory, 'data')).mode & 0o777).toBe(0o700)
  const files = readdirSync(directory)
  expect(files).toContain('trunkline.db-wal')
  for (const file of files) expect([file, statSync(join(directory, file)).mode & 0o777]).toEqual([file, 0o600])
  await storage.close()
})

test('a store may have another file name', async () => {
  await using place = await makePlace()
  const storage = await openSqliteStorage({ directory: place.directory, file: 'other.db', made: 'sandbox' })
  await storage.close()
  expect(existsSync(join(place.directory, 'other.db'))).toBe(true)
})

/** Another process that holds the directory, keeps no reference to its lock, and collects its garbage. */
async function startHolder(
  directory: string,
): Promise<{ pid: number | undefined; kill(): Promise<void> } & AsyncDisposable> {
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, 'test/hold.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await exited
  }
  await once(child.stdout, 'data')
  return { pid: child.pid, kill, [Symbol.asyncDispose]: kill }
}

async function makePlace(): Promise<{ directory: string } & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), 'trunkline-store-'))
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) }
}

/** A store as the first version of this program left it. */
async function writeFirstVersion(directory: string, rows: [table: string, row: object][]): Promise<void> {
  const { db, prepare } = openConnection(join(directory, 'trunkline.db'), { readOnly: false })
  const kysely = new Kysely<Record<string, object>>({ dialect: createDialect(prepare) })
  db.exec('CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)')
  await migrations[0]?.(kysely as unknown as Kysely<unknown>)
  const settings: [string, object][] = [
    ['settings', { name: 'schema_version', value: '1' }],
    ['settings', { name: 'made_by', value: 'gateway' }],
  ]
  for (const [table, row] of [...settings, ...rows]) await kysely.insertInto(table).values(row).execute()
  db.close()
}

/** What the domain says of a thing, as columns: names in snake case, flags as numbers, lists and objects as JSON. */
function columnsOf(thing: object, without: string[] = []): object {
  const kept = Object.entries(thing).filter(([name]) => !without.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), columnOf(value)]),
  )
}

function columnOf(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

function setting(directory: string, sql: string): void {
  const db = new DatabaseSync(join(directory, 'trunkline.db'))
  db.exec(sql)
  db.close()
}
