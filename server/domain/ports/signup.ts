/** Meta's side of embedded signup. Errors: Refusal `signup_code_refused`, `upstream_refused`, `upstream_unavailable`. */
export interface SignupNetwork {
  /** Trades the one-time code for the customer's business token. */
  exchangeCode(code: string): Promise<string>
  /** The WABAs the token may manage, newest first; empty when the token is not for our app or not valid. */
  grantedWabas(token: string): Promise<string[]>
  /** What Meta says of a token somebody brings along. */
  inspectToken(token: string): Promise<TokenFacts>
  subscribeApp(token: string, wabaId: string): Promise<void>
  unsubscribeApp(token: string, wabaId: string): Promise<void>
  phoneNumbers(token: string, wabaId: string): Promise<MetaNumber[]>
  phoneNumber(token: string, phoneNumberId: string): Promise<MetaNumber>
  register(token: string, phoneNumberId: string, pin: string): Promise<void>
  /** Starts one of the two syncs of a coexistence number. */
  startSync(token: string, phoneNumberId: string, kind: 'contacts' | 'history'): Promise<void>
}

export interface TokenFacts {
  valid: boolean
  /** Issued for our app. */
  ours: boolean
  scopes: string[]
  /** The WABAs it may manage; null when it is not limited to some. */
  wabas: string[] | null
  /** In milliseconds; null for never. */
  expiresAt: number | null
}

export interface MetaNumber {
  id: string
  /** Digits only. */
  digits: string
  verifiedName: string
  /** The number also lives in the WhatsApp Business app. */
  coexistence: boolean
  /** Ready to send: registered with the Cloud API. */
  registered: boolean
}
