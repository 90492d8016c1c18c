/** Text without credentials: those of both surfaces, secrets of webhooks, and whatever follows `Bearer`. */
export function masked(text: string): string {
  return text
    .replace(/\b(Bearer\s+)(?!\$)[^\s"'\\]+/gi, '$1$TOKEN')
    .replace(/\b(kbai_pk_|pat_|hm_sk_|whsec_)[0-9A-Za-z]{6,}/g, '$1…')
}
