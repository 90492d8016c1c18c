import type { Dialect } from '../../../domain/messages/message.ts'
import type { DialectSetting } from '../../operation.ts'

/** The dialect a send is answered in: the one it was written in, unless the operator fixed one. */
export function dialectOf(setting: DialectSetting, body: { phone_number_id?: string }): Dialect {
  if (setting !== 'auto') return setting
  return body.phone_number_id === undefined ? 'prose' : 'reference'
}
