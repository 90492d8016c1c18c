/** Seals what must not be read from a stolen store (AES-256-GCM; the key id is in the value). */
export interface Vault {
  /** @param context where the value belongs (table, row, company); opening it elsewhere fails. */
  seal(plain: string, context: string): string
  /** Throws when the value was altered, moved or sealed with an unknown key. */
  open(sealed: string, context: string): string
}
