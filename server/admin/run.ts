import { join } from 'node:path'
import { ConfigProblems } from '../config/problems.ts'
import { readServeConfig } from '../config/serve-config.ts'
import type { Log } from '../domain/ports/log.ts'
import { createSignals } from '../domain/signals.ts'
import { createGraphClient } from '../drivers/cloud-api/graph-client.ts'
import { createSignupNetwork } from '../drivers/cloud-api/signup-network.ts'
import { DataDirectoryInUse } from '../drivers/sqlite/errors.ts'
import { openSqliteStorage } from '../drivers/sqlite/open.ts'
import { systemClock } from '../drivers/system/clock.ts'
import { createIds } from '../drivers/system/ids.ts'
import { createVault } from '../drivers/vault/aes-gcm.ts'
import { parseMasterKey } from '../drivers/vault/master-key.ts'
import { reachesOut } from './channel-commands.ts'
import { type AdminAnswer, type AdminCommand, runAdminCommand } from './commands.ts'
import { askAdmin } from './socket.ts'

/** Carries out a command on a data directory: in its store while that is stopped, through the running gateway otherwise. */
export async function runAdmin(
  command: AdminCommand,
  options: { dataDirectory?: string | undefined },
  environment: NodeJS.ProcessEnv,
): Promise<AdminAnswer> {
  const directory = join(options.dataDirectory ?? (environment.TRUNKLINE_DATA_DIR || '.trunkline'), 'gateway')
  const reach = reachesOut(command)
  const outside = reach === 'never' ? undefined : openOutside(environment)
  const problems = outside instanceof ConfigProblems ? outside : undefined
  const given = outside instanceof ConfigProblems ? undefined : outside
  try {
    const storage = await openSqliteStorage({ directory, made: 'gateway', ...(given && { keyId: given.vault.keyId }) })
    try {
      // Told last: a running gateway has a configuration of its own.
      if (problems && reach === 'always') throw problems
      const tools = {
        storage,
        clock: systemClock,
        ids: createIds(),
        tokenCache: new Map(),
        signals: createSignals(),
        log,
      }
      return await runAdminCommand({ ...tools, outside: given }, command)
    } finally {
      await storage.close()
    }
  } catch (error) {
    if (error instanceof DataDirectoryInUse) return askHolder(directory, command, error)
    throw error
  } finally {
    given?.close()
  }
}

/** What reaches Meta, as `serve` would be told by the same environment. */
function openOutside(environment: NodeJS.ProcessEnv) {
  try {
    const { config, meta, masterKey, appSecret } = readServeConfig(environment, parseMasterKey)
    const graph = createGraphClient({
      ...(config.worldUrl !== null && { baseUrl: config.worldUrl }),
      version: meta.graphVersion,
      appId: meta.appId,
      appSecret,
    })
    return {
      vault: createVault(masterKey),
      signup: createSignupNetwork(graph),
      publicUrl: config.publicUrl,
      close: () => graph.close(),
    }
  } catch (error) {
    if (error instanceof ConfigProblems) return error
    throw error
  }
}

/** A command tells its outcome by its answer. */
const log: Log = { info() {}, warn() {}, fault() {} }

/** Whoever holds the directory may be no gateway: a sandbox, or another admin command. Then nobody listens. */
async function askHolder(directory: string, command: AdminCommand, inUse: DataDirectoryInUse): Promise<AdminAnswer> {
  try {
    return await askAdmin(directory, command)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw code === 'ENOENT' || code === 'ECONNREFUSED' ? inUse : error
  }
}
