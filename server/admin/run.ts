import { join } from 'node:path'
import { DataDirectoryInUse } from '../drivers/sqlite/errors.ts'
import { openSqliteStorage } from '../drivers/sqlite/open.ts'
import { systemClock } from '../drivers/system/clock.ts'
import { createIds } from '../drivers/system/ids.ts'
import { type AdminAnswer, type AdminCommand, runAdminCommand } from './commands.ts'
import { askAdmin } from './socket.ts'

/** Carries out a command on a data directory: in its store while that is stopped, through the running gateway otherwise. */
export async function runAdmin(
  command: AdminCommand,
  options: { dataDirectory?: string | undefined },
  environment: NodeJS.ProcessEnv,
): Promise<AdminAnswer> {
  const directory = join(options.dataDirectory ?? (environment.TRUNKLINE_DATA_DIR || '.trunkline'), 'gateway')
  try {
    const storage = await openSqliteStorage({ directory, made: 'gateway' })
    try {
      const tools = { storage, clock: systemClock, ids: createIds(), tokenCache: new Map() }
      return await runAdminCommand(tools, command)
    } finally {
      await storage.close()
    }
  } catch (error) {
    if (error instanceof DataDirectoryInUse) return askHolder(directory, command, error)
    throw error
  }
}

/** Whoever holds the directory may be no gateway: a sandbox, or another admin command. Then nobody listens. */
async function askHolder(directory: string, command: AdminCommand, inUse: DataDirectoryInUse): Promise<AdminAnswer> {
  try {
    return await askAdmin(directory, command)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw code === 'ENOENT' || code === 'ECONNREFUSED' ? inUse : error
  }
}
