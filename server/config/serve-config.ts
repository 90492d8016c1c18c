import { type Config, readConfig, type Secrets } from './config.ts'
import { ConfigProblems } from './problems.ts'
import type { Environment } from './variables.ts'

/** A configuration with everything a gateway cannot do without. */
export interface ServeConfig<MasterKey> {
  config: Config
  meta: NonNullable<Config['meta']>
  masterKey: MasterKey
  appSecret: string
  verifyToken: string
}

/** Throws ConfigProblems with all that is wrong. `parseMasterKey` throws for a text that is no key. */
export function readServeConfig<MasterKey>(
  environment: Environment,
  parseMasterKey: (text: string) => MasterKey,
): ServeConfig<MasterKey> {
  const problems: string[] = []
  function attempt<Value>(read: () => Value): Value | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof Error)) throw error
      problems.push(...(error instanceof ConfigProblems ? error.problems : [error.message]))
      return undefined
    }
  }
  const { TRUNKLINE_MASTER_KEY: key, META_APP_ID, META_APP_SECRET, META_CONFIG_ID, META_VERIFY_TOKEN } = environment
  const read = attempt((): { config: Config; secrets: Secrets } => readConfig(environment))
  const masterKey = key ? attempt(() => parseMasterKey(key)) : undefined
  if (!key) problems.push('TRUNKLINE_MASTER_KEY is missing; make one with: openssl rand -hex 32')
  if (!META_APP_ID && !META_APP_SECRET && !META_CONFIG_ID && !META_VERIFY_TOKEN) {
    problems.push('META_APP_ID, META_APP_SECRET, META_CONFIG_ID and META_VERIFY_TOKEN are missing')
  }
  const { metaAppSecret: appSecret, metaVerifyToken: verifyToken } = read?.secrets ?? {}
  const meta = read?.config.meta
  if (problems.length > 0 || !read || !masterKey || !meta || !appSecret || !verifyToken) {
    throw new ConfigProblems(problems)
  }
  return { config: read.config, meta, masterKey, appSecret, verifyToken }
}
