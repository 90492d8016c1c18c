import { z } from 'zod'
import { documentedRateLimit, type RateLimit, rateLimitForms, readRateLimit } from '../domain/tokens/rate-limit.ts'
import { ConfigProblems } from './problems.ts'
import { isSignatureHeader, signatureHeader, signatureHeaderRule } from './signature-header.ts'
import type { Environment } from './variables.ts'

/** What the gateway is told by its environment. Frozen; secrets are apart and reach no logger. */
export interface Config {
  port: number
  host: string
  dataDirectory: string
  publicUrl: string | null
  dialect: 'auto' | 'prose' | 'reference'
  hubMessageHost: string | null
  hubMessageGeneration: 'newer' | 'older'
  hubMessageSignatureHeader: string
  logLevel: string
  pipelines: string[] | null
  subscriptionsMax: number | null
  /** Of event streams that are open at a time. */
  streamLimits: { perToken: number; perCompany: number }
  /** Of a company, pending at a time. */
  sessionsMax: number
  /** Of tokens without one of their own. */
  rateLimit: RateLimit
  /** Null when no Meta app is configured; `serve` refuses that. */
  meta: { appId: string; configId: string; graphVersion: string } | null
  /** Base URL of a simulated world instead of WhatsApp and Meta. */
  worldUrl: string | null
}

export interface Secrets {
  masterKey: string | null
  metaAppSecret: string | null
  metaVerifyToken: string | null
}

const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))
const shapes = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  TRUNKLINE_HOST: z.string().default('127.0.0.1'),
  TRUNKLINE_DATA_DIR: z.string().default('.trunkline'),
  TRUNKLINE_PUBLIC_URL: httpUrl.optional(),
  TRUNKLINE_DIALECT: z.enum(['auto', 'prose', 'reference']).default('auto'),
  TRUNKLINE_HUBMESSAGE_HOST: z.string().optional(),
  TRUNKLINE_HUBMESSAGE_GENERATION: z.enum(['newer', 'older']).default('newer'),
  TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER: z
    .string()
    .refine(isSignatureHeader, signatureHeaderRule)
    .default(signatureHeader),
  TRUNKLINE_MASTER_KEY: z.string().optional(),
  TRUNKLINE_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TRUNKLINE_PIPELINES: z.string().optional(),
  TRUNKLINE_HUBMESSAGE_SUBSCRIPTIONS_MAX: z.coerce.number().int().min(0).optional(),
  TRUNKLINE_STREAMS_PER_TOKEN: z.coerce.number().int().min(1).default(20),
  TRUNKLINE_STREAMS_PER_COMPANY: z.coerce.number().int().min(1).default(100),
  TRUNKLINE_SESSIONS_PER_COMPANY: z.coerce.number().int().min(1).default(20),
  TRUNKLINE_RATE_LIMIT: z.string().transform(toRateLimit).default(documentedRateLimit),
  META_APP_ID: z.string().regex(/^\d+$/, 'must be digits').optional(),
  META_APP_SECRET: z.string().optional(),
  META_CONFIG_ID: z.string().optional(),
  META_VERIFY_TOKEN: z.string().optional(),
  META_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v26.0')
    .default('v26.0'),
  TRUNKLINE_ALLOW_SIMULATORS: z.enum(['0', '1']).default('0'),
  TRUNKLINE_WORLD_URL: httpUrl.optional(),
}
const schema = z.object(shapes)

const metaVariables = ['META_APP_ID', 'META_APP_SECRET', 'META_CONFIG_ID', 'META_VERIFY_TOKEN'] as const

/** Reads the environment. Throws `ConfigProblems` with everything that is wrong. Empty counts as absent. */
export function readConfig(environment: Environment): { config: Config; secrets: Secrets } {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const read = schema.safeParse(given)
  const problems = read.success ? [] : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)

  const missing = metaVariables.filter((name) => !(name in given))
  if (missing.length > 0 && missing.length < metaVariables.length) {
    problems.push(
      `${metaVariables.join(', ')} go together; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    )
  }
  if ('TRUNKLINE_WORLD_URL' in given && given.TRUNKLINE_ALLOW_SIMULATORS !== '1') {
    problems.push('TRUNKLINE_WORLD_URL points at a simulated world; set TRUNKLINE_ALLOW_SIMULATORS=1 if that is meant')
  }
  if (!read.success || problems.length > 0) throw new ConfigProblems(problems)

  const values = read.data
  const { META_APP_ID: appId, META_CONFIG_ID: configId, META_GRAPH_VERSION: graphVersion } = values
  return {
    config: Object.freeze({
      port: values.PORT,
      host: values.TRUNKLINE_HOST,
      dataDirectory: values.TRUNKLINE_DATA_DIR,
      publicUrl: values.TRUNKLINE_PUBLIC_URL ?? null,
      dialect: values.TRUNKLINE_DIALECT,
      hubMessageHost: values.TRUNKLINE_HUBMESSAGE_HOST ?? null,
      hubMessageGeneration: values.TRUNKLINE_HUBMESSAGE_GENERATION,
      hubMessageSignatureHeader: values.TRUNKLINE_HUBMESSAGE_SIGNATURE_HEADER,
      logLevel: values.TRUNKLINE_LOG_LEVEL,
      pipelines: values.TRUNKLINE_PIPELINES?.split(',').map((id) => id.trim()) ?? null,
      streamLimits: {
        perToken: values.TRUNKLINE_STREAMS_PER_TOKEN,
        perCompany: values.TRUNKLINE_STREAMS_PER_COMPANY,
      },
      sessionsMax: values.TRUNKLINE_SESSIONS_PER_COMPANY,
      subscriptionsMax: values.TRUNKLINE_HUBMESSAGE_SUBSCRIPTIONS_MAX ?? null,
      rateLimit: values.TRUNKLINE_RATE_LIMIT,
      meta: appId && configId ? { appId, configId, graphVersion } : null,
      worldUrl: values.TRUNKLINE_WORLD_URL ?? null,
    }),
    secrets: {
      masterKey: values.TRUNKLINE_MASTER_KEY ?? null,
      metaAppSecret: values.META_APP_SECRET ?? null,
      metaVerifyToken: values.META_VERIFY_TOKEN ?? null,
    },
  }
}

function toRateLimit(text: string, { addIssue }: z.RefinementCtx): RateLimit {
  const limit = readRateLimit(text)
  if (!limit) addIssue(`must be ${rateLimitForms}, not "${text}"`)
  return limit ?? z.NEVER
}
