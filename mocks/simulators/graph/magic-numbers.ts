/** What happens to a send whose recipient ends in these four digits and has no phone of its own. */
export interface MagicNumber {
  suffix: string
  /** `refused`: the call is answered with the error. `failed`: accepted with an id, then a `failed` status. */
  outcome: 'refused' | 'failed'
  /** Which sends it catches. */
  sends: 'all' | 'template'
  code: number
  details: string
}

/**
 * Recipients that choose their own outcome, by the last four digits. A number somebody has a phone for is never magic;
 * a magic number never gets a phone by being sent to.
 */
export const MAGIC_NUMBERS: readonly MagicNumber[] = [
  { suffix: '0000', outcome: 'failed', sends: 'all', code: 131026, details: 'The recipient is not on WhatsApp.' },
  { suffix: '1026', outcome: 'failed', sends: 'all', code: 131026, details: 'Message undeliverable.' },
  {
    suffix: '1047',
    outcome: 'failed',
    sends: 'all',
    code: 131047,
    details: 'More than 24 hours have passed since the recipient last replied to the sender number.',
  },
  {
    suffix: '1049',
    outcome: 'failed',
    sends: 'all',
    code: 131049,
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  {
    suffix: '1056',
    outcome: 'refused',
    sends: 'all',
    code: 131056,
    details: 'Too many messages sent from the sender phone number to the same recipient phone number.',
  },
  {
    suffix: '0429',
    outcome: 'refused',
    sends: 'all',
    code: 130429,
    details: 'Cloud API message throughput has been reached.',
  },
  { suffix: '0500', outcome: 'refused', sends: 'all', code: 131000, details: 'Message failed to send.' },
  { suffix: '0190', outcome: 'refused', sends: 'all', code: 190, details: 'The access token has expired.' },
  {
    suffix: '2001',
    outcome: 'refused',
    sends: 'template',
    code: 132001,
    details: 'The template does not exist in the language specified or has not been approved.',
  },
]

export function magicNumber(number: string): MagicNumber | undefined {
  return MAGIC_NUMBERS.find((magic) => number.endsWith(magic.suffix))
}
