import type { CompanyId } from '../ids.ts'

/** A message template of a WhatsApp Business Account, as last seen at Meta. */
export interface Template {
  /** 24 lower-case hex characters. */
  id: string
  company: CompanyId
  waba: string
  /** Meta's own id. */
  metaId: string
  name: string
  language: string
  /** Meta's word for it: `PENDING`, `APPROVED`, `REJECTED`, `PAUSED`, `DISABLED` and rarer ones. */
  status: string
  /** What the integrator calls it here, whatever it is at Meta; until it is changed there. */
  localStatus: string | null
  category: string
  parameterFormat: ParameterFormat
  /** In Meta's words. */
  components: TemplateComponent[]
  /** How long Meta may try to deliver a message made of it; null is Meta's default. */
  ttlSeconds: number | null
  /** Why it is rejected, paused or disabled; null when it is not or nobody said. */
  reason: string | null
  /** The integrator's own facts about it. */
  metaData: Record<string, unknown> | null
  createdAt: number
  /** When its status was last told to change. */
  statusAt: number
}

export type ParameterFormat = 'NAMED' | 'POSITIONAL'

export type TemplateComponent = Record<string, unknown> & { type: string }

/** What makes a new template. */
export interface TemplateWish {
  name: string
  language: string
  category: string
  parameterFormat: ParameterFormat
  components: TemplateComponent[]
  ttlSeconds?: number | undefined
  /** Meta may choose another category than the one wished for. */
  allowCategoryChange?: boolean | undefined
}

/** What of a template is to be another way. */
export interface TemplateChange {
  category?: string | undefined
  components?: TemplateComponent[] | undefined
  ttlSeconds?: number | undefined
}

/** The status the integrator sees. */
export function shownStatus({ status, localStatus }: Pick<Template, 'status' | 'localStatus'>): string {
  return localStatus ?? status
}

/** The states in which Meta lets a template be edited. */
export function isEditable({ status }: Pick<Template, 'status'>): boolean {
  return status === 'APPROVED' || status === 'REJECTED' || status === 'PAUSED'
}

/** The placeholders of the body in the order of their first use: names, or `1`, `2` … */
export function variablesOf({ components }: Pick<Template, 'components'>): string[] {
  const body = components.find(({ type }) => type === 'BODY')
  return typeof body?.text === 'string' ? placeholdersOf(body.text) : []
}

export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map(([, name = '']) => name))]
}
