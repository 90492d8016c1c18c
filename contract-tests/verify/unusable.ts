import { escapeTerminal } from './reports/escape.ts'

/** A run that cannot be made: unreadable input, or a provider that is not reachable. The message is one clear sentence, safe to print. */
export class Unusable extends Error {
  override name = 'Unusable'

  constructor(message: string) {
    super(escapeTerminal(message))
  }
}
